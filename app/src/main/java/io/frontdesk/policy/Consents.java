package io.frontdesk.policy;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.AddressKeys;
import io.frontdesk.policy.rules.BackgroundStore;
import io.frontdesk.policy.rules.PolicyStore;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Service;

/// Who agreed to be contacted for what, and how we know. Append-only: the latest entry counts, all
/// stay as proof.
@Service
public class Consents {
  /// How a person agreed, from weak to strong.
  public enum Kind {
    /// They wrote or called first.
    IMPLIED,
    /// They said yes.
    EXPRESS,
    /// They said yes in writing to promotion.
    WRITTEN
  }

  private final TenantTransactions transactions;
  private final AddressKeys keys;
  private final PolicyStore store;
  private final BackgroundStore background;
  private final Clock clock;

  Consents(
      TenantTransactions transactions,
      AddressKeys keys,
      PolicyStore store,
      BackgroundStore background,
      Clock clock) {
    this.transactions = transactions;
    this.keys = keys;
    this.store = store;
    this.background = background;
    this.clock = clock;
  }

  /// Records that the person behind `address` agreed to `purpose` over `channel`.
  ///
  /// @param evidence where the proof is, e.g. `form intake-7`; no personal data
  public void grant(
      TenantId tenant,
      Channel channel,
      String address,
      Purpose purpose,
      Kind kind,
      String evidence,
      Actor actor) {
    record(tenant, channel, address, purpose, true, kind, evidence, actor);
  }

  /// Records that they took it back.
  public void revoke(
      TenantId tenant,
      Channel channel,
      String address,
      Purpose purpose,
      String evidence,
      Actor actor) {
    record(tenant, channel, address, purpose, false, Kind.EXPRESS, evidence, actor);
  }

  /// Records that the person behind `address` wrote or called from it at `at`: the address is
  /// theirs still. Repeatable; an earlier instant changes nothing.
  ///
  /// @param evidence where the proof is, e.g. `call 0190…`; no personal data
  public void seen(TenantId tenant, Channel channel, String address, String evidence, Instant at) {
    transactions.write(
        tenant,
        () -> background.recordProof(tenant, keys.hash(tenant, channel, address), evidence, at));
  }

  private void record(
      TenantId tenant,
      Channel channel,
      String address,
      Purpose purpose,
      boolean granted,
      Kind kind,
      String evidence,
      Actor actor) {
    transactions.write(
        tenant,
        () ->
            store.recordConsent(
                tenant,
                keys.hash(tenant, channel, address),
                channel,
                purpose,
                granted,
                kind,
                evidence,
                actor.name(),
                clock.instant()));
  }
}
