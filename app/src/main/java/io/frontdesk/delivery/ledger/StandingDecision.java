package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The decision on which a batch goes. It is good for a second; whoever comes later, because the
/// node stood still or was too busy, asks again for all of them: a switch or a STOP kept meanwhile
/// holds them too.
final class StandingDecision {
  private static final Logger log = LoggerFactory.getLogger(StandingDecision.class);
  private static final Duration GOOD_FOR = Duration.ofSeconds(1);

  private final TenantId tenant;
  private final List<DeliveryId> batch;
  private final Sending sending;
  private final Clock clock;
  private Instant askedAt;
  private Set<DeliveryId> withdrawn = Set.of();

  StandingDecision(TenantId tenant, List<Sending.Outgoing> batch, Sending sending, Clock clock) {
    this.tenant = tenant;
    this.batch = batch.stream().map(Sending.Outgoing::delivery).toList();
    this.sending = sending;
    this.clock = clock;
    this.askedAt =
        batch.stream().map(Sending.Outgoing::decidedAt).min(Instant::compareTo).orElse(Instant.MAX);
  }

  /// Whether it still holds for one of the batch; not when it can't be asked.
  synchronized boolean stands(Sending.Outgoing one) {
    var now = clock.instant();
    if (Duration.between(askedAt, now).compareTo(GOOD_FOR) > 0) {
      try {
        withdrawn = sending.withdrawn(tenant, batch);
        askedAt = now;
      } catch (RuntimeException away) {
        log.warn("a decision of {} could not be asked for again; it does not hold", askedAt, away);
        return false;
      }
    }
    return !withdrawn.contains(one.delivery());
  }
}
