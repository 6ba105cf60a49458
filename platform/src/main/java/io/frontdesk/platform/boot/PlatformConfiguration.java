package io.frontdesk.platform.boot;

import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.http.DirectPost;
import io.frontdesk.platform.http.HostGuard;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.jobs.JobRunner;
import io.frontdesk.platform.jobs.Jobs;
import io.frontdesk.platform.jobs.OneOffJob;
import io.frontdesk.platform.jobs.RecurringJob;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.live.Live;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.platform.vault.Vault;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/// The beans every module uses. [Database] and `Settings` are registered by `main` (or a test)
/// before the context starts.
@Configuration(proxyBeanMethods = false)
public class PlatformConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /// The application role: what stores inject.
  @Bean
  @Primary
  DataSource appDataSource(Database database) {
    return database.app();
  }

  @Bean
  @Primary
  PlatformTransactionManager transactionManager(Database database) {
    return new JdbcTransactionManager(database.app());
  }

  @Bean
  @Primary
  JdbcClient jdbcClient(Database database) {
    return JdbcClient.create(database.app());
  }

  @Bean
  TenantTransactions tenantTransactions(
      JdbcClient db, PlatformTransactionManager transactionManager) {
    return new TenantTransactions(db, transactionManager);
  }

  @Bean
  WorkerTransactions workerTransactions(Database database) {
    return new WorkerTransactions(
        JdbcClient.create(database.worker()), new JdbcTransactionManager(database.worker()));
  }

  @Bean
  Vault vault(Settings settings, Clock clock) {
    return new Vault(PlatformSettings.vaultKeys(settings), clock);
  }

  @Bean
  Pulses pulses(Clock clock) {
    return new Pulses(clock);
  }

  @Bean
  HostGuard hostGuard(Settings settings) {
    return new HostGuard(PlatformSettings.privateHosts(settings));
  }

  @Bean
  OutboundHttp outboundHttp(HostGuard guard, MeterRegistry meters, Pulses pulses) {
    return new OutboundHttp(guard, meters, pulses);
  }

  @Bean
  DirectPost directPost(Settings settings) {
    return new DirectPost(new HostGuard(PlatformSettings.privateHosts(settings)));
  }

  @Bean
  Jobs jobs(JdbcClient db, JsonMapper json) {
    return new Jobs(db, json);
  }

  @Bean
  JobRunner jobRunner(
      Database database,
      JsonMapper json,
      Clock clock,
      Jobs jobs,
      MeterRegistry meters,
      ObjectProvider<RecurringJob> recurring,
      ObjectProvider<OneOffJob<?>> oneOff) {
    return new JobRunner(
        database, json, clock, jobs, meters, recurring.stream().toList(), oneOff.stream().toList());
  }

  @Bean
  Live live(
      JdbcClient db,
      TenantTransactions transactions,
      WorkerTransactions worker,
      Database database,
      MeterRegistry meters) {
    return new Live(db, transactions, worker, database, meters);
  }

  @Bean
  EventLog eventLog(JdbcClient db, JsonMapper json, Live live) {
    return new EventLog(db, json, live::wake);
  }

  @Bean
  RecurringJob trimLiveEvents(Live live, Settings settings) {
    return RecurringJob.of(
        "platform.trim-live-events",
        Duration.ofHours(1),
        "Deletes live events that no screen will ask for any more.",
        () -> live.trim(settings.get(PlatformSettings.LIVE_RETENTION)));
  }
}
