package io.frontdesk.outreach;

import io.frontdesk.platform.config.Setting;
import java.util.List;

/// Settings of outreach.
public final class OutreachSettings {
  public static final Setting<Boolean> FEED =
      Setting.flag(
          "outreach.feed",
          true,
          "Whether this node hands people of running blocks over to be sent to.");

  private OutreachSettings() {}

  public static List<Setting<?>> all() {
    return List.of(FEED);
  }
}
