package io.frontdesk.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// A question for free times.
///
/// @param from the first start that may be offered
/// @param until no start at or after it; at most 62 days after `from`, more is cut
/// @param staff only this person
/// @param location only there; null: wherever the service is done
/// @param limit at most this many slots
/// @param everyPerson each start once per free person, rather than once with the person to ask
/// @param desk asked by the workspace's own people: short notice and services not bookable by
///     clients are allowed
/// @param moving leaves out what this appointment takes, to move it
public record SlotRequest(
    ServiceId service,
    Instant from,
    Instant until,
    @Nullable StaffId staff,
    @Nullable LocationId location,
    int limit,
    boolean everyPerson,
    boolean desk,
    @Nullable AppointmentId moving) {
  private static final int MANY = 2000;

  /// All starts of a client's question in a stretch of time.
  public static SlotRequest between(ServiceId service, Instant from, Instant until) {
    return new SlotRequest(service, from, until, null, null, MANY, false, false, null);
  }

  /// All starts of one local day.
  public static SlotRequest on(ServiceId service, LocalDate day, ZoneId zone) {
    return between(
        service,
        day.atStartOfDay(zone).toInstant(),
        day.plusDays(1).atStartOfDay(zone).toInstant());
  }

  /// The same of another stretch of time.
  public SlotRequest during(Instant first, Instant end) {
    return new SlotRequest(service, first, end, staff, location, limit, everyPerson, desk, moving);
  }

  public SlotRequest with(@Nullable StaffId person) {
    return new SlotRequest(
        service, from, until, person, location, limit, everyPerson, desk, moving);
  }

  public SlotRequest at(@Nullable LocationId place) {
    return new SlotRequest(service, from, until, staff, place, limit, everyPerson, desk, moving);
  }

  public SlotRequest atMost(int slots) {
    return new SlotRequest(
        service,
        from,
        until,
        staff,
        location,
        Math.clamp(slots, 1, MANY),
        everyPerson,
        desk,
        moving);
  }

  public SlotRequest perPerson() {
    return new SlotRequest(service, from, until, staff, location, limit, true, desk, moving);
  }

  public SlotRequest byDesk() {
    return new SlotRequest(service, from, until, staff, location, limit, everyPerson, true, moving);
  }

  public SlotRequest moving(AppointmentId appointment) {
    return new SlotRequest(
        service, from, until, staff, location, limit, everyPerson, desk, appointment);
  }
}
