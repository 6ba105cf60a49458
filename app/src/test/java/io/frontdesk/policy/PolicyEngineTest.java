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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/// Decisions on stored facts: consent and its age, attempts, budgets, places.
@FrontdeskTest
class PolicyEngineTest {
  private static final Actor DESK = new Actor.Program("the desk");
  private static final String NEW_YORK = "+12125550142";
  private static final String FLORIDA = "+13055550142";
  private static final WorkspaceRules.Choice NO_LIMITS =
      new WorkspaceRules.Choice(null, null, null, null, null, null, 0);

  @Autowired private TestDesk desk;
  @Autowired private ContactPolicy policy;
  @Autowired private Suppressions suppressions;
  @Autowired private Consents consents;
  @Autowired private WorkspaceRules rules;
  @Autowired private PersonPlaces places;
  @Autowired private TenantTransactions transactions;
  @Autowired private MovableClock clock;

  private TenantId shop;

  @BeforeEach
  void a_shop() {
    // Monday, 12:00 in New York.
    clock.set("2026-06-08T16:00:00Z");
    shop = desk.tenant().create().id();
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLIANCE, NONE, ALLOW",
    "CONVERSATION, NONE, ALLOW",
    "TRANSACTIONAL, NONE, ALLOW",
    "REMINDER, NONE, ALLOW",
    "MARKETING, NONE, consent.marketing-missing",
    "MARKETING, IMPLIED, consent.marketing-not-written",
    "MARKETING, EXPRESS, consent.marketing-not-written",
    "MARKETING, WRITTEN, ALLOW",
    "MARKETING, REVOKED, consent.marketing-missing",
    "REMINDER, REVOKED, consent.revoked",
    "TRANSACTIONAL, REVOKED, consent.revoked",
    "COMPLIANCE, REVOKED, ALLOW",
  })
  void each_purpose_needs_its_class_of_consent(Purpose purpose, String consent, String outcome) {
    switch (consent) {
      case "NONE" -> {}
      case "REVOKED" -> consents.revoke(shop, Channel.SMS, NEW_YORK, purpose, "said so", DESK);
      default ->
          consents.grant(
              shop, Channel.SMS, NEW_YORK, purpose, Consents.Kind.valueOf(consent), "form 7", DESK);
    }

    var decision = policy.decide(shop, question(NEW_YORK, purpose));

    if (outcome.equals("ALLOW")) {
      assertThat(decision).isInstanceOf(Decision.Allow.class);
    } else {
      assertThat(decision).isInstanceOf(Decision.Refuse.class);
      assertThat(decision.rule().id()).isEqualTo(outcome);
    }
  }

  @Test
  void an_old_number_needs_a_fresh_proof() {
    clock.set("2024-11-01T16:00:00Z");
    agree(NEW_YORK);
    clock.set("2026-06-08T16:00:00Z");

    assertThat(policy.decide(shop, marketing(NEW_YORK)).rule().id()).isEqualTo("house.number-age");

    consents.seen(shop, Channel.SMS, NEW_YORK, "message 1", Instant.parse("2026-01-05T12:00:00Z"));
    assertThat(policy.decide(shop, marketing(NEW_YORK))).isInstanceOf(Decision.Allow.class);

    // An older sight changes nothing.
    consents.seen(shop, Channel.SMS, NEW_YORK, "message 0", Instant.parse("2020-01-05T12:00:00Z"));
    assertThat(policy.decide(shop, marketing(NEW_YORK))).isInstanceOf(Decision.Allow.class);

    rules.choose(shop, new WorkspaceRules.Choice(3, 3, null, null, null, null, 0), DESK);
    assertThat(policy.decide(shop, marketing(NEW_YORK)).rule().id()).isEqualTo("house.number-age");
    rules.choose(shop, NO_LIMITS, DESK);
    assertThat(policy.decide(shop, marketing(NEW_YORK))).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void florida_allows_three_attempts_in_a_day_on_one_subject() {
    agree(FLORIDA);
    rules.choose(shop, NO_LIMITS, DESK);
    for (int hour = 0; hour < 3; hour++) {
      clock.set("2026-06-08T1" + (4 + hour) + ":00:00Z");
      assertThat(admit(marketing(FLORIDA).about("spring"))).isInstanceOf(Decision.Allow.class);
    }
    clock.set("2026-06-08T17:30:00Z");

    var fourth = admit(marketing(FLORIDA).about("spring"));
    var other = policy.decide(shop, marketing(FLORIDA).about("summer"));
    var untold = policy.decide(shop, marketing(FLORIDA));

    assertThat(fourth.rule().id()).isEqualTo("us-fl.attempts");
    assertThat(fourth)
        .isInstanceOfSatisfying(
            Decision.HoldUntil.class,
            hold -> assertThat(hold.until()).isEqualTo("2026-06-09T14:00:00Z"));
    assertThat(other).isInstanceOf(Decision.Allow.class);
    assertThat(untold.rule().id()).isEqualTo("us-fl.attempts");
    // Exactly when the first leaves the 24 hours there is room again.
    clock.set("2026-06-09T13:59:59Z");
    assertThat(policy.decide(shop, marketing(FLORIDA))).isInstanceOf(Decision.HoldUntil.class);
    clock.set("2026-06-09T14:00:00Z");
    assertThat(policy.decide(shop, marketing(FLORIDA))).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void attempts_count_by_person_over_all_their_addresses() {
    var person = UUID.randomUUID();
    rules.choose(shop, new WorkspaceRules.Choice(null, 1, null, null, null, null, 0), DESK);
    agree(NEW_YORK);
    agree("+12125550143");

    assertThat(admit(marketing(NEW_YORK).of(person))).isInstanceOf(Decision.Allow.class);

    var second = admit(marketing("+12125550143").of(person));
    assertThat(second.rule().id()).isEqualTo("house.marketing-per-day");
    assertThat(admit(marketing("+12125550143").of(UUID.randomUUID())))
        .isInstanceOf(Decision.Allow.class);
  }

  @Test
  void where_a_person_lives_survives_a_merge_and_never_replaces_what_was_told() {
    var kept = UUID.randomUUID();
    var gone = UUID.randomUUID();
    places.note(shop, gone, null, "TX", DESK);

    places.merged(shop, kept, gone);
    assertThat(places.find(shop, kept).orElseThrow().state()).isEqualTo("TX");

    var other = UUID.randomUUID();
    places.note(shop, other, null, "FL", DESK);
    places.merged(shop, kept, other);
    assertThat(places.find(shop, kept).orElseThrow().state()).isEqualTo("TX");
  }

  @Test
  void a_hold_ends_when_caps_and_hours_all_allow() {
    agree(FLORIDA);
    rules.choose(shop, new WorkspaceRules.Choice(null, 1, null, null, null, null, 0), DESK);
    // 19:30 in Miami; a day later it is 19:30 again, and still allowed.
    clock.set("2026-06-08T23:30:00Z");
    admit(marketing(FLORIDA));
    // 19:59: the hours end before the 24 hours do.
    clock.set("2026-06-08T23:59:00Z");
    assertThat(((Decision.HoldUntil) policy.decide(shop, marketing(FLORIDA))).until())
        .isEqualTo("2026-06-09T23:30:00Z");
    clock.set("2026-06-09T23:59:59Z");
    admit(marketing(FLORIDA));
    clock.set("2026-06-10T00:00:00Z");
    var night = policy.decide(shop, marketing(FLORIDA));

    // Room is at 19:59:59 of the next day.
    assertThat(((Decision.HoldUntil) night).until()).isEqualTo("2026-06-10T23:59:59Z");
  }

  @Test
  void a_budget_is_reserved_released_and_settled() {
    budget(10L, null);

    assertThat(admit(question(NEW_YORK, Purpose.REMINDER), 6)).isInstanceOf(Decision.Allow.class);
    var delivery = UUID.randomUUID();
    var tooMuch = admit(question(NEW_YORK, Purpose.CONVERSATION), 5, delivery);
    assertThat(tooMuch.rule().id()).isEqualTo("budget.day");
    // Midnight in New York.
    assertThat(((Decision.HoldUntil) tooMuch).until()).isEqualTo("2026-06-09T04:00:00Z");
    assertThat(admit(question(NEW_YORK, Purpose.CONVERSATION), 4, delivery))
        .isInstanceOf(Decision.Allow.class);
    // The same again takes nothing more.
    assertThat(admit(question(NEW_YORK, Purpose.CONVERSATION), 4, delivery))
        .isInstanceOf(Decision.Allow.class);
    assertThat(rules.usedToday(shop).segments()).isEqualTo(10);

    policy.releaseAll(shop, List.of(delivery));
    policy.releaseAll(shop, List.of(delivery));
    assertThat(rules.usedToday(shop).segments()).isEqualTo(6);
    assertThat(rules.usedThisMonth(shop).segments()).isEqualTo(6);

    admit(question(NEW_YORK, Purpose.CONVERSATION), 2, delivery);
    policy.settle(shop, delivery, 3, 0);
    assertThat(rules.usedToday(shop).segments()).isEqualTo(9);
    policy.spent(shop, delivery);
    policy.releaseAll(shop, List.of(delivery));
    assertThat(rules.usedToday(shop).segments()).isEqualTo(9);
    // A STOP is confirmed whatever the budget, e-mail costs none of it.
    assertThat(admit(question(NEW_YORK, Purpose.COMPLIANCE), 9)).isInstanceOf(Decision.Allow.class);
    assertThat(
            admit(
                new ContactQuestion(
                    Channel.EMAIL, Purpose.CONVERSATION, "ana@mail.example", clock.instant()),
                1))
        .isInstanceOf(Decision.Allow.class);
    assertThat(rules.usedToday(shop).segments()).isEqualTo(9);
  }

  @Test
  void a_budget_of_money_counts_by_price_and_begins_anew_with_the_month() {
    rules.choose(
        shop, new WorkspaceRules.Choice(null, null, null, null, null, 50_000L, 7_900), DESK);

    // Six segments at 0.79 cent fit into five cents, a seventh does not.
    assertThat(admit(question(NEW_YORK, Purpose.REMINDER), 6)).isInstanceOf(Decision.Allow.class);
    var more = admit(question(NEW_YORK, Purpose.TRANSACTIONAL), 1);

    assertThat(more.rule().id()).isEqualTo("budget.month");
    assertThat(((Decision.HoldUntil) more).until()).isEqualTo("2026-07-01T04:00:00Z");
    assertThat(rules.usedThisMonth(shop).micros()).isEqualTo(47_400);
    clock.set("2026-07-01T04:00:00Z");
    assertThat(admit(question(NEW_YORK, Purpose.TRANSACTIONAL), 1))
        .isInstanceOf(Decision.Allow.class);
  }

  @Test
  void many_at_once_never_overspend_a_budget() throws Exception {
    budget(25L, 40L);

    long allowed =
        atOnce(40, number -> admit(question("+1212555" + (1000 + number), Purpose.REMINDER), 2));

    // Twelve of two segments fit into 25; the day binds before the month.
    assertThat(allowed).isEqualTo(12);
    assertThat(rules.usedToday(shop).segments()).isEqualTo(24);
    assertThat(rules.usedThisMonth(shop).segments()).isEqualTo(24);
  }

  @Test
  void a_batch_is_decided_as_one_after_the_other_would_be() {
    rules.choose(shop, new WorkspaceRules.Choice(null, 2, 7L, null, null, null, 10), DESK);
    agree(NEW_YORK);
    var person = UUID.randomUUID();
    suppressions.suppress(
        shop,
        Channel.SMS,
        "+12125550144",
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "keyword one",
        DESK);
    var repeated = UUID.randomUUID();
    var asks =
        List.of(
            ask(marketing(NEW_YORK).of(person), 1),
            ask(question("+12125550144", Purpose.TRANSACTIONAL), 1),
            ask(marketing(NEW_YORK).of(person), 1),
            ask(marketing(NEW_YORK).of(person), 1),
            ask(question(NEW_YORK, Purpose.TRANSACTIONAL), 3, repeated),
            ask(question(NEW_YORK, Purpose.TRANSACTIONAL), 3, repeated),
            ask(question("+12125550145", Purpose.TRANSACTIONAL), 3),
            ask(question("+12125550145", Purpose.TRANSACTIONAL), 2));

    var decisions = policy.admitAll(shop, asks);

    assertThat(decisions)
        .extracting(decision -> decision.rule().id())
        .containsExactly(
            "consent.marketing",
            "suppression.opt-out",
            "consent.marketing",
            "house.marketing-per-day",
            "consent.transactional",
            "consent.transactional",
            "budget.day",
            "consent.transactional");
    assertThat(rules.usedToday(shop).segments()).isEqualTo(7);
    assertThat(rules.usedToday(shop).micros()).isEqualTo(70);
    policy.releaseAll(shop, asks.stream().map(ask -> ask.intent().delivery()).toList());
    assertThat(rules.usedToday(shop).segments()).isZero();
  }

  @Test
  void batches_at_once_never_overspend_a_budget() throws Exception {
    budget(25L, 40L);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          java.util.stream.IntStream.range(0, 8)
              .mapToObj(
                  batch ->
                      threads.submit(
                          () ->
                              policy.admitAll(
                                  shop,
                                  java.util.stream.IntStream.range(0, 5)
                                      .mapToObj(
                                          number ->
                                              ask(
                                                  question(
                                                      "+1212555" + (1000 + 7 * batch + number),
                                                      Purpose.REMINDER),
                                                  2))
                                      .toList())))
              .toList();
      long allowed = 0;
      for (var one : running) {
        allowed += one.get().stream().filter(Decision.Allow.class::isInstance).count();
      }
      assertThat(allowed).isEqualTo(12);
    }
    assertThat(rules.usedToday(shop).segments()).isEqualTo(24);
  }

  @Test
  void many_at_once_never_exceed_the_attempts() throws Exception {
    agree(FLORIDA);
    rules.choose(shop, NO_LIMITS, DESK);

    long allowed = atOnce(24, _ -> admit(marketing(FLORIDA)));

    assertThat(allowed).isEqualTo(3);
  }

  @Test
  void the_last_attempt_is_taken_by_one_only() throws Exception {
    agree(NEW_YORK);
    rules.choose(shop, new WorkspaceRules.Choice(null, 1, null, null, null, null, 0), DESK);

    assertThat(behindAnother(marketing(NEW_YORK), marketing(NEW_YORK)).rule().id())
        .isEqualTo("house.marketing-per-day");
  }

  @Test
  void the_last_of_a_budget_is_taken_by_one_only() throws Exception {
    budget(1L, null);

    var second =
        behindAnother(
            question(NEW_YORK, Purpose.REMINDER), question("+12125550143", Purpose.REMINDER));

    assertThat(second.rule().id()).isEqualTo("budget.day");
  }

  /// Asks for `second` while what allowed `first` is not committed: it waits until then.
  private Decision behindAnother(ContactQuestion first, ContactQuestion second) throws Exception {
    var allowed = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var open =
          threads.submit(
              () ->
                  transactions.write(
                      shop,
                      () -> {
                        var decision = admit(first);
                        allowed.countDown();
                        await(goOn);
                        return decision;
                      }));
      await(allowed);
      var waiting = threads.submit(() -> admit(second));
      assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      goOn.countDown();
      assertThat(open.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Allow.class);
      return waiting.get(20, TimeUnit.SECONDS);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void where_a_person_lives_narrows_the_hours() {
    var person = UUID.randomUUID();
    agree(NEW_YORK);
    // 8:30 in New York.
    clock.set("2026-06-08T12:30:00Z");
    assertThat(policy.decide(shop, marketing(NEW_YORK).of(person)))
        .isInstanceOf(Decision.Allow.class);

    places.note(shop, person, null, "TX", DESK);

    var texas = policy.decide(shop, marketing(NEW_YORK).of(person));
    // Texas has two zones, and 9:00 comes last in Denver's.
    assertThat(((Decision.HoldUntil) texas).until()).isEqualTo("2026-06-08T15:00:00Z");
    assertThat(texas.rule().id()).isEqualTo("us-tx.text-hours");
    places.note(shop, person, ZoneId.of("America/Chicago"), "TX", DESK);
    assertThat(((Decision.HoldUntil) policy.decide(shop, marketing(NEW_YORK).of(person))).until())
        .isEqualTo("2026-06-08T14:00:00Z");
    places.note(shop, person, null, null, DESK);
    assertThat(policy.decide(shop, marketing(NEW_YORK).of(person)))
        .isInstanceOf(Decision.Allow.class);
  }

  @Test
  void no_common_hour_is_a_refusal_that_says_what_to_do() {
    agree("+390612345678");

    // Rome and Honolulu never have 10 to 18 at once.
    var decision =
        policy.decide(
            shop,
            new ContactQuestion(
                Channel.SMS,
                Purpose.MARKETING,
                "+390612345678",
                clock.instant(),
                ZoneId.of("Pacific/Honolulu")));

    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    assertThat(decision.rule().id()).isEqualTo("hours.never");
  }

  @Test
  void equal_facts_give_equal_digests_and_others_do_not() {
    agree(NEW_YORK);
    var first = policy.decide(shop, marketing(NEW_YORK));
    var again = policy.decide(shop, marketing(NEW_YORK));
    rules.choose(shop, NO_LIMITS, DESK);
    var changed = policy.decide(shop, marketing(NEW_YORK));

    assertThat(first.inputsDigest()).hasSize(64).isEqualTo(again.inputsDigest());
    assertThat(changed.inputsDigest()).isNotEqualTo(first.inputsDigest());
  }

  @Test
  void a_suppression_of_marketing_leaves_what_the_person_asked_for(
      @Autowired Suppressions suppressions) {
    agree(NEW_YORK);
    suppressions.suppress(
        shop,
        Channel.SMS,
        NEW_YORK,
        Suppression.Scope.MARKETING,
        Suppression.Reason.OPT_OUT,
        "list-unsubscribe",
        DESK);

    assertThat(policy.decide(shop, marketing(NEW_YORK)).rule().id())
        .isEqualTo("suppression.opt-out");
    assertThat(policy.decide(shop, question(NEW_YORK, Purpose.REMINDER)))
        .isInstanceOf(Decision.Allow.class);
  }

  private long atOnce(int many, IntFunction<Decision> asking) throws Exception {
    var start = new CountDownLatch(1);
    var answers = new ArrayList<Future<Decision>>();
    try (var threads = Executors.newFixedThreadPool(12)) {
      for (int number = 0; number < many; number++) {
        int mine = number;
        answers.add(
            threads.submit(
                () -> {
                  start.await();
                  return asking.apply(mine);
                }));
      }
      start.countDown();
      long allowed = 0;
      for (var answer : answers) {
        if (answer.get() instanceof Decision.Allow) {
          allowed++;
        }
      }
      return allowed;
    }
  }

  private void budget(Long day, @Nullable Long month) {
    rules.choose(shop, new WorkspaceRules.Choice(null, null, day, month, null, null, 0), DESK);
  }

  private void agree(String number) {
    consents.grant(
        shop, Channel.SMS, number, Purpose.MARKETING, Consents.Kind.WRITTEN, "form 7", DESK);
  }

  private static ContactPolicy.Ask ask(ContactQuestion question, int segments) {
    return ask(question, segments, UUID.randomUUID());
  }

  private static ContactPolicy.Ask ask(ContactQuestion question, int segments, UUID delivery) {
    return new ContactPolicy.Ask(question, new ContactPolicy.Intent(delivery, segments));
  }

  private Decision admit(ContactQuestion question) {
    return admit(question, 1);
  }

  private Decision admit(ContactQuestion question, int segments) {
    return admit(question, segments, UUID.randomUUID());
  }

  private Decision admit(ContactQuestion question, int segments, UUID delivery) {
    return policy.admit(shop, question, new ContactPolicy.Intent(delivery, segments));
  }

  private ContactQuestion marketing(String number) {
    return question(number, Purpose.MARKETING);
  }

  private ContactQuestion question(String number, Purpose purpose) {
    return new ContactQuestion(Channel.SMS, purpose, number, clock.instant());
  }
}
