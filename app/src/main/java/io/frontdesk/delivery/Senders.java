package io.frontdesk.delivery;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.delivery.ledger.SenderStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The numbers and mailboxes a workspace sends from. The first of a channel becomes its default.
@Service
public class Senders {
  private final TenantTransactions transactions;
  private final SenderStore store;
  private final AuditLog audit;
  private final Clock clock;

  Senders(TenantTransactions transactions, SenderStore store, AuditLog audit, Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.audit = audit;
    this.clock = clock;
  }

  /// Adds a sender, or points the one with this address at another connection.
  ///
  /// @param address E.164 or an e-mail address
  /// @param provider which gateway carries it, e.g. `twilio`
  public void register(
      TenantId tenant,
      Channel channel,
      String address,
      String provider,
      UUID connection,
      @Nullable String name) {
    transactions.write(
        tenant,
        () ->
            store.put(
                new Sender(
                    tenant, Uuid7.next(), channel, address, provider, connection, name, false),
                clock.instant()));
  }

  /// Removes what a connection carried before besides `address`.
  public void keepOnly(TenantId tenant, UUID connection, String address) {
    transactions.write(tenant, () -> store.keepOnly(tenant, connection, address));
  }

  /// Makes one sender the default of its channel.
  public void makeDefault(TenantId tenant, Channel channel, String address) {
    transactions.write(tenant, () -> store.makeDefault(tenant, channel, address));
  }

  /// Removes what a connection carried; another sender of the channel becomes the default.
  public void removeConnection(TenantId tenant, UUID connection) {
    transactions.write(tenant, () -> store.removeConnection(tenant, connection));
  }

  public List<Sender> list(TenantId tenant) {
    return transactions.read(tenant, () -> store.list(tenant));
  }

  /// The one that sends over `channel` when nothing else is said.
  public Optional<Sender> defaultFor(TenantId tenant, Channel channel) {
    return transactions.read(tenant, () -> store.defaultFor(tenant, channel));
  }

  /// A sender and how fast it may send.
  public record Limited(Sender sender, SenderLimits limits) {}

  /// As [#list], with their limits.
  public List<Limited> limited(TenantId tenant) {
    return transactions.read(tenant, () -> store.limited(tenant));
  }

  /// @throws Refusal when it is not one of this tenant's
  public Sender require(TenantId tenant, UUID sender) {
    return list(tenant).stream()
        .filter(one -> one.id().equals(sender))
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("The sender"));
  }

  /// Sets how fast a sender may send; in force with the next claim of any node.
  ///
  /// @throws Refusal when it is not one of this tenant's
  public void limit(TenantId tenant, Actor by, UUID sender, SenderLimits limits) {
    transactions.write(
        tenant,
        () -> {
          if (!store.limit(tenant, sender, limits)) {
            throw Refusal.notFound("The sender");
          }
          audit.record(
              tenant,
              by,
              "delivery.sender-limited",
              "sender",
              sender.toString(),
              Map.of("kind", limits.kind().name()));
        });
  }
}
