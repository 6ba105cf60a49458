package io.frontdesk.outreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.Stage;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.FakeCarrier;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.outreach.block.BlockStore;
import io.frontdesk.outreach.feeding.Feeder;
import io.frontdesk.outreach.planning.Planner;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.ContactPolicy;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Decision;
import io.frontdesk.policy.KillSwitch;
import io.frontdesk.policy.KillSwitches;
import io.frontdesk.policy.PersonPlaces;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.policy.WorkspaceRules;
import io.frontdesk.testing.TestDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class BlocksTest {
  private static final Actor DESK = new Actor.Program("test");
  // The carrier is shared, so no two tests may have one number.
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  @Autowired private TestDesk desk;
  @Autowired private Blocks blocks;
  @Autowired private BlockStore store;
  @Autowired private Planner planner;
  @Autowired private Feeder feeder;
  @Autowired private Dispatcher dispatcher;
  @Autowired private FakeCarrier carrier;
  @Autowired private Contacts contacts;
  @Autowired private Consents consents;
  @Autowired private Suppressions suppressions;
  @Autowired private KillSwitches switches;
  @Autowired private ContactPolicy policy;
  @Autowired private PersonPlaces places;
  @Autowired private WorkspaceRules rules;
  @Autowired private Senders senders;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  private TenantId shop = new TenantId(Uuid7.next());

  @BeforeEach
  void a_shop_with_a_number() {
    // Monday, 12:00 in New York.
    clock.set("2026-06-08T16:00:00Z");
    shop = desk.tenant().named("Bright Smile").create().id();
    senders.register(shop, Channel.SMS, "+13125550199", "fake", UUID.randomUUID(), null);
  }

  @Test
  void a_plan_says_whom_it_contacts_and_why_others_are_left_out() {
    var ana = agreed("212");
    contacts.rename(shop, ana.id(), "Ana Example");
    person("212"); // never agreed
    var stopped = agreed("212");
    stop(stopped);
    contacts.findOrCreate(shop, new EmailAddress("only@mail.example.com"), null, "test");
    var landline = person(new PhoneNumber("+442079460958")); // London
    agree(landline);
    var tollFree = agreed("800");
    var twin = agreed("212");
    var doubled = contactWithValue("+1" + phone(twin).substring(1));

    var block = planned(draft());

    assertThat(counts(block))
        .isEqualTo(
            Map.of(
                LeftOut.NO_ADDRESS, 1L,
                LeftOut.NO_CONSENT, 1L,
                LeftOut.SUPPRESSED, 1L,
                LeftOut.WRONG_KIND, 2L,
                LeftOut.DUPLICATE, 1L));
    assertThat(people(block, null)).containsExactlyInAnyOrder(ana.id(), twin.id());
    assertThat(people(block, LeftOut.DUPLICATE)).containsExactly(doubled);
    assertThat(people(block, LeftOut.WRONG_KIND))
        .containsExactlyInAnyOrder(landline.id(), tollFree.id());
    assertThat(block.toContact()).isEqualTo(2);
    assertThat(block.lookedAt()).isEqualTo(8);
  }

  @Test
  void a_plan_says_what_its_texts_come_to_with_each_persons_name() {
    // 152 characters and the name: one part of GSM-7 with room for eight.
    var words = "Hi {first_name|you}, " + "x".repeat(147);
    contacts.rename(shop, agreed("212").id(), "Ana Example");
    contacts.rename(shop, agreed("212").id(), "Bartholomew Example");
    contacts.rename(shop, agreed("212").id(), "Łucja Example"); // not in the alphabet: parts of 67
    agreed("212");
    stop(agreed("212"));

    var block = planned(saying(words));
    blocks.plan(shop, block.id(), DESK);
    planner.plan(shop, block.id());
    var again = blocks.require(shop, block.id());
    var same = planned(saying("Spring at {business}"));

    assertThat(block.toContact()).isEqualTo(4);
    assertThat(block.segments()).isEqualTo(1 + 2 + 3 + 1);
    assertThat(block.costMicros()).isEqualTo(7 * 8_300L);
    assertThat(again.segments()).as("planned again").isEqualTo(7);
    assertThat(same.segments()).isEqualTo(4);
  }

  @Test
  void the_plan_and_the_policy_that_decides_later_say_the_same() {
    rules.choose(shop, new WorkspaceRules.Choice(6, null, null, null, null, null, 0), DESK);
    var everybody = new ArrayList<Contact>();
    for (var area : List.of("212", "305", "713", "808", "415", "602", "204", "876", "907", "787")) {
      everybody.add(agreed(area));
      everybody.add(person(area));
      var gone = agreed(area);
      stop(gone);
      everybody.add(gone);
      var placed = agreed(area);
      places.note(shop, placed.id().value(), null, "HI", DESK);
      everybody.add(placed);
    }
    clock.set("2027-02-01T23:30:00Z");
    everybody.add(agreed("212"));
    everybody.add(agreed("503"));

    var block = planned(draft());

    var opens = new java.util.HashMap<ContactId, Instant>();
    for (var part : blocks.parts(shop, block.id())) {
      if (part instanceof Part.At at) {
        blocks.recipients(shop, block.id(), null, null, 200).stream()
            .filter(one -> one.part() == at.nr())
            .forEach(one -> opens.put(one.contact(), at.opensAt()));
      }
    }
    for (var one : everybody) {
      var question =
          new ContactQuestion(Channel.SMS, Purpose.MARKETING, phone(one), clock.instant())
              .of(one.id().value());
      switch (policy.decide(shop, question)) {
        case Decision.Refuse _ -> assertThat(opens).doesNotContainKey(one.id());
        case Decision.HoldUntil hold ->
            assertThat(opens.get(one.id())).isNotNull().isAfterOrEqualTo(hold.until());
        case Decision.Allow _ -> assertThat(opens.get(one.id())).isNotNull();
      }
    }
    assertThat(opens).hasSize(2);
  }

  @Test
  void an_audience_is_chosen_by_stage_tag_and_activity() {
    var vip = agreed("212");
    set(vip, "stage = 'vip', active_at = '2026-06-01T00:00:00Z'");
    var old = agreed("212");
    set(old, "stage = 'vip', active_at = '2025-06-01T00:00:00Z'");
    agreed("212");

    assertThat(people(planned(draft(Set.of(Stage.VIP), null, null)), null))
        .containsExactlyInAnyOrder(vip.id(), old.id());
    assertThat(people(planned(draft(Set.of(Stage.VIP), 30, null)), null)).containsExactly(vip.id());
    assertThat(people(planned(draft(Set.of(Stage.VIP), null, 90)), null)).containsExactly(old.id());
  }

  @Test
  void a_plan_that_was_stopped_in_the_middle_comes_to_the_same() {
    many(40);
    var whole = planned(draft());
    var broken = blocks.create(shop, draft(), DESK);
    blocks.plan(shop, broken.id(), DESK);

    // It dies inside a page: that page never was.
    assertThatThrownBy(
            () ->
                transactions.write(
                    shop,
                    () -> {
                      planner.plan(shop, broken.id());
                      throw new IllegalStateException("killed");
                    }))
        .hasMessage("killed");
    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> planner.plan(shop, broken.id())),
            CompletableFuture.runAsync(() -> planner.plan(shop, broken.id())))
        .join();
    planner.plan(shop, broken.id());

    var ended = blocks.require(shop, broken.id());
    assertThat(ended.state()).isEqualTo(BlockState.PLANNED);
    assertThat(ended.lookedAt()).isEqualTo(whole.lookedAt());
    assertThat(rows(ended)).isEqualTo(rows(whole));

    blocks.plan(shop, broken.id(), DESK);
    planner.plan(shop, broken.id());
    assertThat(rows(ended)).isEqualTo(rows(whole));
    assertThat(blocks.require(shop, broken.id()).toContact()).isEqualTo(whole.toContact());
  }

  @Test
  void planning_can_be_stopped_and_a_changed_block_must_be_planned_again() {
    agreed("212");
    var block = blocks.create(shop, draft(), DESK);
    // In one transaction, so that the job does not come first.
    transactions.write(
        shop,
        () -> {
          blocks.plan(shop, block.id(), DESK);
          blocks.stopPlanning(shop, block.id(), DESK);
        });
    planner.plan(shop, block.id());
    assertThat(blocks.require(shop, block.id()).state()).isEqualTo(BlockState.DRAFT);

    var again = planned(block);
    blocks.change(shop, block.id(), again.version(), draft(), DESK);

    assertThatThrownBy(() -> blocks.start(shop, block.id(), DESK)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> blocks.change(shop, block.id(), again.version(), draft(), DESK))
        .hasMessageContaining("Somebody else changed it");
  }

  @Test
  void a_running_block_sends_everybody_one_text_and_is_done() {
    var ana = agreed("212");
    contacts.rename(shop, ana.id(), "Ana Example");
    var bob = agreed("212");
    var block = started(planned(draft()));

    feedAll(block);
    feedAll(block);
    dispatcher.drain();
    feedAll(block);

    assertThat(carrier.textsTo(phone(ana)))
        .singleElement()
        .extracting("body")
        .isEqualTo("Hi Ana, spring at Bright Smile.");
    assertThat(carrier.textsTo(phone(bob)))
        .singleElement()
        .extracting("body")
        .isEqualTo("Hi there, spring at Bright Smile.");
    var done = blocks.require(shop, block.id());
    assertThat(done.state()).isEqualTo(BlockState.DONE);
    assertThat(done.handedOver()).isEqualTo(2);
    assertThat(blocks.results(shop, block.id())).isEqualTo(Map.of(DeliveryState.SENT, 2L));
  }

  @Test
  void two_feeders_at_once_hand_each_person_over_once() {
    many(30);
    var block = started(planned(draft()));

    CompletableFuture.allOf(
            IntStream.range(0, 4)
                .mapToObj(_ -> CompletableFuture.runAsync(() -> feeder.feed(shop, block.id())))
                .toArray(CompletableFuture[]::new))
        .join();
    feedAll(block);

    var now = blocks.require(shop, block.id());
    assertThat(now.handedOver()).isEqualTo(30);
    assertThat(blocks.results(shop, block.id())).isEqualTo(Map.of(DeliveryState.WAITING, 30L));
  }

  @Test
  void it_goes_at_its_rate_and_never_far_ahead() {
    many(30);
    var block = started(planned(rate(60)));

    int first = feeder.feed(shop, block.id());
    int second = feeder.feed(shop, block.id());
    clock.advance(Duration.ofSeconds(5));
    int third = feeder.feed(shop, block.id());

    assertThat(first).isEqualTo(5);
    assertThat(second).isZero();
    assertThat(third).isEqualTo(5);
  }

  @Test
  void hours_are_those_of_each_persons_place() {
    var east = agreed("212");
    var west = agreed("415");
    clock.set("2026-06-08T13:30:00Z"); // 9:30 in New York, 6:30 in San Francisco
    var block = started(planned(draft()));

    feedAll(block);
    var morning = blocks.require(shop, block.id()).handedOver();
    clock.set("2026-06-09T03:30:00Z"); // night in both
    feedAll(block);
    var evening = blocks.require(shop, block.id()).handedOver();
    clock.set("2026-06-09T17:30:00Z");
    feedAll(block);
    dispatcher.drain();

    assertThat(morning).isEqualTo(1);
    assertThat(evening).isEqualTo(1);
    assertThat(carrier.textsTo(phone(east))).hasSize(1);
    assertThat(carrier.textsTo(phone(west))).hasSize(1);
  }

  @Test
  void a_pause_stops_what_was_handed_over_and_going_on_sends_it() {
    var ana = agreed("212");
    var block = started(planned(draft()));
    feedAll(block);

    blocks.pause(shop, block.id(), DESK);
    dispatcher.drain();
    assertThat(carrier.textsTo(phone(ana))).isEmpty();
    assertThat(feeder.feed(shop, block.id())).isZero();

    blocks.start(shop, block.id(), DESK);
    dispatcher.drain();
    assertThat(carrier.textsTo(phone(ana))).hasSize(1);
  }

  @Test
  void what_was_stopped_under_operations_is_not_started_here() {
    agreed("212");
    var block = started(planned(draft()));
    var reach = new KillSwitch.Reach(KillSwitch.Reach.Kind.CAMPAIGN, block.id().toString());
    switches.stop(shop, reach, "The carrier complained", DESK);

    assertThat(feeder.feed(shop, block.id())).isZero();
    blocks.pause(shop, block.id(), DESK);
    assertThatThrownBy(() -> blocks.start(shop, block.id(), DESK))
        .hasMessageContaining("The carrier complained");
    assertThat(blocks.require(shop, block.id()).state()).isEqualTo(BlockState.PAUSED);
    blocks.cancel(shop, block.id(), DESK);
    assertThat(switches.on(shop)).extracting(KillSwitch::reach).contains(reach);
  }

  @Test
  void a_cancelled_block_withdraws_what_waits() {
    var ana = agreed("212");
    var block = started(planned(draft()));
    feedAll(block);

    blocks.cancel(shop, block.id(), DESK);
    dispatcher.drain();
    feedAll(block);

    assertThat(carrier.textsTo(phone(ana))).isEmpty();
    assertThat(blocks.results(shop, block.id())).isEqualTo(Map.of(DeliveryState.CANCELLED, 1L));
    assertThat(switches.on(shop)).isEmpty();
    assertThatThrownBy(() -> blocks.start(shop, block.id(), DESK)).isInstanceOf(Refusal.class);
  }

  @Test
  void who_opts_out_or_leaves_after_planning_gets_nothing() {
    var stopping = agreed("212");
    var leaving = agreed("212");
    var block = started(planned(draft()));
    stop(stopping);
    set(leaving, "deleted_at = now()");

    feedAll(block);
    dispatcher.drain();

    assertThat(carrier.textsTo(phone(stopping))).isEmpty();
    assertThat(carrier.textsTo(phone(leaving))).isEmpty();
    assertThat(blocks.results(shop, block.id())).isEqualTo(Map.of(DeliveryState.REFUSED, 1L));
    assertThat(blocks.require(shop, block.id()).skipped()).isEqualTo(1);
  }

  @Test
  void another_running_blocks_people_are_left_out_of_promotion() {
    agreed("212");
    started(planned(draft()));

    assertThat(counts(planned(draft()))).isEqualTo(Map.of(LeftOut.OTHER_BLOCK, 1L));
  }

  @Test
  void a_pause_stops_what_leaves_at_once_though_the_block_belongs_to_its_feeder() {
    var ana = agreed("212");
    var block = started(planned(draft()));
    feedAll(block);
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var feeding =
        beside(
            () ->
                transactions.write(
                    shop,
                    () -> {
                      store.lock(shop, block.id());
                      held.countDown();
                      await(release);
                    }));
    await(held);

    var pausing = beside(() -> blocks.pause(shop, block.id(), DESK));
    waitForSwitch();
    dispatcher.drain();
    assertThat(pausing).isNotDone();
    assertThat(carrier.textsTo(phone(ana))).isEmpty();

    release.countDown();
    pausing.join();
    assertThat(blocks.require(shop, block.id()).state()).isEqualTo(BlockState.PAUSED);
    feeding.join();
  }

  @Test
  void who_comes_too_late_to_pause_leaves_no_switch() {
    agreed("212");
    var block = started(planned(draft()));
    var locked = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var ending =
        beside(
            () ->
                transactions.write(
                    shop,
                    () -> {
                      store.lock(shop, block.id());
                      store.move(shop, block.id(), BlockState.DONE, clock.instant());
                      locked.countDown();
                      await(release);
                    }));
    await(locked);

    var pausing = beside(() -> blocks.pause(shop, block.id(), DESK));
    waitForSwitch();
    release.countDown();
    ending.join();

    assertThatThrownBy(pausing::join).hasCauseInstanceOf(Refusal.class);
    assertThat(switches.on(shop)).isEmpty();
  }

  @Test
  void what_was_handed_over_in_the_blocks_hours_waits_for_its_next_opening_once_they_are_over() {
    var ana = agreed("212");
    var block = started(planned(draft(LocalTime.of(9, 0), LocalTime.of(12, 30))));
    feedAll(block);
    clock.set("2026-06-08T17:30:00Z"); // 13:30 in New York: the law allows it, the block does not

    dispatcher.drain();
    assertThat(carrier.textsTo(phone(ana))).isEmpty();
    assertThat(blocks.results(shop, block.id())).isEqualTo(Map.of(DeliveryState.HELD, 1L));

    clock.set("2026-06-09T12:59:00Z");
    dispatcher.drain();
    assertThat(carrier.textsTo(phone(ana))).isEmpty();
    clock.set("2026-06-09T13:00:30Z");
    dispatcher.drain();
    assertThat(carrier.textsTo(phone(ana))).hasSize(1);
  }

  @Test
  void of_two_blocks_planned_side_by_side_the_later_one_leaves_out_whom_the_earlier_reaches() {
    var shared = agreed("212");
    var first = planned(draft());
    var second = planned(draft());
    var third = planned(draft());
    started(first);
    clock.advance(Duration.ofSeconds(1));
    var added = agreed("212");
    var fourth = planned(draft());
    started(second);
    feedAll(second);
    feedAll(first);
    dispatcher.drain();
    feedAll(first);
    clock.advance(Duration.ofSeconds(1));
    started(third);
    feedAll(third);
    started(fourth);
    feedAll(fourth);
    dispatcher.drain();

    assertThat(carrier.textsTo(phone(shared))).hasSize(1);
    assertThat(carrier.textsTo(phone(added))).hasSize(1);
    assertThat(blocks.require(shop, first.id()).state()).isEqualTo(BlockState.DONE);
    assertThat(blocks.require(shop, second.id()).state()).isEqualTo(BlockState.DONE);
    assertThat(counts(second)).isEqualTo(Map.of(LeftOut.OTHER_BLOCK, 1L));
    assertThat(people(second, LeftOut.OTHER_BLOCK)).containsExactly(shared.id());
    assertThat(blocks.require(shop, second.id()).toContact()).isZero();
    assertThat(counts(third)).isEqualTo(Map.of(LeftOut.OTHER_BLOCK, 1L));
  }

  @Test
  void whom_a_cancelled_block_had_not_reached_is_reached_by_the_next() {
    var ana = agreed("212");
    var first = planned(draft());
    var second = planned(draft());
    started(first);
    clock.advance(Duration.ofSeconds(1));
    started(second);
    blocks.cancel(shop, first.id(), DESK);

    feedAll(second);
    dispatcher.drain();

    assertThat(carrier.textsTo(phone(ana))).hasSize(1);
  }

  @Test
  void another_workspace_neither_sees_nor_plans_nor_feeds_it() {
    agreed("212");
    var block = started(planned(draft()));
    var other = desk.tenant().create().id();

    planner.plan(other, block.id());

    assertThat(feeder.feed(other, block.id())).isZero();
    assertThat(blocks.find(other, block.id())).isEmpty();
    assertThat(blocks.recipients(other, block.id(), null, null, 10)).isEmpty();
    assertThat(blocks.parts(other, block.id())).isEmpty();
    assertThatThrownBy(() -> blocks.cancel(other, block.id(), DESK))
        .hasMessageContaining("not found");
  }

  @Test
  void wrong_words_are_named_by_their_fields() {
    assertThatThrownBy(
            () ->
                blocks.create(
                    shop,
                    new BlockDraft(
                        " ",
                        Channel.EMAIL,
                        Purpose.CONVERSATION,
                        null,
                        "two\nlines",
                        "Hi {nick}",
                        Set.of(),
                        null,
                        null,
                        0,
                        null,
                        LocalTime.NOON,
                        LocalTime.NOON,
                        null,
                        0),
                    DESK))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.fields())
                    .extracting(Refusal.FieldError::field)
                    .containsExactly(
                        "name",
                        "purpose",
                        "subject",
                        "body",
                        "active_days",
                        "closes",
                        "per_minute"));
  }

  private Block planned(BlockDraft draft) {
    return planned(blocks.create(shop, draft, DESK));
  }

  private Block planned(Block block) {
    blocks.plan(shop, block.id(), DESK);
    planner.plan(shop, block.id());
    return blocks.require(shop, block.id());
  }

  private Block started(Block block) {
    blocks.start(shop, block.id(), DESK);
    return block;
  }

  private void feedAll(Block block) {
    for (int i = 0; i < 20 && feeder.feed(shop, block.id()) > 0; i++) {
      clock.advance(Duration.ofSeconds(6));
    }
    clock.advance(Duration.ofSeconds(6));
    feeder.feed(shop, block.id());
  }

  private Map<LeftOut, Long> counts(Block block) {
    return blocks.parts(shop, block.id()).stream()
        .filter(Part.Out.class::isInstance)
        .map(Part.Out.class::cast)
        .collect(Collectors.toMap(Part.Out::reason, Part.Out::people));
  }

  private List<ContactId> people(Block block, @Nullable LeftOut out) {
    return blocks.recipients(shop, block.id(), out, null, 200).stream()
        .map(Recipient::contact)
        .toList();
  }

  private List<String> rows(Block block) {
    return transactions.read(
        shop,
        () ->
            db.sql(
                    """
                    SELECT part || ' ' || contact_id || ' ' || coalesce(address, '') AS line
                      FROM outreach.recipient
                     WHERE tenant_id = :tenant AND block_id = :block
                     ORDER BY part, contact_id
                    """)
                .param("tenant", shop.value())
                .param("block", block.id().value())
                .query(String.class)
                .list());
  }

  private void many(int people) {
    for (int i = 0; i < people; i++) {
      agreed(i % 2 == 0 ? "212" : "312");
    }
  }

  private Contact agreed(String area) {
    var person = person(area);
    agree(person);
    return person;
  }

  private Contact person(String area) {
    return person(
        new PhoneNumber("+1" + area + "%07d".formatted(2_340_000 + NUMBERS.incrementAndGet())));
  }

  private Contact person(PhoneNumber number) {
    return contacts.findOrCreate(shop, number, null, "test");
  }

  private void agree(Contact person) {
    consents.grant(
        shop, Channel.SMS, phone(person), Purpose.MARKETING, Consents.Kind.WRITTEN, "form 7", DESK);
  }

  private void stop(Contact person) {
    suppressions.suppress(
        shop,
        Channel.SMS,
        phone(person),
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "keyword",
        DESK);
  }

  // As an import that did not look closely would have left it.
  private ContactId contactWithValue(String value) {
    return contacts.findOrCreate(shop, new PhoneNumber(value), null, "test").id();
  }

  private static String phone(Contact person) {
    return person.phones().getFirst().e164();
  }

  private void set(Contact person, String change) {
    transactions.write(
        shop,
        () ->
            db.sql(
                    "UPDATE contacts.contact SET "
                        + change
                        + " WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", shop.value())
                .param("id", person.id().value())
                .update());
  }

  private static BlockDraft draft() {
    return draft(Set.of(), null, null);
  }

  private static BlockDraft draft(
      Set<Stage> stages, @Nullable Integer active, @Nullable Integer quiet) {
    return draft(stages, active, quiet, 6_000);
  }

  private static BlockDraft rate(int perMinute) {
    return draft(Set.of(), null, null, perMinute);
  }

  private static BlockDraft draft(
      Set<Stage> stages, @Nullable Integer active, @Nullable Integer quiet, int perMinute) {
    return draft(stages, active, quiet, perMinute, LocalTime.of(9, 0), LocalTime.of(20, 0));
  }

  private static BlockDraft saying(String body) {
    var draft = draft();
    return new BlockDraft(
        draft.name(),
        draft.channel(),
        draft.purpose(),
        null,
        null,
        body,
        draft.stages(),
        null,
        null,
        null,
        null,
        draft.opens(),
        draft.closes(),
        null,
        draft.perMinute());
  }

  private static BlockDraft draft(LocalTime opens, LocalTime closes) {
    return draft(Set.of(), null, null, 6_000, opens, closes);
  }

  private static BlockDraft draft(
      Set<Stage> stages,
      @Nullable Integer active,
      @Nullable Integer quiet,
      int perMinute,
      LocalTime opens,
      LocalTime closes) {
    return new BlockDraft(
        "Spring",
        Channel.SMS,
        Purpose.MARKETING,
        null,
        null,
        "Hi {first_name|there}, spring at {business}.",
        stages,
        null,
        null,
        active,
        quiet,
        opens,
        closes,
        null,
        perMinute);
  }

  // In a thread of its own: the common pool has too few for those that wait for each other.
  private static CompletableFuture<Void> beside(Runnable work) {
    return CompletableFuture.runAsync(work, task -> Thread.ofVirtual().start(task));
  }

  private void waitForSwitch() {
    long giveUp = System.nanoTime() + 20_000_000_000L;
    while (switches.on(shop).isEmpty() && System.nanoTime() < giveUp) {
      Thread.onSpinWait();
    }
    assertThat(switches.on(shop)).hasSize(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
