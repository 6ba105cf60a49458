package io.frontdesk.calendar.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.port.CalendarSync.Outcome;
import io.frontdesk.calendar.sync.Conflicts.Decision;
import io.frontdesk.calendar.sync.FakeCalendars.Book;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Our calendar and another one, kept in step.
@FrontdeskTest
class SyncTest {
  private static final Actor DESK = new Actor.Program("test");

  @Autowired private TestDesk desk;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Availability availability;
  @Autowired private Contacts contacts;
  @Autowired private Calendars calendars;
  @Autowired private Conflicts conflicts;
  @Autowired private SyncEngine engine;
  @Autowired private FakeCalendars fake;
  @Autowired private TenantTransactions transactions;
  @Autowired private MovableClock clock;

  private TestTenant shop;
  private StaffId staff;
  private Service service;
  private UUID account;
  private Book book;

  @BeforeEach
  void a_person_whose_other_calendar_is_connected() {
    clock.set("2026-03-02T15:00:00Z");
    shop = desk.tenant().create();
    staff = catalogue.add(shop.id(), DESK, StaffDraft.of("Dr. Rossi")).id();
    service =
        catalogue.add(shop.id(), DESK, ServiceDraft.of("Cleaning", 60, 9000L, List.of(staff)));
    var key = UUID.randomUUID().toString();
    book = fake.book(key);
    account = calendars.connect(shop.id(), DESK, staff, "fake", Map.of("key", key));
    var only = calendars.require(shop.id(), account).calendars().getFirst().id();
    calendars.choose(shop.id(), DESK, account, Set.of(only), only);
  }

  @Test
  void an_appointment_is_written_moved_and_taken_away_once_each() {
    var booked = book("2026-03-04T15:00:00Z");
    sync();
    sync();
    assertThat(book.events).containsOnlyKeys(booked.id().toString());
    assertThat(book.calls).filteredOn("write"::equals).hasSize(1);

    bookings.reschedule(
        shop.id(), booked.id(), Instant.parse("2026-03-05T15:00:00Z"), null, Source.DESK, DESK);
    sync();
    assertThat(Objects.requireNonNull(book.events.get(booked.id().toString())).start())
        .isEqualTo(Instant.parse("2026-03-05T15:00:00Z"));

    bookings.resize(shop.id(), booked.id(), Duration.ofMinutes(90), DESK);
    sync();
    assertThat(Objects.requireNonNull(book.events.get(booked.id().toString())).end())
        .isEqualTo(Instant.parse("2026-03-05T16:30:00Z"));

    bookings.cancel(shop.id(), booked.id(), "", DESK);
    sync();
    sync();
    assertThat(book.events).isEmpty();
    assertThat(conflicts.open(shop.id())).isEmpty();
  }

  @Test
  void our_own_writing_comes_back_as_nothing() {
    book("2026-03-04T15:00:00Z");
    for (int i = 0; i < 5; i++) {
      sync();
    }

    assertThat(book.calls).filteredOn("write"::equals).hasSize(1);
    assertThat(conflicts.open(shop.id())).isEmpty();
    assertThat(conflicts.overlaps(shop.id())).isEmpty();
    assertThat(waiting()).isZero();
  }

  @Test
  void an_entry_elsewhere_takes_the_persons_time_until_it_goes() {
    assertThat(isFree("2026-03-04T15:00:00Z")).isTrue();

    book.busy("dentist", "2026-03-04T14:30:00Z", "2026-03-04T15:30:00Z");
    sync();
    assertThat(isFree("2026-03-04T15:00:00Z")).isFalse();
    assertThat(isFree("2026-03-04T16:00:00Z")).isTrue();

    book.move("dentist", "2026-03-04T16:00:00Z", "2026-03-04T17:00:00Z");
    sync();
    assertThat(isFree("2026-03-04T15:00:00Z")).isTrue();
    assertThat(isFree("2026-03-04T16:00:00Z")).isFalse();

    book.remove("dentist");
    sync();
    assertThat(isFree("2026-03-04T16:00:00Z")).isTrue();
  }

  @Test
  void an_entry_over_a_booking_leaves_it_and_is_shown() {
    var booked = book("2026-03-04T15:00:00Z");
    book.busy("flight", "2026-03-04T15:30:00Z", "2026-03-04T19:00:00Z");
    sync();

    assertThat(bookings.require(shop.id(), booked.id()).state().isOpen()).isTrue();
    assertThat(conflicts.overlaps(shop.id()))
        .singleElement()
        .satisfies(one -> assertThat(one.appointment()).isEqualTo(booked.id()));
  }

