package io.frontdesk.policy;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.AddressKeys;
import io.frontdesk.policy.rules.AddressLocks;
import io.frontdesk.policy.rules.AgencyStore;
import io.frontdesk.policy.rules.PolicyStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;

/// The addresses that must not be contacted. Kept as keyed hashes, so an entry outlives the erasure
/// of the person and tells nothing by itself.
///
/// Each method joins the tenant's open transaction or opens one.
@Service
public class Suppressions {
  private final TenantTransactions transactions;
  private final AddressKeys keys;
  private final AddressLocks locks;
  private final PolicyStore store;
  private final AgencyStore agency;
  private final Clock clock;

  Suppressions(
      TenantTransactions transactions,
      AddressKeys keys,
      AddressLocks locks,
      PolicyStore store,
      AgencyStore agency,
      Clock clock) {
    this.transactions = transactions;
    this.keys = keys;
    this.locks = locks;
    this.store = store;
    this.agency = agency;
    this.clock = clock;
  }

  /// Bars `address` from now on: for every sender of the workspace, and for the other workspaces of
  /// its agency as far as they share opt-outs (see [WorkspaceRules]). [Suppression.Scope#MARKETING]
  /// bars promotion only, [Suppression.Scope#ALL] everything. Repeatable; a wider scope replaces a
  /// narrower one, never the reverse. Everything that is decided after the commit sees it, and the
  // commit waits for what is
  /// being decided.
  ///
  /// @param evidence what showed it, e.g. `sms-keyword STOP`; no message text
  /// @return whether anything changed
  public boolean suppress(
      TenantId tenant,
      Channel channel,
      String address,
      Suppression.Scope scope,
      Suppression.Reason reason,
      String evidence,
      Actor actor) {
    return suppress(tenant, channel, address, scope, reason, evidence, actor, clock.instant());
  }

  /// As above for what was said at `since`: an opt-out that the person has taken back since then
  /// does not come back when its message is handled late.
  public boolean suppress(
      TenantId tenant,
      Channel channel,
      String address,
      Suppression.Scope scope,
      Suppression.Reason reason,
      String evidence,
      Actor actor,
      Instant since) {
    return transactions.write(
        tenant,
        () -> {
          locks.toBar(tenant, channel, address);
          boolean changed =
              store.suppress(
                  tenant,
                  keys.hash(tenant, channel, address),
                  new Suppression(channel, scope, reason, evidence, since),
                  actor.name());
          if (changed) {
            agency.suppress(tenant, channel, keys.digest(channel, address), scope, reason, since);
          }
          return changed;
        });
  }

  /// Lifts what the person themselves may lift: an opt-out (START) or a desk's entry. Complaints
  /// and legal entries stay.
  ///
  /// @param at when the person said so; what bars the address since a later moment stays
  /// @return whether anything was lifted
  public boolean lift(
      TenantId tenant, Channel channel, String address, String evidence, Actor actor, Instant at) {
    return transactions.write(
        tenant,
        () -> {
          locks.toBar(tenant, channel, address);
          agency.lift(tenant, channel, keys.digest(channel, address), at);
          return store.lift(
              tenant, channel, keys.hash(tenant, channel, address), evidence, actor.name(), at);
        });
  }

  /// Whether it was this evidence that lifted a suppression of `address`.
  public boolean wasLiftedBy(TenantId tenant, Channel channel, String address, String evidence) {
    return transactions.read(
        tenant,
        () ->
            keys.find(tenant, channel, address)
                .map(hash -> store.wasLiftedBy(tenant, channel, hash, evidence))
                .orElse(false));
  }

  /// Whether anything at all bars `address`, marketing included.
  public boolean isSuppressed(TenantId tenant, Channel channel, String address) {
    return !of(tenant, channel, address).isEmpty();
  }

  /// What bars `address` now; empty when nothing does.
  public List<Suppression> of(TenantId tenant, Channel channel, String address) {
    return transactions.read(
        tenant,
        () ->
            keys.find(tenant, channel, address)
                .map(hash -> store.suppressions(tenant, channel, hash))
                .orElse(List.of()));
  }
}
