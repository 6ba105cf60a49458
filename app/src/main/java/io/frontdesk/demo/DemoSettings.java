package io.frontdesk.demo;

import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Setting;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// Whether the demonstration plays, and with which outside world.
public final class DemoSettings {
  public static final Setting<Boolean> DEMO =
      Setting.flag(
              "demo", false, "Seeds an invented clinic and lets the sandbox's callers ring it.")
          .guardedBy(
              (profile, text) ->
                  profile == Profile.PRODUCTION && "true".equalsIgnoreCase(text)
                      ? Optional.of("remove it: production does not play the demonstration")
                      : Optional.empty());

  public static final Setting<URI> SANDBOX =
      Setting.web(
          "demo.sandbox",
          null,
          "Control address of the sandbox, e.g. http://127.0.0.1:9400; its other ports are asked"
              + " from it.");

  public static final Setting<Boolean> CALLS =
      Setting.flag("demo.calls", true, "Whether people ring the invented clinic by themselves.");

  private DemoSettings() {}

  public static List<Setting<?>> all() {
    return List.of(DEMO, SANDBOX, CALLS);
  }
}
