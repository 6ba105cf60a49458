package io.frontdesk.calls;

import io.frontdesk.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/// Settings of the call log.
public final class CallsSettings {
  public static final Setting<String> RECORDING_HOSTS =
      Setting.text(
          "calls.recording-hosts",
          ".vapi.ai,.amazonaws.com,.r2.cloudflarestorage.com,storage.googleapis.com,api.twilio.com",
          "Hosts that recordings may be fetched from, separated by commas; a leading dot allows every"
              + " host below it.");

  public static final Setting<Duration> RECORDING_LINK =
      Setting.duration(
          "calls.recording-link", "15m", "How long a link to play a recording can be used.");

  public static final Setting<Integer> RECORDING_MOST_BYTES =
      Setting.whole(
          "calls.recording-most-bytes",
          500 << 20,
          1 << 10,
          2_000_000_000,
          "Largest recording that is fetched; a larger one stays with the voice platform.");

  private CallsSettings() {}

  public static List<Setting<?>> all() {
    return List.of(RECORDING_HOSTS, RECORDING_LINK, RECORDING_MOST_BYTES);
  }
}
