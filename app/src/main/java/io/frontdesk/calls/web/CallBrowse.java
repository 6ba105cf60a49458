package io.frontdesk.calls.web;

import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.log.CallStore;
import io.frontdesk.calls.log.RecordingStore;
import io.frontdesk.calls.log.TranscriptStore;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Reads calls for lists, with the people they were with.
@Service
class CallBrowse {
  private final CallStore store;
  private final TranscriptStore transcript;
  private final RecordingStore recordings;
  private final Contacts contacts;
  private final TenantTransactions transactions;

  CallBrowse(
      CallStore store,
      TranscriptStore transcript,
      RecordingStore recordings,
      Contacts contacts,
      TenantTransactions transactions) {
    this.store = store;
    this.transcript = transcript;
    this.recordings = recordings;
    this.contacts = contacts;
    this.transactions = transactions;
  }

  CallPage page(TenantId tenant, CallFilters filters, java.time.ZoneId zone, String at, int size) {
    var people =
        filters.q().isEmpty()
            ? List.<io.frontdesk.contacts.ContactId>of()
            : contacts.search(tenant, filters.q(), 50).stream().map(Contact::id).toList();
    @Nullable Instant before = null;
    @Nullable CallId beforeId = null;
    if (!at.isEmpty()) {
      try {
        var parts = at.split("_", 2);
        before = Instant.ofEpochSecond(0, Long.parseLong(parts[0]) * 1_000);
        beforeId = CallId.parse(parts[1]);
      } catch (RuntimeException unreadable) {
        throw Refusal.field("at", "is no cursor of this list");
      }
    }
    var query = filters.query(zone, people);
    var from = before;
    var fromId = beforeId;
    var found = transactions.read(tenant, () -> store.page(tenant, query, from, fromId, size + 1));
    var shown = found.subList(0, Math.min(size, found.size()));
    return new CallPage(rows(tenant, shown), found.size() > size ? cursor(shown.getLast()) : null);
  }

  List<TranscriptStore.Happening> happenings(TenantId tenant, CallId call) {
    return transactions.read(tenant, () -> transcript.happenings(tenant, call));
  }

  Optional<RecordingStore.Recording> recording(TenantId tenant, CallId call) {
    return transactions.read(tenant, () -> recordings.find(tenant, call));
  }

  List<CallRow> rows(TenantId tenant, List<Call> calls) {
    var people =
        contacts.all(
            tenant, calls.stream().map(Call::contact).filter(Objects::nonNull).distinct().toList());
    return calls.stream()
        .map(
            call -> {
              var contact = call.contact();
              return new CallRow(call, contact == null ? null : people.get(contact));
            })
        .toList();
  }

  CallRow row(TenantId tenant, Call call) {
    return rows(tenant, List.of(call)).getFirst();
  }

  // PostgreSQL keeps microseconds.
  private static String cursor(Call call) {
    var at = call.startedAt();
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000 + "_" + call.id();
  }
}
