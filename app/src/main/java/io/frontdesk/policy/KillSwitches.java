package io.frontdesk.policy;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.PolicyStore;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Stops everything that leaves a workspace, or one channel of it, at once: each decision reads the
/// switches in its own transaction.
@Service
public class KillSwitches {
  private final TenantTransactions transactions;
  private final PolicyStore store;
  private final Clock clock;

  KillSwitches(TenantTransactions transactions, PolicyStore store, Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.clock = clock;
  }

  /// Stops. What is due waits, nothing is lost.
  ///
  /// @param channel null stops all channels
  public void stop(TenantId tenant, @Nullable Channel channel, String reason, Actor actor) {
    transactions.write(
        tenant, () -> store.stop(tenant, scope(channel), reason, actor.name(), clock.instant()));
  }

  /// Lets go on; held deliveries are decided anew within a minute.
  public void release(TenantId tenant, @Nullable Channel channel, Actor actor) {
    transactions.write(
        tenant, () -> store.release(tenant, scope(channel), actor.name(), clock.instant()));
  }

  /// The reason why `channel` stands still, or empty when it does not.
  public Optional<String> stopped(TenantId tenant, Channel channel) {
    return transactions.read(tenant, () -> store.stopped(tenant, channel));
  }

  private static String scope(@Nullable Channel channel) {
    return channel == null ? "tenant" : "channel:" + channel.name();
  }
}