  @Test
  void what_someone_moved_there_waits_for_a_person_and_ours_can_win() {
    var booked = moved("2026-03-04T15:00:00Z", "2026-03-04T18:00:00Z");

    assertThat(bookings.require(shop.id(), booked.id()).startsAt())
        .isEqualTo(Instant.parse("2026-03-04T15:00:00Z"));
    var conflict = conflicts.open(shop.id()).getFirst();
    assertThat(conflict.start()).isEqualTo(Instant.parse("2026-03-04T18:00:00Z"));

    conflicts.decide(shop.id(), DESK, conflict.id(), Decision.OURS);
    sync();
    sync();
    assertThat(Objects.requireNonNull(book.events.get(booked.id().toString())).start())
        .isEqualTo(Instant.parse("2026-03-04T15:00:00Z"));
    assertThat(conflicts.open(shop.id())).isEmpty();
    assertThatThrownBy(() -> conflicts.decide(shop.id(), DESK, conflict.id(), Decision.OURS))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void theirs_can_win_when_our_calendar_has_room() {
    var booked = moved("2026-03-04T15:00:00Z", "2026-03-04T18:00:00Z");

    conflicts.decide(shop.id(), DESK, conflicts.open(shop.id()).getFirst().id(), Decision.THEIRS);
    sync();

    assertThat(bookings.require(shop.id(), booked.id()).startsAt())
        .isEqualTo(Instant.parse("2026-03-04T18:00:00Z"));
    assertThat(conflicts.open(shop.id())).isEmpty();
    assertThat(waiting()).isZero();
  }

  @Test
  void what_was_made_longer_there_becomes_longer_when_theirs_wins() {
    var booked = book("2026-03-04T15:00:00Z");
    sync();
    book.move(booked.id().toString(), "2026-03-04T15:30:00Z", "2026-03-04T17:30:00Z");
    sync();

    conflicts.decide(shop.id(), DESK, conflicts.open(shop.id()).getFirst().id(), Decision.THEIRS);
    sync();

    var now = bookings.require(shop.id(), booked.id());
    assertThat(now.startsAt()).isEqualTo("2026-03-04T15:30:00Z");
    assertThat(now.endsAt()).isEqualTo("2026-03-04T17:30:00Z");
    assertThat(conflicts.open(shop.id())).isEmpty();
    assertThat(waiting()).isZero();
  }

  @Test
  void theirs_is_refused_where_another_appointment_is() {
    var booked = moved("2026-03-04T15:00:00Z", "2026-03-04T18:00:00Z");
    book("2026-03-04T18:00:00Z");
    var conflict = conflicts.open(shop.id()).getFirst();

    assertThatThrownBy(() -> conflicts.decide(shop.id(), DESK, conflict.id(), Decision.THEIRS))
        .isInstanceOf(Refusal.class);

    assertThat(conflicts.open(shop.id())).hasSize(1);
    assertThat(bookings.require(shop.id(), booked.id()).startsAt())
        .isEqualTo(Instant.parse("2026-03-04T15:00:00Z"));
  }

  @Test
  void what_was_deleted_there_stays_booked_until_a_person_says_so() {
    var booked = book("2026-03-04T15:00:00Z");
    sync();
    book.remove(booked.id().toString());
    sync();
    sync();
    assertThat(bookings.require(shop.id(), booked.id()).state().isOpen()).isTrue();
    assertThat(conflicts.open(shop.id())).singleElement().matches(Conflict::deleted);

    conflicts.decide(shop.id(), DESK, conflicts.open(shop.id()).getFirst().id(), Decision.THEIRS);

    assertThat(bookings.require(shop.id(), booked.id()).state().isOpen()).isFalse();
  }

  @Test
  void left_alone_it_is_not_asked_again() {
    moved("2026-03-04T15:00:00Z", "2026-03-04T18:00:00Z");
    conflicts.decide(shop.id(), DESK, conflicts.open(shop.id()).getFirst().id(), Decision.LEAVE);
    book.tokensAreStale = true;
    sync();
    sync();

    assertThat(conflicts.open(shop.id())).isEmpty();
  }

  @Test
  void a_change_of_ours_does_not_write_over_a_persons() {
    var booked = book("2026-03-04T15:00:00Z");
    sync();
    book.move(booked.id().toString(), "2026-03-04T18:00:00Z", "2026-03-04T19:00:00Z");
    bookings.reschedule(
        shop.id(), booked.id(), Instant.parse("2026-03-06T15:00:00Z"), null, Source.DESK, DESK);
    sync();

    assertThat(Objects.requireNonNull(book.events.get(booked.id().toString())).start())
        .isEqualTo(Instant.parse("2026-03-04T18:00:00Z"));
    assertThat(conflicts.open(shop.id())).hasSize(1);
  }

  @Test
  void a_lost_answer_makes_no_second_entry() {
    var booked = book("2026-03-04T15:00:00Z");
    book.forgetful = true;
    assertThatThrownBy(this::sync).isInstanceOf(IllegalStateException.class);
    book.forgetful = false;
    sync();
    sync();

    assertThat(book.events).containsOnlyKeys(booked.id().toString());
    assertThat(waiting()).isZero();
    assertThat(conflicts.open(shop.id())).isEmpty();
  }

  @Test
  void a_stale_token_reads_everything_again() {
    book.busy("one", "2026-03-04T15:00:00Z", "2026-03-04T16:00:00Z");
    sync();
    book.events.remove("one");
    book.tokensAreStale = true;
    sync();

    assertThat(isFree("2026-03-04T15:00:00Z")).isTrue();
  }

  @Test
  void two_nodes_work_on_one_account_once() throws Exception {
    book("2026-03-04T15:00:00Z");
    book.held = new CountDownLatch(1);
    clock.advance(Duration.ofHours(1));
    try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = nodes.submit(() -> engine.sync(shop.id(), account));
      while (!book.calls.contains("write")) {
        Thread.onSpinWait();
      }
      var second = nodes.submit(() -> engine.sync(shop.id(), account));

      assertThat(second.get()).isFalse();
      book.held.countDown();
      assertThat(first.get()).isTrue();
    }
    assertThat(book.calls).filteredOn("write"::equals).hasSize(1);
  }

