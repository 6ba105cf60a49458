package io.frontdesk.access;

import io.frontdesk.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/// How people reach the program and how long they stay signed in.
public final class AccessSettings {
  public static final Setting<Duration> SESSION_IDLE =
      Setting.duration("sessions.idle", "8h", "A session unused for this long ends.");

  public static final Setting<Duration> SESSION_ABSOLUTE =
      Setting.duration("sessions.absolute", "7d", "A session ends after this long in any case.");

  public static final Setting<String> TRUSTED_PROXIES =
      Setting.text(
          "web.trusted-proxies",
          "",
          "Addresses or networks (CIDR), comma separated, whose X-Forwarded-For is believed.");

  public static final Setting<Integer> API_PER_MINUTE =
      Setting.whole(
          "limits.api-per-minute", 600, 1, 1_000_000, "Requests one API key may make per minute.");

  public static final Setting<Integer> HOOKS_PER_MINUTE =
      Setting.whole(
          "limits.hooks-per-minute",
          60_000,
          1,
          10_000_000,
          "Webhooks one connection may send per minute; more are refused with 429.");

  private AccessSettings() {}

  public static List<Setting<?>> all() {
    return List.of(
        SESSION_IDLE, SESSION_ABSOLUTE, TRUSTED_PROXIES, API_PER_MINUTE, HOOKS_PER_MINUTE);
  }
}
