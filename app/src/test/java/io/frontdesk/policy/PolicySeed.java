package io.frontdesk.policy;

import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Somebody who must not be written to, somebody who agreed, and a channel that stands still.
@Component
class PolicySeed implements TenantSeed {
  private final Suppressions suppressions;
  private final Consents consents;
  private final KillSwitches switches;

  PolicySeed(Suppressions suppressions, Consents consents, KillSwitches switches) {
    this.suppressions = suppressions;
    this.consents = consents;
    this.switches = switches;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var actor = tenant.ownerCaller().actor();
    suppressions.suppress(
        tenant.id(),
        Channel.EMAIL,
        "no-" + canary.email().value(),
        Suppression.Scope.ALL,
        Suppression.Reason.STAFF,
        "evidence of " + canary.word(),
        actor);
    consents.grant(
        tenant.id(),
        Channel.EMAIL,
        canary.email().value(),
        Purpose.MARKETING,
        Consents.Kind.WRITTEN,
        "form of " + canary.word(),
        actor);
    switches.stop(tenant.id(), Channel.VOICE, "stopped by " + canary.word(), actor);
    return Map.of();
  }
}
