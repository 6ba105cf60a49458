package io.frontdesk.operations;

import io.frontdesk.platform.config.Setting;
import java.util.List;

/// Settings of who runs this installation.
public final class OperationsSettings {
  public static final Setting<String> PLATFORM_WORKSPACE =
      Setting.text(
          "operations.platform-workspace",
          "",
          "Slug of the workspace whose owners and admins may stop what leaves every workspace of"
              + " this installation; empty: nobody may.");

  public static final Setting<Integer> SCREENS_PER_SESSION =
      Setting.whole(
          "live.screens-per-session",
          50,
          1,
          100_000,
          "Live views one signed-in browser may have open on a node.");

  private OperationsSettings() {}

  public static List<Setting<?>> all() {
    return List.of(PLATFORM_WORKSPACE, SCREENS_PER_SESSION);
  }
}
