package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.booking.Diary;
import io.frontdesk.calendar.booking.Meetings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Meetings of classes. A seat in one is booked, moved and cancelled like any appointment, see
/// [Bookings]; free seats are told by [Availability]. Joins an open transaction of the tenant.
@Component
public class Classes {
  private final TenantTransactions transactions;
  private final Meetings meetings;
  private final Diary diary;
  private final AuditLog audit;
  private final EventLog events;

  Classes(
      TenantTransactions transactions,
      Meetings meetings,
      Diary diary,
      AuditLog audit,
      EventLog events) {
    this.transactions = transactions;
    this.meetings = meetings;
    this.diary = diary;
    this.audit = audit;
    this.events = events;
  }

  /// Plans a meeting, or one every week; all of them or none. Hours are the desk's business here,
  /// but nobody and nothing is taken twice.
  ///
  /// @throws Refusal naming the wrong field
  public List<Session> hold(TenantId tenant, Actor actor, ClassDraft draft) {
    return Bookings.patiently(
        () ->
            transactions.write(
                tenant,
                () -> {
                  var made = meetings.hold(tenant, draft);
                  made.forEach(one -> changed(tenant, actor, "calendar.session-added", one.id()));
                  return made;
                }));
  }

  /// Sets how many may come.
  ///
  /// @throws Refusal naming `seats` when more have booked
  public Session seats(TenantId tenant, Actor actor, SessionId id, int seats) {
    return transactions.write(
        tenant,
        () -> {
          var session = meetings.seats(tenant, id, seats);
          changed(tenant, actor, "calendar.session-changed", id);
          return session;
        });
  }

  /// Calls a meeting off, cancels the appointments of those who would have come, and tells them;
  /// repeatable.
  ///
  /// @param following those of the same weeks after it too
  /// @return how many people were told
  public int callOff(TenantId tenant, Actor actor, SessionId id, boolean following, String reason) {
    return Bookings.patiently(
        () ->
            transactions.write(
                tenant,
                () -> {
                  require(tenant, id);
                  var all = following ? meetings.following(tenant, id) : List.of(id);
                  int told = 0;
                  for (var one : all) {
                    var coming = meetings.callOff(tenant, one);
                    for (var appointment : coming) {
                      diary.cancel(tenant, appointment, reason, actor);
                    }
                    told += coming.size();
                    changed(tenant, actor, "calendar.session-cancelled", one);
                  }
                  return told;
                }));
  }

  public Optional<Session> find(TenantId tenant, SessionId id) {
    return transactions.read(tenant, () -> meetings.find(tenant, id));
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public Session require(TenantId tenant, SessionId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The class"));
  }

  /// Meetings that begin in a stretch of time, by start; at most 1,000.
  public List<Session> between(TenantId tenant, Instant from, Instant until, boolean cancelledToo) {
    return transactions.read(
        tenant, () -> meetings.between(tenant, null, from, until, cancelledToo));
  }

  private void changed(TenantId tenant, Actor actor, String action, SessionId id) {
    audit.record(tenant, actor, action, "session", id.toString(), Map.of());
    events.append(tenant, "calendar.changed", id.toString(), Map.of("what", action));
  }
}
