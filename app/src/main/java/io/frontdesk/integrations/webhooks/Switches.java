package io.frontdesk.integrations.webhooks;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.platform.jobs.Jobs;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Switches endpoints off, each in the transaction of its cause: the workspace sees it, the audit
/// log has it, and people who manage connections get a mail unless one of them did it.
@Component
class Switches {
  /// An endpoint that failed for so long, without one success, is switched off.
  static final Duration FAILING = Duration.ofDays(5);

  private static final Actor PROGRAM = new Actor.Program("webhooks");

  private final EndpointStore endpoints;
  private final HookStore hooks;
  private final AuditLog audit;
  private final EventLog events;
  private final Jobs jobs;
  private final Clock clock;

  Switches(
      EndpointStore endpoints,
      HookStore hooks,
      AuditLog audit,
      EventLog events,
      Jobs jobs,
      Clock clock) {
    this.endpoints = endpoints;
    this.hooks = hooks;
    this.audit = audit;
    this.events = events;
    this.jobs = jobs;
    this.clock = clock;
  }

  /// Decides after a failed attempt.
  ///
  /// @param endpoint as it was before the attempt
  /// @param status of the answer; null when none came
  void judge(TenantId tenant, Endpoint endpoint, @Nullable Integer status, Instant at) {
    var since = endpoint.failingSince();
    if (!endpoint.active()) {
      return;
    }
    if (status != null && status == 410) {
      offByItself(tenant, endpoint, Endpoint.Off.GONE);
    } else if (since != null && !at.isBefore(since.plus(FAILING))) {
      offByItself(tenant, endpoint, Endpoint.Off.FAILING);
    }
  }

  /// Switches one off; what waits is given up and can be replayed later.
  void off(TenantId tenant, Endpoint endpoint, Endpoint.Off why, Actor by) {
    var now = clock.instant();
    endpoints.switchOff(tenant, endpoint.id(), why, now);
    hooks.giveUp(tenant, endpoint.id(), "not sent: the endpoint was switched off", now);
    audit.record(
        tenant,
        by,
        "webhooks.switched-off",
        "webhook-endpoint",
        endpoint.id().toString(),
        Map.of("because", why.code()));
    events.append(
        tenant, "operations.changed", endpoint.id().toString(), Map.of("endpoint", "off"));
  }

  private void offByItself(TenantId tenant, Endpoint endpoint, Endpoint.Off why) {
    off(tenant, endpoint, why, PROGRAM);
    jobs.schedule(
        tenant,
        HookUpkeep.TELL,
        endpoint.id() + "/" + endpoint.version(),
        new HookUpkeep.Told(endpoint.id().value()),
        clock.instant());
  }
}
