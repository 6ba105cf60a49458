package io.frontdesk.calls;

import io.frontdesk.calls.CallEvent.Speaker;
import io.frontdesk.calls.log.RecordingStore;
import io.frontdesk.calls.recording.RecordingFiles;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// A call that lives, with words, a tool, an event and a recording that its owner has opened.
@Component
class CallsSeed implements TenantSeed {
  private static final Pattern LINK = Pattern.compile("/recording/([^\"/]+)\"");

  private final Calls calls;
  private final Contacts contacts;
  private final RecordingStore recordings;
  private final RecordingFiles files;
  private final TenantTransactions transactions;
  private final Clock clock;

  CallsSeed(
      Calls calls,
      Contacts contacts,
      RecordingStore recordings,
      RecordingFiles files,
      TenantTransactions transactions,
      Clock clock) {
    this.calls = calls;
    this.contacts = contacts;
    this.recordings = recordings;
    this.files = files;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var now = clock.instant();
    var id =
        calls.ensure(
            tenant.id(), CallSeen.inbound("call-" + canary.word(), canary.phone(), null, now));
    var client =
        contacts.findOrCreate(tenant.id(), canary.phone(), canary.word() + " Example", "test");
    calls.link(tenant.id(), id, client.id());
    calls.apply(tenant.id(), id, new CallEvent.Progress(CallStatus.IN_PROGRESS, now));
    calls.apply(
        tenant.id(),
        id,
        new CallEvent.Said(Speaker.CALLER, "I am " + canary.word(), true, null, now));
    calls.apply(tenant.id(), id, new CallEvent.Noted("transfer-asked", canary.word(), now));
    calls.noteTool(
        tenant.id(),
        id,
        new ToolUse("tool-" + canary.word(), "lookupCaller", ToolUse.Outcome.ANSWERED, null, now));
    calls.attention(tenant.id(), id, Attention.CALL_BACK, "Call " + canary.word() + " back");
    calls.note(tenant.id(), id, tenant.ownerCaller().actor(), "Note of " + canary.word());
    record(tenant, id, canary);
    var player = tenant.owner().get("/calls/" + id + "/recording").body();
    var link = LINK.matcher(player);
    if (!link.find()) {
      throw new AssertionError("no link: " + player);
    }
    return Map.of(
        "call", id.toString(), "calls/id", id.toString(), "recording/token", link.group(1));
  }

  private void record(TestTenant tenant, CallId id, Canary canary) {
    var file = files.path(tenant.id(), id + ".wav");
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, "RIFF0000WAVE voice of " + canary.word());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    transactions.write(
        tenant.id(),
        () -> {
          recordings.want(tenant.id(), id, "https://recordings.example/x.wav", clock.instant());
          recordings.stored(tenant.id(), id, id + ".wav", 60, "audio/wav", clock.instant());
        });
  }
}
