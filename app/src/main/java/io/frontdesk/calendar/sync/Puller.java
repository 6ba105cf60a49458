package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.ics.IcsRefused;
import io.frontdesk.calendar.port.CalendarSync.Changes;
import io.frontdesk.calendar.port.CalendarSync.Entry;
import io.frontdesk.calendar.port.CalendarSync.Outcome;
import io.frontdesk.calendar.sync.SyncEngine.Ended;
import io.frontdesk.calendar.sync.SyncEngine.Run;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads what is new in other calendars: when our people are busy there, and whether someone
/// changed what we wrote. A change to an appointment of ours becomes a conflict; the booking stays.
@Component
class Puller {
  private static final Duration PAST = Duration.ofDays(1);
  private static final Duration AHEAD = Duration.ofDays(400);
  private static final Duration ENOUGH = Duration.ofDays(370);
  private static final int MOST = 20_000;

  private final TenantTransactions transactions;
  private final AccountStore accounts;
  private final MirrorStore mirrors;
  private final BusyStore busy;
  private final AppointmentStore appointments;
  private final Workspaces workspaces;
  private final EventLog events;
  private final Clock clock;

  Puller(
      TenantTransactions transactions,
      AccountStore accounts,
      MirrorStore mirrors,
      BusyStore busy,
      AppointmentStore appointments,
      Workspaces workspaces,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.mirrors = mirrors;
    this.busy = busy;
    this.appointments = appointments;
    this.workspaces = workspaces;
    this.events = events;
    this.clock = clock;
  }

  Ended pull(Run run) {
    for (var calendar : run.account().calendars()) {
      if (calendar.used()) {
        var ended = pull(run, calendar);
        if (!(ended instanceof Ended.Well)) {
          return ended;
        }
      }
    }
    return new Ended.Well();
  }

  private Ended pull(Run run, SyncCalendar calendar) {
    var now = clock.instant();
    var known = calendar.knownUntil();
    boolean far = known != null && known.isAfter(now.plus(ENOUGH));
    var outcome = changes(run, calendar, far ? calendar.token() : null, now);
    if (outcome instanceof Outcome.StaleToken<Changes>) {
      outcome = changes(run, calendar, null, now);
    }
    if (!(outcome instanceof Outcome.Done<Changes>(var changes))) {
      return Ended.of(outcome);
    }
    var zone = transactions.read(run.tenant(), () -> workspaces.require(run.tenant()).zone());
    try {
      return apply(run, calendar, changes, read(changes, zone, now), now);
    } catch (IcsRefused refused) {
      return new Ended.Badly("This can't be read: " + refused.why() + ".");
    }
  }

  private static Outcome<Changes> changes(
      Run run, SyncCalendar calendar, @Nullable String token, Instant now) {
    return run.provider()
        .changes(run.opened(), calendar.remoteId(), token, now.minus(PAST), now.plus(AHEAD));
  }

  private static List<Remote> read(Changes changes, ZoneId zone, Instant now) {
    var from = now.minus(PAST);
    var until = now.plus(AHEAD);
    var remotes = new ArrayList<Remote>();
    for (var entry : changes.entries()) {
      if (entry instanceof Entry.File file && file.href().isEmpty()) {
        remotes.addAll(Remote.each(file, zone, from, until));
      } else {
        Remote.of(entry, zone, from, until).ifPresent(remotes::add);
      }
    }
    return remotes;
  }

  private Ended apply(
      Run run, SyncCalendar calendar, Changes changes, List<Remote> remotes, Instant now) {
    return transactions.write(
        run.tenant(),
        () -> {
          if (!accounts.holds(run.tenant(), run.account().id(), run.lease())) {
            return new Ended.Badly("Another worker took over.");
          }
          takeBusy(run, calendar, changes, remotes, now);
          for (var remote : remotes) {
            if (calendar.out() && remote.appointment() != null) {
              compare(run, calendar, remote, now);
            }
          }
          missing(run, calendar, changes, remotes, now);
          accounts.know(
              run.tenant(),
              calendar.id(),
              changes.token(),
              changes.full() ? now.plus(AHEAD) : null);
          return new Ended.Well();
        });
  }

