package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CourtesyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final AtomicBoolean crowded = new AtomicBoolean();
  private final AtomicLong nanos = new AtomicLong(1);
  private final Courtesy courtesy =
      new Courtesy(crowded::get, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);

  @Test
  void the_worker_rests_only_while_hooks_queue_at_the_door() {
    assertThat(courtesy.due()).isFalse();
    assertThat(courtesy.rest(1_000)).isZero();

    crowded.set(true);

    assertThat(courtesy.due()).isTrue();
    assertThat(courtesy.rest(1_000)).isEqualTo(3_000);
    assertThat(courtesy.rest(Duration.ofMinutes(1).toNanos()))
        .isEqualTo(Duration.ofMillis(200).toNanos());
  }

  @Test
  void events_that_waited_too_long_go_before_the_door_and_those_that_failed_before_do_not_count() {
    crowded.set(true);

    courtesy.claimed(unit(Courtesy.PATIENCE.minusMillis(1), 0));
    courtesy.claimed(unit(Duration.ofHours(1), 1));
    assertThat(courtesy.due()).isTrue();

    courtesy.claimed(unit(Courtesy.PATIENCE.plusMillis(1), 0));
    assertThat(courtesy.due()).isFalse();
    assertThat(courtesy.rest(1_000)).isZero();

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(courtesy.due()).isTrue();
  }

  private static InboxClaims.Unit unit(Duration age, int attempts) {
    var lease = new InboxClaimStore.Lease(new TenantId(UUID.randomUUID()), UUID.randomUUID());
    var row =
        new InboxClaimStore.Claimed(
            lease,
            UUID.randomUUID(),
            new ConnectionId(UUID.randomUUID()),
            "echo",
            "event/1",
            "event",
            "by:1",
            10,
            NOW.minus(age),
            attempts);
    return new InboxClaims.Unit(lease, List.of(row));
  }
}
