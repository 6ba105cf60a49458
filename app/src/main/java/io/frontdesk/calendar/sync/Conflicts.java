package io.frontdesk.calendar.sync;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Source;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// What was changed elsewhere and waits for a person's decision.
@Service
public class Conflicts {
  private static final int MOST = 200;

  private final TenantTransactions transactions;
  private final MirrorStore mirrors;
  private final BusyStore busy;
  private final Bookings bookings;
  private final AuditLog audit;
  private final Clock clock;

  Conflicts(
      TenantTransactions transactions,
      MirrorStore mirrors,
      BusyStore busy,
      Bookings bookings,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.mirrors = mirrors;
    this.busy = busy;
    this.bookings = bookings;
    this.audit = audit;
    this.clock = clock;
  }

  /// What a person can decide.
  public enum Decision {
    /// Our appointment stands; it is written there again.
    OURS,
    /// Our appointment is moved or cancelled as it was there; the client is told.
    THEIRS,
    /// Both stay as they are.
    LEAVE
  }

  public List<Conflict> open(TenantId tenant) {
    return transactions.read(tenant, () -> mirrors.conflicts(tenant, MOST));
  }

  /// @throws Refusal when there is no open one of this id
  public void require(TenantId tenant, UUID conflict) {
    if (open(tenant).stream().noneMatch(one -> one.id().equals(conflict))) {
      throw Refusal.notFound("The conflict");
    }
  }

  /// Appointments at times at which the person's other calendar has something.
  public List<Overlap> overlaps(TenantId tenant) {
    return transactions.read(tenant, () -> busy.overlaps(tenant, clock.instant(), MOST));
  }

  /// @throws Refusal when it was decided already, or when our calendar has no room for theirs
  public void decide(TenantId tenant, Actor actor, UUID conflict, Decision decision) {
    transactions.write(
        tenant,
        () -> {
          var found =
              mirrors
                  .conflict(tenant, conflict)
                  .orElseThrow(() -> Refusal.notFound("The conflict"));
          var now = clock.instant();
          switch (decision) {
            case OURS -> mirrors.force(tenant, found.calendar(), found.appointment(), now);
            case THEIRS -> take(tenant, actor, found, now);
            case LEAVE -> leave(tenant, found, now);
          }
          mirrors.decide(
              tenant,
              found.calendar(),
              found.appointment(),
              decision.name().toLowerCase(Locale.ROOT),
              actor.name(),
              now);
          audit.record(
              tenant,
              actor,
              "calendar.conflict-decided",
              "appointment",
              found.appointment().toString(),
              Map.of("decision", decision.name()));
        });
  }

  private void take(TenantId tenant, Actor actor, Conflict found, Instant now) {
    var start = found.start();
    var end = found.end();
    if (start != null && end != null) {
      // What stands there is from now on what we know to stand there.
      mirrors
          .find(tenant, found.calendar(), found.appointment())
          .ifPresent(
              one ->
                  mirrors.put(
                      tenant,
                      new Mirror(
                          one.calendar(),
                          one.appointment(),
                          one.href(),
                          found.etag(),
                          start,
                          end,
                          one.revision(),
                          false),
                      now));
      var appointment = bookings.require(tenant, found.appointment());
      require(
          bookings.reschedule(
              tenant, found.appointment(), start, appointment.staff(), Source.SYNC, actor));
      require(bookings.resize(tenant, found.appointment(), Duration.between(start, end), actor));
    } else {
      mirrors.remove(tenant, found.calendar(), found.appointment());
      require(bookings.cancel(tenant, found.appointment(), "deleted in another calendar", actor));
    }
  }

  private static void require(BookingOutcome outcome) {
    switch (outcome) {
      case BookingOutcome.Booked _ -> {}
      case BookingOutcome.Taken(_, var say) -> throw Refusal.conflict("calendar.slot-taken", say);
      case BookingOutcome.Refused(var code, var say) -> throw Refusal.conflict(code, say);
    }
  }

  private void leave(TenantId tenant, Conflict found, Instant now) {
    mirrors
        .find(tenant, found.calendar(), found.appointment())
        .ifPresent(
            one ->
                mirrors.put(
                    tenant,
                    new Mirror(
                        one.calendar(),
                        one.appointment(),
                        one.href(),
                        found.etag(),
                        one.start(),
                        one.end(),
                        one.revision(),
                        true),
                    now));
  }
}
