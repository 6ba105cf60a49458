package io.frontdesk.calendar.sync;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.booking.AppointmentStore;
import io.frontdesk.calendar.ics.IcsWriter;
import io.frontdesk.calendar.port.CalendarSync.Entry;
import io.frontdesk.calendar.port.CalendarSync.Outcome;
import io.frontdesk.calendar.port.CalendarSync.OwnEvent;
import io.frontdesk.calendar.sync.MirrorStore.Waiting;
import io.frontdesk.calendar.sync.SyncEngine.Ended;
import io.frontdesk.calendar.sync.SyncEngine.Run;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Writes our appointments into other calendars. What a person changed there is never written over
/// unless another person decided so.
@Component
class Pusher {
  private static final int AT_ONCE = 100;
  private static final String ANY = "*";
  private static final String NEW = "";

  private final TenantTransactions transactions;
  private final AccountStore accounts;
  private final MirrorStore mirrors;
  private final AppointmentStore appointments;
  private final Workspaces workspaces;
  private final Clock clock;

  Pusher(
      TenantTransactions transactions,
      AccountStore accounts,
      MirrorStore mirrors,
      AppointmentStore appointments,
      Workspaces workspaces,
      Clock clock) {
    this.transactions = transactions;
    this.accounts = accounts;
    this.mirrors = mirrors;
    this.appointments = appointments;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// What is to be done with one appointment in one calendar.
  private record Task(
      Waiting waiting, SyncCalendar calendar, Appointment appointment, @Nullable Mirror mirror) {}

  Ended push(Run run) {
    var waiting =
        transactions.read(
            run.tenant(),
            () -> mirrors.waiting(run.tenant(), run.account().id(), clock.instant(), AT_ONCE));
    for (var one : waiting) {
      var ended = push(run, one);
      if (!(ended instanceof Ended.Well)) {
        return ended;
      }
    }
    return new Ended.Well();
  }

  private Ended push(Run run, Waiting waiting) {
    var task = transactions.read(run.tenant(), () -> task(run, waiting));
    if (task == null) {
      return record(run, () -> mirrors.done(run.tenant(), waiting));
    }
    return belongs(run, task) ? write(run, task) : remove(run, task);
  }

  private @Nullable Task task(Run run, Waiting waiting) {
    var zone = workspaces.require(run.tenant()).zone();
    var appointment = appointments.find(run.tenant(), waiting.appointment(), zone);
    var calendar =
        run.account().calendars().stream()
            .filter(one -> one.id().equals(waiting.calendar()))
            .findFirst();
    return appointment.isEmpty() || calendar.isEmpty()
        ? null
        : new Task(
            waiting,
            calendar.get(),
            appointment.get(),
            mirrors.find(run.tenant(), waiting.calendar(), waiting.appointment()).orElse(null));
  }

  private static boolean belongs(Run run, Task task) {
    var state = task.appointment().state();
    return task.calendar().out()
        && task.appointment().staff().equals(run.account().staff())
        && state != AppointmentState.CANCELLED
        && state != AppointmentState.NO_SHOW;
  }

  private Ended remove(Run run, Task task) {
    var mirror = task.mirror();
    if (mirror != null) {
      var outcome = run.provider().delete(run.opened(), task.calendar().remoteId(), mirror.href());
      if (!(outcome instanceof Outcome.Done || outcome instanceof Outcome.Gone)) {
        return failed(run, task, outcome);
      }
    }
    return record(
        run,
        () -> {
          mirrors.remove(run.tenant(), task.calendar().id(), task.appointment().id());
          settle(run, task);
          mirrors.done(run.tenant(), task.waiting());
        });
  }

  private Ended write(Run run, Task task) {
    var mirror = task.mirror();
    boolean same =
        mirror != null
            && !task.waiting().force()
            && mirror.start().equals(task.appointment().startsAt())
            && mirror.end().equals(task.appointment().endsAt());
    if (same) {
      return record(run, () -> mirrors.done(run.tenant(), task.waiting()));
    }
    var etag = mirror == null ? null : mirror.etag();
    var expected = task.waiting().force() ? ANY : mirror == null ? NEW : etag == null ? ANY : etag;
    return write(run, task, expected, true);
  }

  private Ended write(Run run, Task task, String expected, boolean mayLook) {
    var mirror = task.mirror();
    var remoteId = task.calendar().remoteId();
    var href =
        mirror == null
            ? run.provider().hrefOf(remoteId, task.appointment().id().value())
            : mirror.href();
    var outcome = run.provider().write(run.opened(), remoteId, event(task), href, expected);
    return switch (outcome) {
      case Outcome.Done<String>(var etag) ->
          record(
              run,
              () -> {
                mirrors.put(
                    run.tenant(),
                    new Mirror(
                        task.calendar().id(),
                        task.appointment().id(),
                        href,
                        etag.isEmpty() ? null : etag,
                        task.appointment().startsAt(),
                        task.appointment().endsAt(),
                        task.appointment().revision(),
                        false),
                    clock.instant());
                settle(run, task);
                mirrors.done(run.tenant(), task.waiting());
              });
      case Outcome.Changed<String> _, Outcome.Gone<String> _ when mayLook -> look(run, task, href);
      case Outcome.Changed<String> _,
          Outcome.Gone<String> _,
          Outcome.Unauthorized<String> _,
          Outcome.Wait<String> _,
          Outcome.StaleToken<String> _,
          Outcome.Failed<String> _ ->
          failed(run, task, outcome);
    };
  }

  // It is not as we left it: ours, from a run that died before it wrote that down, or a person's.
  private Ended look(Run run, Task task, String href) {
    var outcome = run.provider().read(run.opened(), task.calendar().remoteId(), href);
    boolean gone =
        outcome instanceof Outcome.Gone<Entry>
            || (outcome instanceof Outcome.Done<Entry>(var entry) && entry instanceof Entry.Gone);
    if (gone) {
      // Never written, as far as we know: then it is simply written.
      return task.mirror() == null ? write(run, task, ANY, false) : conflict(run, task, null);
    }
    if (!(outcome instanceof Outcome.Done<Entry>(var entry))) {
      return failed(run, task, outcome);
    }
    var now = clock.instant();
    var zone = task.appointment().zone();
    var remote = Remote.of(entry, zone, now, now.plus(Duration.ofDays(400)));
    if (remote.isPresent() && remote.get().untouched()) {
      return write(run, task, remote.get().etag().isEmpty() ? ANY : remote.get().etag(), false);
    }
    return conflict(run, task, remote.orElse(null));
  }

  private Ended conflict(Run run, Task task, @Nullable Remote remote) {
    return record(
        run,
        () -> {
          mirrors.conflict(
              run.tenant(),
              Uuid7.next(),
              task.calendar().id(),
              task.appointment().id(),
              remote == null ? null : remote.start(),
              remote == null || remote.start() == null ? null : remote.end(),
              remote == null ? null : remote.etag(),
              clock.instant());
          mirrors.done(run.tenant(), task.waiting());
        });
  }

  private void settle(Run run, Task task) {
    mirrors.decide(
        run.tenant(),
        task.calendar().id(),
        task.appointment().id(),
        "settled",
        "sync",
        clock.instant());
  }

  private Ended failed(Run run, Task task, Outcome<?> outcome) {
    var ended = Ended.of(outcome);
    var why = ended instanceof Ended.Badly(var text) ? text : "not now";
    record(
        run,
        () ->
            mirrors.later(
                run.tenant(),
                task.waiting(),
                why.length() > 300 ? why.substring(0, 300) : why,
                clock
                    .instant()
                    .plus(SyncEngine.spread(SyncEngine.pause(task.waiting().attempts() + 1)))));
    return ended;
  }

  // Only who still has the account writes down what it did.
  private Ended record(Run run, Runnable work) {
    return transactions.write(
        run.tenant(),
        (Supplier<Ended>)
            () -> {
              if (!accounts.holds(run.tenant(), run.account().id(), run.lease())) {
                return new Ended.Badly("Another worker took over.");
              }
              work.run();
              return new Ended.Well();
            });
  }

  private static OwnEvent event(Task task) {
    var one = task.appointment();
    return new OwnEvent(
        one.id().value(),
        Remote.uid(one.id()),
        one.revision(),
        one.updatedAt(),
        one.startsAt(),
        one.endsAt(),
        one.serviceName(),
        one.serviceName() + " with " + one.staffName(),
        file(one));
  }

  private static byte[] file(Appointment one) {
    return IcsWriter.calendar()
        .line("BEGIN", "VEVENT")
        .line("UID", Remote.uid(one.id()))
        .line("SEQUENCE", Integer.toString(one.revision()))
        .utc("DTSTAMP", one.updatedAt())
        .utc("DTSTART", one.startsAt())
        .utc("DTEND", one.endsAt())
        .text("SUMMARY", one.serviceName())
        .text("DESCRIPTION", one.serviceName() + " with " + one.staffName())
        .line("STATUS", "CONFIRMED")
        .line("TRANSP", "OPAQUE")
        .line(Remote.MARK, OwnEvent.mark(one.startsAt(), one.endsAt()))
        .line("END", "VEVENT")
        .end();
  }
}
