package io.frontdesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.platform.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  @Test
  void everything_wrong_is_listed_at_once_with_a_mend_and_without_values() {
    var problems =
        problems(
            Map.of(
                "FRONTDESK_SERVER_PORT", "99999",
                "FRONTDESK_SEVER_ADDRESS", "0.0.0.0",
                "FRONTDESK_DATABASE_URL", "postgres://u:hunter2@host/db",
                "FRONTDESK_VAULT_KEYS", "hunter2"));

    assertThat(problems.stream().map(Settings.Problem::setting))
        .contains("server.port", "FRONTDESK_SEVER_ADDRESS", "database.url", "vault.keys");
    assertThat(problems.stream().map(Settings.Problem::mend))
        .anyMatch(mend -> mend.contains("FRONTDESK_SERVER_ADDRESS"));
    assertThat(problems.toString()).doesNotContain("hunter2");
  }

  @Test
  void production_refuses_weak_secrets_plain_http_and_the_sandbox() {
    var problems =
        problems(
            Map.of(
                "FRONTDESK_PROFILE", "production",
                "FRONTDESK_BASE_URL", "http://desk.example.com",
                "FRONTDESK_METRICS_TOKEN", "changeme",
                "FRONTDESK_OUTBOUND_PRIVATE_HOSTS", "127.0.0.1",
                "FRONTDESK_DEMO", "true"));

    assertThat(problems.stream().map(Settings.Problem::setting))
        .contains("base.url", "metrics.token", "outbound.private-hosts", "demo");
  }

  @Test
  void the_same_is_fine_in_development_because_nothing_is_exposed() {
    assertThat(problems(Map.of("FRONTDESK_BASE_URL", "http://localhost:8080"))).isEmpty();
  }

  @Test
  void an_unreadable_profile_is_judged_as_production() {
    assertThat(problems(Map.of("FRONTDESK_PROFILE", "prod")).stream())
        .extracting(Settings.Problem::setting)
        .contains("profile", "base.url");
  }

  @Test
  void a_database_of_ones_own_needs_three_different_roles_with_passwords() {
    var problems =
        problems(
            Map.of(
                "FRONTDESK_DATABASE_URL", "jdbc:postgresql://db:5432/frontdesk",
                "FRONTDESK_DATABASE_APP_USER", "frontdesk_owner"));

    assertThat(problems.stream().map(Settings.Problem::setting))
        .contains(
            "database.owner.password",
            "database.app.password",
            "database.worker.password",
            "database.*.user");
  }

  private static List<Settings.Problem> problems(Map<String, String> environment) {
    var settings = Settings.of(FrontdeskSettings.all(), new Properties(), environment);
    return java.util.stream.Stream.concat(
            settings.problems().stream(), DatabaseSettings.problems(settings).stream())
        .toList();
  }
}