  @Test
  void a_node_that_lost_its_lease_writes_nothing_down() throws Exception {
    book("2026-03-04T15:00:00Z");
    book.held = new CountDownLatch(1);
    try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow = nodes.submit(() -> engine.sync(shop.id(), account));
      while (!book.calls.contains("write")) {
        Thread.onSpinWait();
      }
      clock.advance(Duration.ofMinutes(10));
      var held = book.held;
      book.held = null;
      assertThat(engine.sync(shop.id(), account)).isTrue();
      held.countDown();
      slow.get();
    }
    sync();

    assertThat(book.events).hasSize(1);
    assertThat(conflicts.open(shop.id())).isEmpty();
    assertThat(calendars.require(shop.id(), account).problem()).isNull();
  }

  @Test
  void trouble_is_told_in_plain_words_and_nothing_is_lost() {
    var booked = book("2026-03-04T15:00:00Z");
    book.refusal = new Outcome.Failed<>("The server answered with 502.");
    sync();
    assertThat(calendars.require(shop.id(), account).problem())
        .isEqualTo("The server answered with 502.");
    book.refusal = new Outcome.Unauthorized<>();
    sync();
    assertThat(calendars.require(shop.id(), account).state()).isEqualTo("unauthorized");
    assertThat(waiting()).isEqualTo(1);

    book.refusal = null;
    sync();
    assertThat(book.events).containsOnlyKeys(booked.id().toString());
    assertThat(calendars.require(shop.id(), account).state()).isEqualTo("active");
  }

  @Test
  void nobody_touches_another_workspaces_account_or_conflict() {
    moved("2026-03-04T15:00:00Z", "2026-03-04T18:00:00Z");
    var conflict = conflicts.open(shop.id()).getFirst().id();
    var other = desk.tenant().create();

    assertThat(engine.sync(other.id(), account)).isFalse();
    assertThatThrownBy(() -> calendars.disconnect(other.id(), DESK, account))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> conflicts.decide(other.id(), DESK, conflict, Decision.THEIRS))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> calendars.connect(other.id(), DESK, staff, "fake", Map.of("key", "x")))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void a_change_that_is_taken_back_is_written_nowhere() {
    assertThatThrownBy(
            () ->
                transactions.write(
                    shop.id(),
                    () -> {
                      book("2026-03-04T15:00:00Z");
                      throw new IllegalStateException("taken back");
                    }))
        .isInstanceOf(IllegalStateException.class);
    sync();

    assertThat(book.calls).doesNotContain("write");
  }

  @Test
  void disconnecting_frees_the_time() {
    book.busy("one", "2026-03-04T15:00:00Z", "2026-03-04T16:00:00Z");
    sync();
    calendars.disconnect(shop.id(), DESK, account);

    assertThat(isFree("2026-03-04T15:00:00Z")).isTrue();
    assertThat(calendars.of(shop.id(), staff)).isEmpty();
  }

  private Appointment moved(String from, String to) {
    var booked = book(from);
    sync();
    var start = Instant.parse(to);
    book.move(booked.id().toString(), to, start.plus(Duration.ofHours(1)).toString());
    sync();
    return booked;
  }

  private void sync() {
    clock.advance(Duration.ofHours(1));
    assertThat(engine.sync(shop.id(), account)).isTrue();
  }

  private int waiting() {
    return calendars.require(shop.id(), account).waiting();
  }

  private boolean isFree(String start) {
    var at = Instant.parse(start);
    return !availability
        .slots(shop.id(), SlotRequest.between(service.id(), at, at.plusSeconds(1)).byDesk())
        .isEmpty();
  }

  private Appointment book(String start) {
    var client =
        contacts.findOrCreate(shop.id(), new PhoneNumber("+15555550123"), "Ana Vela", "test");
    var outcome =
        bookings.book(
            shop.id(),
            new BookingRequest(
                service.id(),
                Instant.parse(start),
                null,
                client.id(),
                Source.DESK,
                UUID.randomUUID().toString(),
                DESK,
                null,
                ""));
    return ((Booked) outcome).appointment();
  }
}
