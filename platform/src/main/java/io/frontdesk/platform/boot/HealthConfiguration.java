package io.frontdesk.platform.boot;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.health.HealthBoard;
import io.frontdesk.platform.health.HealthProbe;
import io.frontdesk.platform.health.PlatformProbes;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.jobs.JobRunner;
import io.frontdesk.platform.live.Live;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The probes of the platform and the board that asks all of them.
@Configuration(proxyBeanMethods = false)
public class HealthConfiguration {
  @Bean
  HealthProbe databaseProbe(Database database) {
    return PlatformProbes.database(database);
  }

  @Bean
  HealthProbe poolProbe(Database database) {
    return PlatformProbes.pool(database);
  }

  @Bean
  HealthProbe jobsProbe(JobRunner runner) {
    return PlatformProbes.jobs(runner);
  }

  @Bean
  HealthProbe liveProbe(Live live) {
    return PlatformProbes.live(live);
  }

  @Bean
  HealthProbe providersProbe(OutboundHttp http) {
    return PlatformProbes.providers(http);
  }

  @Bean
  HealthBoard healthBoard(ObjectProvider<HealthProbe> probes, MeterRegistry meters) {
    return new HealthBoard(probes.stream().toList(), meters);
  }
}
