package io.frontdesk.calls;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calls.log.CallProgress;
import io.frontdesk.calls.log.CallStore;
import io.frontdesk.calls.log.RecordingStore;
import io.frontdesk.calls.log.Transcript;
import io.frontdesk.calls.log.TranscriptStore;
import io.frontdesk.calls.recording.FetchRecording;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.ContactsMerged;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.jobs.Jobs;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/// The call log. Every method may be called inside an open transaction of the tenant and then joins
/// it; repeated with the same arguments it changes nothing more.
@Service
public class Calls {
  private final TenantTransactions transactions;
  private final CallStore calls;
  private final Transcript transcript;
  private final TranscriptStore lines;
  private final RecordingStore recordings;
  private final Contacts contacts;
  private final Consents consents;
  private final Timeline timeline;
  private final EventLog events;
  private final ApplicationEventPublisher publisher;
  private final AuditLog audit;
  private final Jobs jobs;
  private final Clock clock;

  Calls(
      TenantTransactions transactions,
      CallStore calls,
      Transcript transcript,
      TranscriptStore lines,
      RecordingStore recordings,
      Contacts contacts,
      Consents consents,
      Timeline timeline,
      EventLog events,
      ApplicationEventPublisher publisher,
      AuditLog audit,
      Jobs jobs,
      Clock clock) {
    this.transactions = transactions;
    this.calls = calls;
    this.transcript = transcript;
    this.lines = lines;
    this.recordings = recordings;
    this.contacts = contacts;
    this.consents = consents;
    this.timeline = timeline;
    this.events = events;
    this.publisher = publisher;
    this.audit = audit;
    this.jobs = jobs;
    this.clock = clock;
  }

  /// The call that `seen` tells of, made when this is the first time. A caller whom the client book
  /// knows by number is linked at once.
  public CallId ensure(TenantId tenant, CallSeen seen) {
    return transactions.write(
        tenant,
        () -> {
          var ensured = calls.ensure(tenant, seen, clock.instant());
          if (ensured.made()) {
            recognise(tenant, ensured.id(), seen);
            events.append(
                tenant,
                "calls.started",
                ensured.id().toString(),
                Map.of("direction", seen.direction().code()));
            publisher.publishEvent(new CallStarted(tenant, ensured.id()));
          }
          return ensured.id();
        });
  }

  public Optional<Call> find(TenantId tenant, CallId id) {
    return transactions.read(tenant, () -> calls.find(tenant, id));
  }

  /// @throws Refusal `not-found` when the tenant has no such call
  public Call require(TenantId tenant, CallId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The call"));
  }

  public Optional<Call> findByProviderId(TenantId tenant, String providerCallId) {
    return transactions.read(tenant, () -> calls.findByProviderId(tenant, providerCallId));
  }

  /// Whether there was ever a call.
  public boolean any(TenantId tenant) {
    return transactions.read(tenant, () -> calls.any(tenant));
  }

  /// The transcript in the order it was spoken.
  ///
  /// @param limit the last so many lines
  public List<CallLine> lines(TenantId tenant, CallId id, int limit) {
    return transactions.read(tenant, () -> lines.lines(tenant, id, limit));
  }

  public List<ToolUse> tools(TenantId tenant, CallId id) {
    return transactions.read(tenant, () -> lines.tools(tenant, id));
  }

  /// Calls that live now, newest first.
  public List<Call> live(TenantId tenant) {
    // A platform that lost us for hours won't tell the end any more.
    var since = clock.instant().minus(java.time.Duration.ofHours(4));
    return transactions.read(tenant, () -> calls.live(tenant, since));
  }

  /// Calls that a person should look at, newest first.
  public List<Call> needing(TenantId tenant, int limit) {
    return transactions.read(tenant, () -> calls.needing(tenant, limit));
  }

  /// The last calls with one person, newest first.
  public List<Call> ofContact(TenantId tenant, ContactId contact, int limit) {
    return transactions.read(tenant, () -> calls.ofContact(tenant, contact, limit));
  }

  /// Says who called. Replaces a person whom the number suggested.
  public void link(TenantId tenant, CallId id, ContactId contact) {
    transactions.write(
        tenant,
        () -> {
          if (calls.linkContact(tenant, id, contact, true)) {
            calls
                .find(tenant, id)
                .filter(call -> !call.live())
                .ifPresent(call -> tell(tenant, call));
            changed(tenant, id);
          }
        });
  }

  /// Says which appointment was booked in the call; a later one takes its place.
  public void link(TenantId tenant, CallId id, AppointmentId appointment) {
    transactions.write(
        tenant,
        () -> {
          calls.linkAppointment(tenant, id, appointment);
          changed(tenant, id);
        });
  }

  /// Records that the receptionist used a tool.
  ///
  /// @return whether that was news; of many who tell the same, one is told so
  public boolean noteTool(TenantId tenant, CallId id, ToolUse use) {
    return transactions.write(
        tenant,
        () -> {
          boolean news = lines.tool(tenant, id, use);
          if (news) {
            changed(tenant, id);
          }
          return news;
        });
  }

  /// Marks the call for a person. A mark that is more pressing already stays.
  ///
  /// @param reason a sentence for the person, up to 500 characters
  public void attention(TenantId tenant, CallId id, Attention why, @Nullable String reason) {
    transactions.write(
        tenant,
        () -> {
          var call = calls.lock(tenant, id);
          if (call.isEmpty()) {
            return;
          }
          var now = call.get().attention();
          calls.attention(
              tenant,
              id,
              now == null || why.compareTo(now) > 0 ? why : now,
              reason,
              clock.instant());
          changed(tenant, id);
        });
  }