  private void takeBusy(
      Run run, SyncCalendar calendar, Changes changes, List<Remote> remotes, Instant now) {
    if (changes.full()) {
      busy.clear(run.tenant(), calendar.id());
    } else if (!changes.entries().isEmpty()) {
      busy.remove(
          run.tenant(), calendar.id(), changes.entries().stream().map(Entry::href).toList());
    }
    if (!calendar.busyIn()) {
      return;
    }
    var all =
        remotes.stream()
            .filter(remote -> !isOurs(run, remote))
            .flatMap(remote -> remote.busy().stream())
            .limit(MOST)
            .toList();
    busy.add(run.tenant(), calendar.id(), run.account().staff(), all, now);
    if (!all.isEmpty()) {
      events.append(
          run.tenant(),
          "calendar.busy-changed",
          run.account().staff().toString(),
          Map.of("calendar", calendar.id().toString()));
    }
  }

  // What comes back from our own feed or our own writing takes no time a second time; an
  // appointment of another workspace does.
  private boolean isOurs(Run run, Remote remote) {
    var own = remote.appointment();
    return own != null && appointments.find(run.tenant(), own, ZoneId.of("UTC")).isPresent();
  }

  private void compare(Run run, SyncCalendar calendar, Remote remote, Instant now) {
    var id = remote.appointment();
    var found =
        id == null ? null : appointments.find(run.tenant(), id, ZoneId.of("UTC")).orElse(null);
    if (found == null || isSettled(run, calendar, found, now)) {
      return;
    }
    var mirror = mirrors.find(run.tenant(), calendar.id(), found.id()).orElse(null);
    if (mirror == null) {
      if (remote.untouched() && found.staff().equals(run.account().staff())) {
        // Written by a run that died before it could write that down.
        mirrors.put(run.tenant(), mirror(calendar, found, remote), now);
        mirrors.enqueue(run.tenant(), found.id(), found.staff(), now);
      }
      return;
    }
    if (!mirror.href().equals(remote.href())
        || mirror.detached()
        || remote.etag().equals(mirror.etag())) {
      return;
    }
    boolean asWritten = mirror.start().equals(remote.start()) && mirror.end().equals(remote.end());
    if (asWritten) {
      mirrors.put(run.tenant(), mirror(calendar, found, remote), now);
      mirrors.decide(run.tenant(), calendar.id(), found.id(), "settled", "sync", now);
    } else {
      conflict(run, calendar, found, remote, now);
    }
  }

  private static Mirror mirror(SyncCalendar calendar, Appointment found, Remote remote) {
    var start = remote.start();
    var end = remote.end();
    return new Mirror(
        calendar.id(),
        found.id(),
        remote.href(),
        remote.etag(),
        start == null ? found.startsAt() : start,
        end == null ? found.endsAt() : end,
        found.revision(),
        false);
  }

  // What is over, or about to be written anyway, is no conflict.
  private boolean isSettled(Run run, SyncCalendar calendar, Appointment found, Instant now) {
    return !found.state().isOpen()
        || !found.endsAt().isAfter(now)
        || mirrors.isWaiting(run.tenant(), calendar.id(), found.id());
  }

  private void missing(
      Run run, SyncCalendar calendar, Changes changes, List<Remote> remotes, Instant now) {
    if (!calendar.out()) {
      return;
    }
    var there = new HashSet<String>();
    remotes.forEach(remote -> there.add(remote.href()));
    var gone = new HashSet<String>();
    changes.entries().forEach(entry -> gone.add(entry.href()));
    gone.removeAll(there);
    for (var mirror : mirrors.all(run.tenant(), calendar.id())) {
      boolean away = changes.full() ? !there.contains(mirror.href()) : gone.contains(mirror.href());
      if (away && !mirror.detached() && mirror.end().isAfter(now)) {
        appointments
            .find(run.tenant(), mirror.appointment(), ZoneId.of("UTC"))
            .filter(found -> !isSettled(run, calendar, found, now))
            .filter(found -> found.startsAt().isBefore(now.plus(ENOUGH)))
            .ifPresent(found -> conflict(run, calendar, found, null, now));
      }
    }
  }

  private void conflict(
      Run run, SyncCalendar calendar, Appointment found, @Nullable Remote remote, Instant now) {
    mirrors.conflict(
        run.tenant(),
        Uuid7.next(),
        calendar.id(),
        found.id(),
        remote == null ? null : remote.start(),
        remote == null ? null : remote.end(),
        remote == null ? null : remote.etag(),
        now);
    events.append(
        run.tenant(),
        "calendar.conflict",
        found.id().toString(),
        Map.of("calendar", calendar.id().toString()));
  }
}
