package io.frontdesk.delivery;

import io.frontdesk.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/// Settings of the way out.
public final class DeliverySettings {
  public static final Setting<Boolean> DISPATCH =
      Setting.flag(
          "delivery.dispatch", true, "Whether this process sends; false where only screens run.");

  public static final Setting<Duration> SETTLED_AFTER =
      Setting.duration(
          "delivery.settled-after",
          "2m",
          "A provider that knows nothing of a message this long after the try never got it.");

  private DeliverySettings() {}

  public static List<Setting<?>> all() {
    return List.of(DISPATCH, SETTLED_AFTER);
  }
}
