package io.frontdesk.integrations;

import io.frontdesk.platform.config.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Settings of the webhook inbox and of the adapters.
public final class IntegrationsSettings {
  public static final Setting<Integer> HOOK_MOST_BYTES =
      Setting.whole(
          "hooks.most-bytes",
          1 << 20,
          1 << 10,
          64 << 20,
          "Largest body a webhook may have; a larger one is answered with 413.");

  public static final Setting<Duration> TOOL_DEADLINE =
      Setting.duration(
          "hooks.tool-deadline",
          "5s",
          "How long a caller waits for the receptionist's tools before the fallback is spoken.");

  public static final Setting<Integer> INBOX_WORKERS =
      Setting.whole(
          "inbox.workers",
          8,
          1,
          200,
          "Calls and conversations whose events are worked on at once.");

  public static final Setting<Integer> INBOX_ATTEMPTS =
      Setting.whole(
          "inbox.attempts", 8, 1, 100, "How often an event is tried before it is a dead letter.");

  public static final Setting<Duration> INBOX_FIRST_PAUSE =
      Setting.duration(
          "inbox.first-pause", "1s", "Pause after an event's first failure; doubles up to 5m.");

  public static final Setting<Duration> INBOX_LEASE =
      Setting.duration(
          "inbox.lease", "30s", "After how long another worker takes over from one that died.");

  public static final Setting<Duration> INBOX_RETENTION =
      Setting.duration("inbox.retention", "30d", "How long finished webhooks are kept.");

  public static final Setting<Duration> INBOX_DEAD_RETENTION =
      Setting.duration(
          "inbox.dead-retention",
          "180d",
          "How long dead letters are kept for somebody to try them again.");

  public static final Setting<Boolean> READ_MAIL =
      Setting.flag(
          "mailboxes.read",
          true,
          "Whether this process reads the workspaces' mailboxes; false where only screens run.");

  public static final Setting<Boolean> SEND_OUTGOING =
      Setting.flag(
          "webhooks.send",
          true,
          "Whether this process sends webhooks to customers; false where only screens run.");

  public static final Setting<Duration> OUTGOING_RETENTION =
      Setting.duration(
          "webhooks.retention", "30d", "How long the log of outgoing webhooks is kept.");

  public static final Setting<String> VAPI_CONTROL_HOSTS =
      Setting.text(
          "vapi.control-hosts",
          ".vapi.ai",
          "Hosts that live call commands may go to, separated by commas; a leading dot allows every"
              + " host below it.");

  public static final Setting<String> GOOGLE_CLIENT =
      Setting.text(
          "google.client-id",
          null,
          "Client id of your Google Cloud project; with it people can connect Google Calendar.");

  public static final Setting<String> GOOGLE_SECRET =
      Setting.secret("google.client-secret", "Client secret of your Google Cloud project.");

  public static final Setting<URI> GOOGLE_SIGN_IN =
      Setting.web(
          "google.sign-in-url", "https://accounts.google.com", "Where people allow access.");

  public static final Setting<URI> GOOGLE_TOKEN =
      Setting.web(
          "google.token-url", "https://oauth2.googleapis.com", "Where Google's tokens come from.");

  public static final Setting<URI> GOOGLE_API =
      Setting.web("google.api-url", "https://www.googleapis.com", "Where Google's calendars are.");

  private IntegrationsSettings() {}

  public static List<Setting<?>> all() {
    return List.of(
        HOOK_MOST_BYTES,
        TOOL_DEADLINE,
        INBOX_WORKERS,
        INBOX_ATTEMPTS,
        INBOX_FIRST_PAUSE,
        INBOX_LEASE,
        INBOX_RETENTION,
        INBOX_DEAD_RETENTION,
        READ_MAIL,
        SEND_OUTGOING,
        OUTGOING_RETENTION,
        VAPI_CONTROL_HOSTS,
        GOOGLE_CLIENT,
        GOOGLE_SECRET,
        GOOGLE_SIGN_IN,
        GOOGLE_TOKEN,
        GOOGLE_API);
  }
}
