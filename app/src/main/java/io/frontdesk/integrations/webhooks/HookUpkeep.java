package io.frontdesk.integrations.webhooks;

import io.frontdesk.access.Member;
import io.frontdesk.access.Members;
import io.frontdesk.access.Permission;
import io.frontdesk.access.port.AccountMail;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.jobs.OneOffJob;
import io.frontdesk.platform.jobs.RecurringJob;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Forgets what is finished and old, and tells people of an endpoint that switched itself off.
@Configuration(proxyBeanMethods = false)
class HookUpkeep {
  static final String TELL = "integrations.tell-endpoint-off";

  private static final int BATCH = 5_000;

  /// Which endpoint went off.
  record Told(UUID endpoint) {}

  @Bean
  RecurringJob hookRetention(HookWorkStore store, Settings settings, Clock clock) {
    return RecurringJob.of(
        "integrations.forget-outgoing",
        Duration.ofHours(1),
        "Deletes outgoing webhooks that are finished and older than the retention.",
        () -> {
          var before = clock.instant().minus(settings.get(IntegrationsSettings.OUTGOING_RETENTION));
          for (int i = 0; i < 200 && store.forget(before, BATCH) == BATCH; i++) {
            // some at a time, so that no transaction grows long
          }
        });
  }

  @Bean
  OneOffJob<Told> tellEndpointOff(
      Endpoints endpoints,
      Members members,
      Workspaces workspaces,
      AccountMail mail,
      Settings settings) {
    return OneOffJob.of(
        TELL,
        Told.class,
        "Mails people who manage connections that a webhook endpoint was switched off.",
        (tenant, told) -> {
          var endpoint = endpoints.find(tenant, new EndpointId(told.endpoint()));
          if (endpoint.isEmpty() || endpoint.get().active() || !mail.available()) {
            return;
          }
          var workspace = workspaces.require(tenant);
          var text = text(endpoint.get(), workspace.name(), page(settings, workspace.slug()));
          members.of(tenant).stream()
              .filter(member -> member.role().permissions().contains(Permission.MANAGE_CONNECTIONS))
              .map(Member::email)
              .forEach(to -> mail.send(to, "A webhook endpoint was switched off", text));
        });
  }

  private static String page(Settings settings, String slug) {
    return settings.get(PlatformSettings.BASE_URL) + "/w/" + slug + "/settings/webhooks";
  }

  private static String text(Endpoint endpoint, String workspace, String page) {
    var why = endpoint.off() == null ? "" : endpoint.off().label();
    return """
        The webhook endpoint “%s” of %s no longer hears of changes.

        %s.

        When it works again, switch it on and send what failed once more:
        %s
        """
        .formatted(endpoint.name(), workspace, why, page);
  }
}
