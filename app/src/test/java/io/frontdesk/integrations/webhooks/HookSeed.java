package io.frontdesk.integrations.webhooks;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// An endpoint that is switched off, and a webhook of it that failed after one attempt.
@Component
class HookSeed implements TenantSeed {
  private final Endpoints endpoints;
  private final HookStore hooks;
  private final TenantTransactions transactions;
  private final Clock clock;

  HookSeed(Endpoints endpoints, HookStore hooks, TenantTransactions transactions, Clock clock) {
    this.endpoints = endpoints;
    this.hooks = hooks;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var word = Canary.of(tenant).word();
    var by = tenant.ownerCaller().actor();
    var endpoint =
        endpoints.add(
            tenant.id(),
            by,
            new EndpointDraft(
                "https://127.0.0.2:1/" + word, "Program of " + word, List.of("call.ended")));
    var hook = new HookId(Uuid7.next());
    transactions.write(
        tenant.id(),
        () -> {
          var now = clock.instant();
          var lease = Uuid7.next();
          hooks.insert(tenant.id(), hook, endpoint, "call.ended", word, "{}", null, now);
          hooks.claim(tenant.id(), endpoint, 1, 1, lease, now, now);
          hooks.attempted(
              tenant.id(),
              hook,
              lease,
              new Hook.Attempt(1, now, 5, 500, "it answered 500", word),
              Hook.State.FAILED,
              now);
        });
    endpoints.activate(tenant.id(), by, endpoint, false);
    return Map.of("endpoint", endpoint.toString(), "hook", hook.toString());
  }
}
