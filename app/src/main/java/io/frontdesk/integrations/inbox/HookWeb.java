package io.frontdesk.integrations.inbox;

import io.micrometer.observation.ObservationPredicate;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/// Gives hooks a short way in, beside the one that pages and the API take.
@Configuration(proxyBeanMethods = false)
class HookWeb {
  static final String PREFIX = "/hooks";

  @Bean
  ServletRegistrationBean<HookDoor> hookDoorServlet(HookDoor door) {
    var registration = new ServletRegistrationBean<>(door, PREFIX + "/*");
    registration.setName("hooks");
    registration.setLoadOnStartup(1);
    return registration;
  }

  /// The door counts and times hooks itself, by provider.
  @Bean
  ObservationPredicate hooksAreTimedAtTheirDoor() {
    return (_, context) ->
        !(context instanceof ServerRequestObservationContext web
            && web.getCarrier() != null
            && web.getCarrier().getRequestURI().startsWith(PREFIX + "/"));
  }
}
