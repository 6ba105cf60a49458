package io.frontdesk.platform.page;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the static files on the web.
@Configuration(proxyBeanMethods = false)
class PageConfiguration {
  @Bean
  ServletRegistrationBean<AssetServlet> assetServlet() {
    var registration = new ServletRegistrationBean<>(new AssetServlet(), "/assets/*");
    registration.setName("assets");
    return registration;
  }
}