  /// Takes the call off the list of those that need someone.
  public void resolve(TenantId tenant, CallId id, Actor by) {
    transactions.write(
        tenant,
        () -> {
          if (calls.resolve(tenant, id, by.name(), clock.instant())) {
            audit.record(tenant, by, "calls.resolved", "call", id.toString(), Map.of());
            changed(tenant, id);
          }
        });
  }

  /// Writes the call's note; an empty one removes it.
  ///
  /// @param note up to 4,000 characters
  public void note(TenantId tenant, CallId id, Actor by, String note) {
    if (note.length() > 4_000) {
      throw Refusal.field("note", "write up to 4,000 characters");
    }
    transactions.write(
        tenant,
        () -> {
          require(tenant, id);
          calls.note(tenant, id, note.isBlank() ? null : note.strip(), clock.instant());
          audit.record(tenant, by, "calls.noted", "call", id.toString(), Map.of());
          changed(tenant, id);
        });
  }

  /// Applies what happened. Late, repeated and reordered events end in the same call.
  public void apply(TenantId tenant, CallId id, CallEvent event) {
    transactions.write(
        tenant,
        () -> {
          var before = calls.lock(tenant, id).orElseThrow(() -> Refusal.notFound("The call"));
          var progress = CallProgress.of(before);
          var next = progress.after(event, before.direction());
          boolean news = !(event instanceof CallEvent.Report report) || progress.accepts(report);
          if (!next.equals(progress)) {
            calls.progress(tenant, id, next, clock.instant());
          }
          boolean spoke =
              switch (event) {
                case CallEvent.Said said ->
                    transcript.add(tenant, id, said, next.endedAt() != null);
                case CallEvent.Report report when news -> {
                  reported(tenant, id, next, report);
                  yield true;
                }
                case CallEvent.Ended _ -> {
                  lines.dropGuesses(tenant, id);
                  yield false;
                }
                case CallEvent.Noted(var kind, var detail, var at) ->
                    lines.happened(tenant, id, new TranscriptStore.Happening(kind, detail, at));
                case CallEvent.Progress _, CallEvent.Report _ -> false;
              };
          if (event instanceof CallEvent.Said && spoke) {
            events.append(tenant, "calls.line", id.toString(), Map.of());
          }
          boolean closed = !next.status().live();
          boolean end =
              closed
                  && ((event instanceof CallEvent.Report && news)
                      || next.status() != before.status());
          if (end) {
            ended(tenant, calls.find(tenant, id).orElse(before));
          }
          if (closed && next.status() != before.status()) {
            events.append(
                tenant, "calls.ended", id.toString(), Map.of("status", next.status().code()));
          }
          if (!next.equals(progress) || (spoke && !(event instanceof CallEvent.Said))) {
            changed(tenant, id);
          }
        });
  }

  @EventListener
  void on(ContactsMerged merged) {
    calls.moveContact(merged.tenant(), merged.gone(), merged.kept());
  }

  private void reported(TenantId tenant, CallId id, CallProgress next, CallEvent.Report report) {
    calls.report(tenant, id, report);
    var from = next.answeredAt() == null ? next.startedAt() : next.answeredAt();
    transcript.report(tenant, id, report.lines(), from);
    report.tools().forEach(use -> lines.tool(tenant, id, use));
    var recording = report.recordingUrl();
    if (recording != null) {
      recordings.want(tenant, id, recording, clock.instant());
      jobs.schedule(
          tenant,
          FetchRecording.NAME,
          id.toString(),
          new FetchRecording.Data(id.value()),
          clock.instant());
    }
    if ("critical".equals(report.urgency())) {
      attention(tenant, id, Attention.URGENT, "The caller's matter is critical");
    }
  }

  private void ended(TenantId tenant, Call call) {
    var caller = call.caller();
    if (call.contact() == null && caller != null && !call.test()) {
      var contact =
          call.direction() == CallDirection.INBOUND
              ? Optional.of(contacts.findOrCreate(tenant, caller, call.callerName(), "phone"))
              : contacts.findByPhone(tenant, caller);
      contact.ifPresent(known -> calls.linkContact(tenant, call.id(), known.id(), false));
    }
    if (caller != null && call.direction() == CallDirection.INBOUND && !call.test()) {
      consents.seen(tenant, Channel.VOICE, caller.e164(), "call " + call.id(), call.startedAt());
    }
    calls.find(tenant, call.id()).ifPresent(linked -> tell(tenant, linked));
    publisher.publishEvent(new CallEnded(tenant, call.id(), call.status()));
  }

  private void tell(TenantId tenant, Call call) {
    var contact = call.contact();
    if (contact != null) {
      var title =
          (call.direction() == CallDirection.INBOUND ? "Called us" : "We called")
              + (call.status() == CallStatus.COMPLETED
                  ? ""
                  : ": " + call.status().label().toLowerCase(java.util.Locale.ROOT));
      timeline.add(
          tenant,
          contact,
          new Entry("call", title, call.summary(), call.startedAt(), "call", call.id().toString()));
    }
  }

  private void recognise(TenantId tenant, CallId id, CallSeen seen) {
    var caller = seen.caller();
    if (caller != null) {
      contacts
          .findByPhone(tenant, caller)
          .map(Contact::id)
          .ifPresent(contact -> calls.linkContact(tenant, id, contact, false));
    }
  }

  private void changed(TenantId tenant, CallId id) {
    var facts = new HashMap<String, Object>();
    calls
        .find(tenant, id)
        .ifPresent(
            call -> {
              facts.put("status", call.status().code());
              facts.put("needs", call.needsAttention());
            });
    events.append(tenant, "calls.changed", id.toString(), facts);
  }
}
