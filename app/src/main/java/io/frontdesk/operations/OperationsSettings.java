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

  private OperationsSettings() {}

  public static List<Setting<?>> all() {
    return List.of(PLATFORM_WORKSPACE);
  }
}
