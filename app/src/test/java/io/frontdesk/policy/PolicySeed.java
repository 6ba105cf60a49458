package io.frontdesk.policy;

import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Somebody who must not be written to, somebody who agreed, and a channel that stands still.
@Component
class PolicySeed implements TenantSeed {
  private final Suppressions suppressions;
  private final Consents consents;
  private final KillSwitches switches;
  private final WorkspaceRules rules;
  private final PersonPlaces places;
  private final ContactPolicy policy;
  private final Clock clock;

  PolicySeed(
      Suppressions suppressions,
      Consents consents,
      KillSwitches switches,
      WorkspaceRules rules,
      PersonPlaces places,
      ContactPolicy policy,
      Clock clock) {
    this.suppressions = suppressions;
    this.consents = consents;
    this.switches = switches;
    this.rules = rules;
    this.places = places;
    this.policy = policy;
    this.clock = clock;
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
    rules.choose(
        tenant.id(), new WorkspaceRules.Choice(18, 3, 1_000L, 10_000L, null, null, 7_900), actor);
    rules.shareWithAgency(tenant.id(), true);
    var number = "+12125550142";
    consents.seen(tenant.id(), Channel.SMS, number, "call of " + canary.word(), clock.instant());
    var person = UUID.randomUUID();
    places.note(tenant.id(), person, null, "TX", actor);
    policy.admit(
        tenant.id(),
        new ContactQuestion(Channel.SMS, Purpose.CONVERSATION, number, clock.instant())
            .of(person)
            .about(canary.word()),
        new ContactPolicy.Intent(UUID.randomUUID(), 1));
    return Map.of();
  }
}
