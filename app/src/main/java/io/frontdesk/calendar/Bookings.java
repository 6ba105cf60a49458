package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.booking.Diary;
import io.frontdesk.calendar.booking.DiaryViews;
import io.frontdesk.calendar.booking.Intake;
import io.frontdesk.calendar.booking.Stretching;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Appointments: made, moved, cancelled, found. Every method joins an open transaction of the
/// tenant; a refusal or a taken time never spoils that transaction.
///
/// That no person and no resource is booked twice is held by an exclusion constraint, not by this
/// code: here it only becomes a polite answer.
@Component
public class Bookings {
  private static final Duration SHORTEST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final TenantTransactions transactions;
  private final Diary diary;
  private final Stretching stretching;
  private final AppointmentStore store;
  private final Intake intake;
  private final DiaryViews views;
  private final Workspaces workspaces;
  private final Clock clock;

  Bookings(
      TenantTransactions transactions,
      Diary diary,
      Stretching stretching,
      AppointmentStore store,
      Intake intake,
      DiaryViews views,
      Workspaces workspaces,
      Clock clock) {
    this.transactions = transactions;
    this.diary = diary;
    this.stretching = stretching;
    this.store = store;
    this.intake = intake;
    this.views = views;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Books, tells the client by SMS and e-mail (where the contact has them), and remembers it. A
  /// repeat with the same key and content gives the same appointment and tells nobody twice.
  public BookingOutcome book(TenantId tenant, BookingRequest request) {
    return patiently(() -> transactions.write(tenant, () -> diary.book(tenant, request)));
  }

  /// Moves an appointment: the same one, at another time.
  ///
  /// @param staff with this person from now on; null: the same person when free then, else another
  /// @return as for booking; moving to where it already is changes nothing
  public BookingOutcome reschedule(
      TenantId tenant,
      AppointmentId id,
      Instant start,
      @Nullable StaffId staff,
      Source source,
      Actor actor) {
    return patiently(
        () ->
            transactions.write(tenant, () -> diary.move(tenant, id, start, staff, source, actor)));
  }

  /// Gives an appointment that stands another length: its people and rooms are taken until the new
  /// end, the client and other calendars are told of it. The same length again changes nothing.
  ///
  /// @param length 5 minutes to 24 hours, in whole minutes
  /// @return `Refused` with what stands in the way; never `Taken`
  public BookingOutcome resize(TenantId tenant, AppointmentId id, Duration length, Actor actor) {
    if (length.compareTo(SHORTEST) < 0
        || length.compareTo(LONGEST) > 0
        || length.toSeconds() % 60 != 0) {
      throw Refusal.field("minutes", "Give 5 to 1,440 whole minutes.");
    }
    return patiently(
        () -> transactions.write(tenant, () -> stretching.resize(tenant, id, length, actor)));
  }

  /// Cancels; cancelling again changes nothing.
  ///
  /// @param reason for the history, may be empty
  public BookingOutcome cancel(TenantId tenant, AppointmentId id, String reason, Actor actor) {
    return transactions.write(tenant, () -> diary.cancel(tenant, id, reason, actor));
  }

  /// Marks an appointment confirmed, checked in, completed, a no-show, or takes such a mark back.
  /// The same mark again changes nothing.
  ///
  /// @throws Refusal `calendar.state` when it can't become so; cancelling has its own method
  public Appointment mark(TenantId tenant, AppointmentId id, AppointmentState state, Actor actor) {
    return transactions.write(tenant, () -> diary.mark(tenant, id, state, actor));
  }

  /// Replaces the note of the desk, at most 2,000 characters.
  public void note(TenantId tenant, AppointmentId id, String note, Actor actor) {
    if (note.length() > 2000) {
      throw Refusal.field("note", "At most 2,000 characters.");
    }
    transactions.write(tenant, () -> diary.note(tenant, id, note.strip(), actor));
  }

  public Optional<Appointment> find(TenantId tenant, AppointmentId id) {
    return transactions.read(tenant, () -> store.find(tenant, id, zone(tenant)));
  }

  /// The appointment booked under an idempotency key.
  public Optional<Appointment> findByKey(TenantId tenant, String key) {
    return transactions.read(
        tenant,
        () -> store.byKey(tenant, key, zone(tenant)).map(AppointmentStore.Keyed::appointment));
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Appointment require(TenantId tenant, AppointmentId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The appointment"));
  }

  /// What a person has ahead (or now), by start.
  public List<Appointment> upcoming(TenantId tenant, ContactId contact) {
    return transactions.read(
        tenant, () -> store.upcoming(tenant, contact, clock.instant(), zone(tenant), 50));
  }

  /// A person's appointments, newest first.
  public List<Appointment> latest(TenantId tenant, ContactId contact, int limit) {
    return transactions.read(tenant, () -> store.latest(tenant, contact, zone(tenant), limit));
  }

  /// What was booked in a call.
  public List<Appointment> ofCall(TenantId tenant, UUID call) {
    return transactions.read(tenant, () -> store.ofCall(tenant, call, zone(tenant)));
  }

  /// Those who come to a meeting of a class, by seat.
  public List<Appointment> ofSession(TenantId tenant, SessionId session) {
    return transactions.read(tenant, () -> store.ofSession(tenant, session, zone(tenant)));
  }

  /// Appointments that touch a stretch of time, by start; at most 5,000.
  public List<Appointment> between(
      TenantId tenant, Instant from, Instant until, boolean cancelledToo) {
    return transactions.read(
        tenant, () -> store.between(tenant, from, until, cancelledToo, zone(tenant), 5000));
  }

  /// A page of appointments by start, after a position, for lists.
  public List<Appointment> page(
      TenantId tenant,
      Instant from,
      Instant until,
      @Nullable ContactId contact,
      @Nullable StaffId staff,
      Instant afterStart,
      UUID afterId,
      int limit) {
    return transactions.read(
        tenant,
        () ->
            store.page(
                tenant,
                from,
                until,
                contact,
                staff,
                null,
                afterStart,
                afterId,
                zone(tenant),
                limit));
  }

  /// What the client answered when booking.
  public List<IntakeAnswer> answers(TenantId tenant, AppointmentId id) {
    return transactions.read(tenant, () -> intake.of(tenant, id));
  }

  /// Which resources the appointments of a stretch of time take, by appointment.
  public Map<UUID, Set<UUID>> resources(TenantId tenant, Instant from, Instant until) {
    return transactions.read(tenant, () -> views.resources(tenant, from, until));
  }

  public List<AppointmentEvent> history(TenantId tenant, AppointmentId id) {
    return transactions.read(tenant, () -> store.history(tenant, id));
  }

  private ZoneId zone(TenantId tenant) {
    return workspaces.require(tenant).zone();
  }

  // Two bookings that wait for each other: the database ends one of them. It is tried again, unless
  // the transaction is a caller's, who then has to.
  static <T> T patiently(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (ConcurrencyFailureException deadlock) {
        if (attempt == 5 || TransactionSynchronizationManager.isActualTransactionActive()) {
          throw deadlock;
        }
      }
    }
  }
}
