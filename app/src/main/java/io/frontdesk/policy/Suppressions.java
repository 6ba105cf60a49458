package io.frontdesk.policy;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.barred.SuppressionStore;
import io.frontdesk.policy.rules.AddressKeys;
import io.frontdesk.policy.rules.AddressLocks;
import io.frontdesk.policy.rules.AgencyStore;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
  private final SuppressionStore store;
  private final AuditLog audit;
  private final AgencyStore agency;
  private final Clock clock;

  Suppressions(
      TenantTransactions transactions,
      AddressKeys keys,
      AddressLocks locks,
      SuppressionStore store,
      AuditLog audit,
      AgencyStore agency,
      Clock clock) {
    this.transactions = transactions;
    this.keys = keys;
    this.locks = locks;
    this.store = store;
    this.audit = audit;
    this.agency = agency;
    this.clock = clock;
  }

  /// Bars `address` from now on: for every sender of the workspace, and for the other workspaces of
  /// its agency as far as they share opt-outs (see [WorkspaceRules]). [Suppression.Scope#MARKETING]
  /// bars promotion only, [Suppression.Scope#ALL] everything. Repeatable; a wider scope replaces a
  /// narrower one, never the reverse. Everything that is decided after the commit sees it, and the
  /// commit waits for what is being decided.
  ///
  /// @param evidence what showed it, e.g. `keyword sms SM1`; no message text
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

  /// Lifts what the person's own texts brought about, because they texted START. What they said
  /// otherwise (unsubscribed, on the phone), complaints, bounces and the desk's entries stay.
  ///
  /// @param at when the person said so; what bars the address since a later moment stays
  /// @return whether anything was lifted
  public boolean lift(
      TenantId tenant, Channel channel, String address, String evidence, Actor actor, Instant at) {
    return transactions.write(
        tenant,
        () -> {
          locks.toBar(tenant, channel, address);
          var hash = keys.hash(tenant, channel, address);
          boolean lifted = store.liftTexted(tenant, channel, hash, evidence, actor.name(), at);
          tellAgency(tenant, channel, address, hash, at);
          return lifted;
        });
  }

  /// Lifts one entry because somebody at the desk takes it on themselves; the audit log names them.
  ///
  /// @param why in their words, 1 to 200 characters, without personal data
  /// @return whether there was such an entry
  public boolean liftByDesk(
      TenantId tenant,
      Channel channel,
      String address,
      Suppression.Reason reason,
      String why,
      Actor actor) {
    return transactions.write(
        tenant,
        () -> {
          locks.toBar(tenant, channel, address);
          var hash = keys.hash(tenant, channel, address);
          boolean lifted =
              store.lift(
                  tenant, channel, hash, reason, "desk " + why, actor.name(), clock.instant());
          if (lifted) {
            tellAgency(tenant, channel, address, hash, clock.instant());
            audit.record(
                tenant,
                actor,
                "policy.suppression-lifted",
                "address",
                HexFormat.of().formatHex(hash, 0, 8),
                Map.of("channel", channel.name(), "reason", reason.name(), "why", why));
          }
          return lifted;
        });
  }

  // The agency's list is lifted only when nothing that it knows bars the address here any more.
  private void tellAgency(
      TenantId tenant, Channel channel, String address, byte[] hash, Instant at) {
    if (store.of(tenant, channel, hash).stream().noneMatch(Suppression::isShared)) {
      agency.lift(tenant, channel, keys.digest(channel, address), at);
    }
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
                .map(hash -> store.of(tenant, channel, hash))
                .orElse(List.of()));
  }
}
