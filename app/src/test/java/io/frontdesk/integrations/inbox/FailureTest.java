package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.integrations.WebhookAdapter.NotYet;
import io.frontdesk.integrations.WebhookAdapter.Undeliverable;
import io.frontdesk.platform.error.Refusal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;

class FailureTest {
  private static final Duration FIRST = Duration.ofSeconds(1);

  @Test
  void each_kind_of_failure_is_known() {
    var kinds =
        Map.of(
            new Undeliverable("no"),
            Failure.HOPELESS,
            new NotYet("later"),
            Failure.NOT_YET,
            Refusal.notFound("It"),
            Failure.NOT_YET,
            Refusal.conflict("a", "b"),
            Failure.CONTENDED,
            Refusal.field("a", "b"),
            Failure.HOPELESS,
            new CannotAcquireLockException("locked"),
            Failure.CONTENDED,
            new DataAccessResourceFailureException("gone"),
            Failure.AWAY,
            new IllegalStateException("ours"),
            Failure.BUG);
    kinds.forEach((failed, kind) -> assertThat(Failure.of(failed)).isEqualTo(kind));
  }

  @Test
  void a_database_that_is_away_buries_nothing_and_hopeless_is_buried_at_once() {
    assertThat(Failure.AWAY.pause(1_000_000, 8, FIRST)).isNotNull();
    assertThat(Failure.HOPELESS.pause(0, 8, FIRST)).isNull();
  }

  @Test
  void who_only_waits_gets_twice_as_many_tries_and_all_end() {
    assertThat(Failure.BUG.pause(6, 8, FIRST)).isNotNull();
    assertThat(Failure.BUG.pause(7, 8, FIRST)).isNull();
    assertThat(Failure.NOT_YET.pause(14, 8, FIRST)).isNotNull();
    assertThat(Failure.NOT_YET.pause(15, 8, FIRST)).isNull();
    assertThat(Failure.CONTENDED.pause(15, 8, FIRST)).isNull();
  }

  @Test
  void pauses_grow_to_their_bound_and_are_spread() {
    for (int failures = 0; failures < 30; failures++) {
      var planned = Duration.ofSeconds(1L << Math.min(failures, 20));
      var bound = Duration.ofMinutes(5);
      var least = planned.compareTo(bound) < 0 ? planned : bound;
      var seen = new HashSet<Duration>();
      for (int i = 0; i < 200; i++) {
        var pause = Objects.requireNonNull(Failure.BUG.pause(failures, 100, FIRST));
        assertThat(pause).isBetween(least, least.multipliedBy(3).dividedBy(2));
        seen.add(pause);
      }
      assertThat(seen).hasSizeGreaterThan(50);
    }
  }
}
