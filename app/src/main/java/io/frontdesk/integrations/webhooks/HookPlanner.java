package io.frontdesk.integrations.webhooks;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Turns an endpoint's next events into webhooks. The webhooks and the endpoint's new position in
/// the log commit together, so each event is planned once, and none of a change that was rolled
/// back.
@Component
class HookPlanner {
  private static final int BATCH = 500;
  private static final int MOST_WAITING = 50_000;
  private static final String TOO_MANY = "not sent: too many were waiting";

  private final TenantTransactions transactions;
  private final EndpointStore endpoints;
  private final HookStore hooks;
  private final JsonMapper json;
  private final Clock clock;

  HookPlanner(
      TenantTransactions transactions,
      EndpointStore endpoints,
      HookStore hooks,
      JsonMapper json,
      Clock clock) {
    this.transactions = transactions;
    this.endpoints = endpoints;
    this.hooks = hooks;
    this.json = json;
    this.clock = clock;
  }

  /// Plans everything that is there. Does nothing while another node is at it.
  void plan(TenantId tenant, EndpointId id) {
    boolean more = true;
    while (more) {
      more =
          transactions.write(
              tenant,
              () ->
                  endpoints
                      .lockFree(tenant, id)
                      .map(endpoint -> planSome(tenant, endpoint) == BATCH)
                      .orElse(false));
    }
  }

  /// Plans a test, in the caller's transaction.
  HookId planTest(TenantId tenant, EndpointId id) {
    var now = clock.instant();
    return insert(
        tenant,
        id,
        id.toString(),
        new HookCatalogue.Fact(HookCatalogue.TEST, Map.of("endpoint_id", id.toString())),
        now,
        null);
  }

  private int planSome(TenantId tenant, Endpoint endpoint) {
    var events = hooks.events(tenant, endpoint.position(), BATCH);
    if (events.isEmpty()) {
      hooks
          .endBefore(tenant, endpoint.position())
          .ifPresent(end -> endpoints.advance(tenant, endpoint.id(), end));
      return 0;
    }
    boolean full = hooks.waiting(tenant, endpoint.id(), MOST_WAITING) >= MOST_WAITING;
    for (var event : events) {
      HookCatalogue.of(event.topic(), event.subject(), json.readTree(event.data()))
          .filter(fact -> endpoint.types().contains(fact.type()))
          .ifPresent(
              fact ->
                  insert(
                      tenant,
                      endpoint.id(),
                      event.subject(),
                      fact,
                      event.at(),
                      full ? TOO_MANY : null));
    }
    endpoints.advance(tenant, endpoint.id(), events.getLast().position());
    return events.size();
  }

  private HookId insert(
      TenantId tenant,
      EndpointId endpoint,
      String subject,
      HookCatalogue.Fact fact,
      Instant at,
      @Nullable String failed) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", fact.type());
    body.put("timestamp", at.toString());
    body.put("data", fact.data());
    var id = new HookId(Uuid7.next());
    hooks.insert(
        tenant,
        id,
        endpoint,
        fact.type(),
        subject,
        json.writeValueAsString(body),
        failed,
        clock.instant());
    return id;
  }
}
