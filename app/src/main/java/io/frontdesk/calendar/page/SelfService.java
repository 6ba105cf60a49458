package io.frontdesk.calendar.page;

import io.frontdesk.access.Actor;
import io.frontdesk.access.Stranger;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Hold;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.HoldOutcome;
import io.frontdesk.calendar.HoldRequest;
import io.frontdesk.calendar.Holds;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.AppointmentLinks;
import io.frontdesk.calendar.booking.NewClients;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.LinkTokens;
import io.frontdesk.platform.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// What clients do by themselves: keep a time while they fill in the form, book it, and move or
/// cancel it later by the link they got.
@Service
class SelfService {
  static final Actor CLIENT = new Actor.Program("the client");

  /// How long a time is kept for the form.
  static final Duration KEPT = Duration.ofMinutes(10);

  /// How long after its end an appointment's link still shows it.
  private static final Duration SHOWN = Duration.ofDays(30);

  private static final int MOST_AHEAD = 5;

  private final Holds holds;
  private final Bookings bookings;
  private final NewClients clients;
  private final AppointmentLinks links;
  private final LinkTokens holdTokens;
  private final Vault vault;
  private final TenantTransactions transactions;
  private final Clock clock;

  SelfService(
      Holds holds,
      Bookings bookings,
      NewClients clients,
      AppointmentLinks links,
      Vault vault,
      TenantTransactions transactions,
      Clock clock) {
    this.holds = holds;
    this.bookings = bookings;
    this.clients = clients;
    this.links = links;
    this.vault = vault;
    this.holdTokens = new LinkTokens(vault, "calendar.hold");
    this.transactions = transactions;
    this.clock = clock;
  }

  /// @param visit names the visit; a visit keeps one time at most
  /// @param stranger whose network keeps few at once
  HoldOutcome keep(
      TenantId tenant,
      ServiceId service,
      Instant start,
      StaffId staff,
      @Nullable LocationId place,
      UUID visit,
      Stranger stranger) {
    // Signed, so that the address itself is kept nowhere.
    var origin = vault.sign(tenant, "calendar.hold-origin", stranger.address(), Instant.EPOCH);
    return holds.place(
        tenant,
        new HoldRequest(service, start, staff, place, Source.PAGE, "page-" + visit, KEPT)
            .from(origin));
  }

  String token(TenantId tenant, Hold hold) {
    return holdTokens.seal(tenant.value(), hold.id().value());
  }

  /// The hold of a token of this tenant; empty when it was forged, is another tenant's, or is over.
  Optional<Hold> held(TenantId tenant, String token) {
    return holdTokens
        .open(token, 2)
        .filter(ids -> ids.getFirst().equals(tenant.value()))
        .flatMap(ids -> holds.find(tenant, new HoldId(ids.getLast())));
  }

  /// What was booked with the hold of a token, if it was.
  Optional<Appointment> bookedWith(TenantId tenant, String token) {
    return holdTokens
        .open(token, 2)
        .filter(ids -> ids.getFirst().equals(tenant.value()))
        .flatMap(ids -> bookings.findByKey(tenant, "page-" + ids.getLast()));
  }

  void giveBack(TenantId tenant, String token) {
    held(tenant, token).ifPresent(hold -> holds.release(tenant, hold.id()));
  }

  /// Books what is held. A repeat gives the same appointment.
  ///
  /// @throws Refusal naming wrong fields, or when the person has too much ahead already
  BookingOutcome book(
      TenantId tenant, Hold hold, NewClients.Given given, String note, Map<UUID, String> answers) {
    try {
      return transactions.write(
          tenant,
          () -> {
            var client = clients.of(tenant, given, "page", false);
            var ahead =
                bookings.upcoming(tenant, client).stream()
                    .filter(one -> one.source() == Source.PAGE && one.state().isOpen())
                    .count();
            if (ahead >= MOST_AHEAD) {
              throw new Refusal(
                  Refusal.Kind.CONFLICT,
                  "calendar.too-many-ahead",
                  "There are "
                      + MOST_AHEAD
                      + " appointments ahead for this person. Please call us to book another.");
            }
            var outcome =
                bookings.book(
                    tenant,
                    new BookingRequest(
                            hold.service(),
                            hold.startsAt(),
                            hold.staff(),
                            client,
                            Source.PAGE,
                            "page-" + hold.id(),
                            CLIENT,
                            null,
                            note)
                        .fromHold(hold.id())
                        .at(hold.location())
                        .answering(answers));
            if (!(outcome instanceof BookingOutcome.Booked)) {
              throw new NotBooked(outcome);
            }
            return outcome;
          });
    } catch (NotBooked notBooked) {
      return notBooked.outcome;
    }
  }

  /// The appointment of a link.
  ///
  /// @throws Refusal `not-found` for a token we did not make, or long after the appointment
  Found require(String token) {
    return links
        .read(token)
        .flatMap(
            target ->
                bookings
                    .find(target.tenant(), target.appointment())
                    .map(appointment -> new Found(target.tenant(), appointment)))
        .filter(found -> clock.instant().isBefore(found.appointment().endsAt().plus(SHOWN)))
        .orElseThrow(() -> Refusal.notFound("This page"));
  }

  /// An appointment that its client came to by the link.
  record Found(TenantId tenant, Appointment appointment) {
    /// Whether there is still something to change.
    boolean isAhead(Instant now) {
      return appointment.state().isOpen() && appointment.startsAt().isAfter(now);
    }
  }

  BookingOutcome move(Found found, Instant start, StaffId staff) {
    return bookings.reschedule(
        found.tenant(), found.appointment().id(), start, staff, Source.PAGE, CLIENT);
  }

  BookingOutcome cancel(Found found) {
    return bookings.cancel(
        found.tenant(), found.appointment().id(), "By the client, online", CLIENT);
  }

  String link(TenantId tenant, AppointmentId appointment) {
    return links.token(tenant, appointment);
  }

  private static final class NotBooked extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient BookingOutcome outcome;

    NotBooked(BookingOutcome outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }
  }
}
