package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Hold;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.HoldOutcome;
import io.frontdesk.calendar.HoldOutcome.Held;
import io.frontdesk.calendar.HoldOutcome.Refused;
import io.frontdesk.calendar.HoldOutcome.Taken;
import io.frontdesk.calendar.HoldRequest;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Seat;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What happens inside the transaction of a hold.
@Component
public class Holding {
  // Far more than people who book at the same moment; a flood must not close the calendar.
  private static final int MOST = 500;
  // A family or an office behind one address; and all visitors of a page, so that many addresses
  // don't close it either.
  private static final int MOST_OF_ONE = 4;
  private static final int MOST_OF_STRANGERS = 60;
  private static final Duration SWEEP_AFTER = Duration.ofHours(1);

  private final Placement placement;
  private final Meetings meetings;
  private final HoldStore holds;
  private final OccupancyStore occupancies;
  private final Clock clock;

  Holding(
      Placement placement,
      Meetings meetings,
      HoldStore holds,
      OccupancyStore occupancies,
      Clock clock) {
    this.placement = placement;
    this.meetings = meetings;
    this.holds = holds;
    this.occupancies = occupancies;
    this.clock = clock;
  }

  /// See `Holds.place`.
  public HoldOutcome place(TenantId tenant, HoldRequest request) {
    var origin = request.origin();
    if (origin != null) {
      // Before any row is locked, so that strangers don't wait for each other in a circle.
      holds.lockStrangers(tenant);
    }
    var now = clock.instant();
    holds.sweep(tenant, now.minus(SWEEP_AFTER));
    var before = holds.lockByKey(tenant, request.key());
    if (before.isPresent()) {
      var old = before.get();
      if (old.isLive(now) && isSame(old, request)) {
        extend(tenant, old.id(), now.plus(request.keepFor()));
        return new Held(holds.find(tenant, old.id()).orElseThrow());
      }
      holds.delete(tenant, old.id());
    }
    if (holds.live(tenant, now) >= MOST) {
      return new Refused(
          "calendar.too-many-holds", "Too many people are booking right now. Try again soon.");
    }
    if (origin != null) {
      var strangers = holds.strangers(tenant, origin, now);
      if (strangers.ofOrigin() >= MOST_OF_ONE || strangers.ofAll() >= MOST_OF_STRANGERS) {
        return new Refused(
            "calendar.too-many-holds",
            "Too many times are being kept right now. Book or give back one of yours, or try again"
                + " in ten minutes.");
      }
    }
    var wish =
        new Wish(
            request.service(),
            request.start(),
            request.staff(),
            request.location(),
            request.source(),
            null);
    return switch (placement.judge(tenant, wish)) {
      case Verdict.No(var code, var say) -> new Refused(code, say);
      case Verdict.Full(var planned) ->
          taken(placement.taken(tenant, wish, planned.question().zone()));
      case Verdict.InClass _ -> inClass(tenant, request, wish, now);
      case Verdict.Free(var planned, var candidates) -> {
        var end = request.start().plus(planned.plan().service().duration());
        var hold = hold(request, candidates.getFirst(), end, planned.location(), null, now);
        if (!holds.insert(tenant, hold, request.origin(), now)) {
          // The same key, a moment earlier, in another transaction that has committed by now.
          yield place(tenant, request);
        }
        var holder = Holder.of(hold.id(), hold.expiresAt());
        var team = placement.take(tenant, holder, wish, planned, candidates);
        if (team.isEmpty()) {
          holds.delete(tenant, hold.id());
          yield taken(placement.taken(tenant, wish, planned.question().zone()));
        }
        holds.assign(tenant, hold.id(), team.get().getFirst());
        yield new Held(holds.find(tenant, hold.id()).orElseThrow());
      }
    };
  }

  private HoldOutcome inClass(TenantId tenant, HoldRequest request, Wish wish, Instant now) {
    return switch (meetings.seat(tenant, wish)) {
      case Meetings.Seating.None(var code, var say) -> new Refused(code, say);
      case Meetings.Seating.Full(var zone) -> taken(placement.taken(tenant, wish, zone));
      case Meetings.Seating.Free(var session, var seat) -> {
        var hold = hold(request, session.staff(), session.endsAt(), session.location(), seat, now);
        yield holds.insert(tenant, hold, request.origin(), now)
            ? new Held(hold)
            : place(tenant, request);
      }
    };
  }

  private static Hold hold(
      HoldRequest request,
      StaffId staff,
      Instant end,
      @Nullable LocationId location,
      @Nullable Seat seat,
      Instant now) {
    return new Hold(
        new HoldId(Uuid7.next()),
        request.service(),
        staff,
        request.start(),
        end,
        now.plus(request.keepFor()),
        request.source(),
        request.key(),
        location,
        seat);
  }

  /// See `Holds.extend`.
  public boolean extend(TenantId tenant, HoldId id, Instant until) {
    var now = clock.instant();
    if (until.isAfter(now.plus(HoldRequest.LONGEST))) {
      throw new IllegalArgumentException("a hold lasts up to " + HoldRequest.LONGEST);
    }
    if (holds.lock(tenant, id).filter(hold -> hold.isLive(now)).isEmpty()) {
      return false;
    }
    holds.expire(tenant, id, until);
    occupancies.expire(tenant, id, until);
    return true;
  }

  /// See `Holds.release`.
  public void release(TenantId tenant, HoldId id) {
    holds.delete(tenant, id);
  }

  /// See `Holds.find`.
  public Optional<Hold> find(TenantId tenant, HoldId id) {
    return holds.find(tenant, id).filter(hold -> hold.isLive(clock.instant()));
  }

  private static boolean isSame(Hold old, HoldRequest request) {
    return old.service().equals(request.service())
        && old.startsAt().equals(request.start())
        && (request.location() == null || request.location().equals(old.location()))
        && (request.staff() == null || request.staff().equals(old.staff()));
  }

  private static HoldOutcome taken(io.frontdesk.calendar.BookingOutcome.Taken taken) {
    return new Taken(taken.alternatives(), taken.say());
  }
}
