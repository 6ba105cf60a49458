package io.frontdesk.calls.recording;

import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallsSettings;
import io.frontdesk.calls.log.RecordingStore;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome;
import io.frontdesk.platform.jobs.OneOffJob;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Fetches a call's recording into the file store: from hosts of the list only, encrypted, without
/// following redirects, of a size and kind we keep.
@Component
public class FetchRecording implements OneOffJob<FetchRecording.Data> {
  public static final String NAME = "calls.fetch-recording";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final RecordingStore store;
  private final RecordingFiles files;
  private final TenantTransactions transactions;
  private final OutboundHttp http;
  private final EventLog events;
  private final Clock clock;
  private final int mostBytes;
  private final Set<String> hosts;
  private final Set<String> plainHosts;

  FetchRecording(
      RecordingStore store,
      RecordingFiles files,
      TenantTransactions transactions,
      OutboundHttp http,
      EventLog events,
      Clock clock,
      Settings settings) {
    this.store = store;
    this.files = files;
    this.transactions = transactions;
    this.http = http;
    this.events = events;
    this.clock = clock;
    this.mostBytes = settings.get(CallsSettings.RECORDING_MOST_BYTES);
    // Machines of our own network that the operator named, e.g. the sandbox: never in production.
    this.plainHosts =
        settings.profile() == Profile.PRODUCTION
            ? Set.of()
            : hosts(settings.find(PlatformSettings.OUTBOUND_PRIVATE_HOSTS).orElse(""));
    var allowed = new HashSet<>(hosts(settings.get(CallsSettings.RECORDING_HOSTS)));
    allowed.addAll(plainHosts);
    this.hosts = Set.copyOf(allowed);
  }

  /// Which call.
  public record Data(UUID call) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String meaning() {
    return "Fetches a call's recording from the voice platform.";
  }

  @Override
  public Class<Data> dataType() {
    return Data.class;
  }

  @Override
  public void run(TenantId tenant, Data data) {
    var call = new CallId(data.call());
    var recording = transactions.read(tenant, () -> store.find(tenant, call));
    if (recording.isEmpty() || recording.get().sourceUrl() == null || recording.get().stored()) {
      return;
    }
    boolean last = recording.get().attempts() + 1 >= attempts();
    try {
      fetch(tenant, call, recording.get().sourceUrl());
    } catch (Hopeless never) {
      failed(tenant, call, never.why, true);
    } catch (Later later) {
      failed(tenant, call, later.why, last);
      if (!last) {
        throw later;
      }
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  private void fetch(TenantId tenant, CallId call, String url) throws IOException {
    URI address;
    try {
      address = URI.create(url);
    } catch (IllegalArgumentException noAddress) {
      throw new Hopeless("the platform gave no usable address");
    }
    var host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    if (!"https".equals(address.getScheme()) && !plainHosts.contains(host)) {
      throw new Hopeless("the address is not encrypted");
    }
    var draft = files.draft(tenant, call);
    try {
      var bounds =
          OutboundCall.to("recordings", tenant).within(LIMIT).atMost(mostBytes).only(hosts);
      var outcome = http.download(bounds, HttpRequest.newBuilder(address).GET().build(), draft);
      switch (outcome) {
        case Outcome.Answered<Path> answer when answer.status() == 200 -> keep(tenant, call, draft);
        case Outcome.Answered<Path> answer
            when answer.status() == 404 || answer.status() >= 500 || answer.status() == 429 ->
            throw new Later("the platform answered with status " + answer.status());
        case Outcome.Answered<Path> answer ->
            throw new Hopeless("the platform answered with status " + answer.status());
        case Outcome.NotReached<Path>(var reason, var why)
            when reason == Outcome.Reason.REFUSED_BY_US ->
            throw new Hopeless(why);
        case Outcome.NotReached<Path>(_, var why) -> throw new Later(why);
        case Outcome.Unknown<Path>(var why) when why.equals(OutboundHttp.TOO_LONG) ->
            throw new Hopeless("it is larger than " + mostBytes + " bytes");
        case Outcome.Unknown<Path>(var why) -> throw new Later(why);
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void keep(TenantId tenant, CallId call, Path draft) throws IOException {
    long size = Files.size(draft);
    byte[] head;
    try (var in = Files.newInputStream(draft)) {
      head = in.readNBytes(12);
    }
    var type = AudioType.of(head).orElseThrow(() -> new Hopeless("it is no WAV, MP3 or M4A file"));
    var file = files.keep(tenant, call, type.ending(), draft);
    transactions.write(
        tenant,
        () -> {
          store.stored(tenant, call, file, size, type.mediaType(), clock.instant());
          events.append(tenant, "calls.changed", call.toString(), Map.of("recording", "stored"));
        });
  }

  private void failed(TenantId tenant, CallId call, String why, boolean last) {
    transactions.write(
        tenant,
        () -> {
          store.failed(tenant, call, why, last);
          if (last) {
            events.append(tenant, "calls.changed", call.toString(), Map.of("recording", "failed"));
          }
        });
  }

  private static Set<String> hosts(String text) {
    var hosts = new HashSet<String>();
    Arrays.stream(text.split(","))
        .map(host -> host.strip().toLowerCase(Locale.ROOT))
        .filter(host -> !host.isEmpty())
        .forEach(hosts::add);
    return hosts;
  }

  private static final class Hopeless extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String why;

    Hopeless(String why) {
      super(why);
      this.why = why;
    }
  }

  private static final class Later extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String why;

    Later(String why) {
      super(why);
      this.why = why;
    }
  }
}
