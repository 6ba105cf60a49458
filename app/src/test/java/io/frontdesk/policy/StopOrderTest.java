package io.frontdesk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A STOP that was acknowledged holds: against decisions being taken, and against older messages
/// that are handled late.
@FrontdeskTest
class StopOrderTest {
  private static final Actor PERSON = new Actor.Program("the person");
  private static final String CLIENT = "+13125550100";

  @Autowired private TestDesk desk;
  @Autowired private ContactPolicy policy;
  @Autowired private Suppressions suppressions;
  @Autowired private TenantTransactions transactions;
  @Autowired private MovableClock clock;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TenantId shop;

  @BeforeEach
  void a_shop() {
    clock.set("2026-03-02T15:00:00Z");
    shop = desk.tenant().create().id();
  }

  @AfterEach
  void no_thread_is_left() {
    threads.shutdownNow();
  }

  @Test
  void a_stop_is_kept_only_after_what_was_being_decided_stands() throws Exception {
    var decided = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var sending =
        threads.submit(
            within(
                () -> {
                  var decision = policy.decide(shop, question());
                  decided.countDown();
                  assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
                  return decision;
                }));
    assertThat(decided.await(20, TimeUnit.SECONDS)).isTrue();

    var stop = threads.submit(() -> stop("one", clock.instant()));

    assertThatThrownBy(() -> stop.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    goOn.countDown();
    assertThat(sending.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Allow.class);
    assertThat(stop.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(policy.decide(shop, question())).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void a_decision_waits_for_a_stop_that_is_being_kept() throws Exception {
    var stopped = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var stop =
        threads.submit(
            within(
                () -> {
                  boolean changed = stop("one", clock.instant());
                  stopped.countDown();
                  assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
                  return changed;
                }));
    assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();

    var sending = threads.submit(() -> policy.decide(shop, question()));

    assertThatThrownBy(() -> sending.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    goOn.countDown();
    assertThat(stop.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(sending.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void many_decide_on_one_address_at_once() throws Exception {
    var first =
        transactions.write(
            shop,
            () -> {
              var mine = policy.decide(shop, question());
              try {
                assertThat(
                        threads
                            .submit(() -> policy.decide(shop, question()))
                            .get(20, TimeUnit.SECONDS))
                    .isInstanceOf(Decision.Allow.class);
              } catch (Exception failed) {
                throw new AssertionError(failed);
              }
              return mine;
            });
    assertThat(first).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void a_start_that_is_handled_late_does_not_lift_a_later_stop() {
    var early = Instant.parse("2026-03-02T14:00:00Z");
    stop("two", Instant.parse("2026-03-02T14:00:05Z"));

    boolean lifted = suppressions.lift(shop, Channel.SMS, CLIENT, "one", PERSON, early);

    assertThat(lifted).isFalse();
    assertThat(suppressions.isSuppressed(shop, Channel.SMS, CLIENT)).isTrue();
  }

  @Test
  void a_stop_that_is_handled_late_does_not_undo_a_later_start() {
    var early = Instant.parse("2026-03-02T14:00:00Z");
    stop("one", early);
    suppressions.lift(
        shop, Channel.SMS, CLIENT, "two", PERSON, Instant.parse("2026-03-02T14:00:05Z"));

    stop("one", early);

    assertThat(suppressions.isSuppressed(shop, Channel.SMS, CLIENT)).isFalse();
    assertThat(stop("three", clock.instant())).isTrue();
  }

  @Test
  void a_stop_that_comes_in_late_holds_whatever_the_desk_lifted_meanwhile() {
    var said = Instant.parse("2026-03-02T14:00:00Z");
    suppressions.suppress(
        shop,
        Channel.SMS,
        CLIENT,
        Suppression.Scope.ALL,
        Suppression.Reason.STAFF,
        "desk asked at the counter",
        PERSON);
    assertThat(lift(Suppression.Reason.STAFF)).isTrue();
    assertThat(stop("one", said)).as("the desk lifted something else").isTrue();

    assertThat(lift(Suppression.Reason.OPT_OUT)).isTrue();

    assertThat(stop("one", said)).as("what the desk lifted does not come back").isFalse();
    assertThat(stop("two", said)).as("the desk could not know of it").isTrue();
  }

  private boolean lift(Suppression.Reason reason) {
    return suppressions.liftByDesk(shop, Channel.SMS, CLIENT, reason, "called us", PERSON);
  }

  private boolean stop(String evidence, Instant at) {
    return suppressions.suppress(
        shop,
        Channel.SMS,
        CLIENT,
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "keyword " + evidence,
        PERSON,
        at);
  }

  private ContactQuestion question() {
    return new ContactQuestion(Channel.SMS, Purpose.TRANSACTIONAL, CLIENT, clock.instant());
  }

  private <T> Callable<T> within(Callable<T> work) {
    return () ->
        transactions.write(
            shop,
            () -> {
              try {
                return work.call();
              } catch (Exception failed) {
                throw new AssertionError(failed);
              }
            });
  }
}
