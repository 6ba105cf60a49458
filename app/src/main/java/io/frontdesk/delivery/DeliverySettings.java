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

  public static final Setting<Integer> AT_ONCE =
      Setting.whole(
          "delivery.at-once",
          960,
          2,
          2_000,
          "Messages handed to providers at once; at most a third of them for one workspace.");

  public static final Setting<Integer> SMS_PART_PRICE =
      Setting.whole(
          "delivery.sms-part-price",
          8_300,
          0,
          10_000_000,
          "What one part of a text message costs, in millionths of a dollar, for the estimate shown"
              + " before sending.");

  public static final Setting<Integer> MMS_PRICE =
      Setting.whole(
          "delivery.mms-price",
          22_000,
          0,
          10_000_000,
          "What one text message with pictures or files costs, however long, in millionths of a"
              + " dollar, for the estimate shown before sending.");

  private DeliverySettings() {}

  public static List<Setting<?>> all() {
    return List.of(DISPATCH, SETTLED_AFTER, AT_ONCE, SMS_PART_PRICE, MMS_PRICE);
  }
}
