package io.frontdesk.platform.boot;

import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.stream.LeanProtocol;
import io.frontdesk.platform.stream.Streams;
import io.frontdesk.platform.web.BodyLimit;
import io.frontdesk.platform.web.ErrorReports;
import io.frontdesk.platform.web.LoadLimit;
import io.frontdesk.platform.web.RequestIds;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// What stands before every door of the web.
@Configuration(proxyBeanMethods = false)
public class WebConfiguration {
  /// Largest body any door takes.
  public static final long MOST_BODY_BYTES = 10L * 1024 * 1024;

  @Bean
  ErrorReports errorReports(MeterRegistry meters) {
    return new ErrorReports(meters);
  }

  @Bean
  LoadLimit loadLimit(Settings settings, MeterRegistry meters) {
    var limit = new LoadLimit(settings.get(PlatformSettings.SERVER_REQUESTS_AT_ONCE));
    meters.gauge("frontdesk.web.busy", limit, LoadLimit::busy);
    return limit;
  }

  @Bean
  Streams streams(MeterRegistry meters) {
    return new Streams(meters);
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> leanConnections() {
    return tomcat -> tomcat.setProtocol(LeanProtocol.class.getName());
  }

  @Bean
  FilterRegistrationBean<RequestIds> requestIdsFilter() {
    return at(Ordered.HIGHEST_PRECEDENCE, new RequestIds());
  }

  @Bean
  FilterRegistrationBean<LoadLimit> loadLimitFilter(LoadLimit limit) {
    return at(Ordered.HIGHEST_PRECEDENCE + 1, limit);
  }

  @Bean
  FilterRegistrationBean<BodyLimit> bodyLimitFilter() {
    return at(Ordered.HIGHEST_PRECEDENCE + 2, new BodyLimit(MOST_BODY_BYTES));
  }

  private static <F extends Filter> FilterRegistrationBean<F> at(int order, F filter) {
    var registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(order);
    return registration;
  }
}
