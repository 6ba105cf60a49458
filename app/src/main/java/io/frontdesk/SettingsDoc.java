package io.frontdesk;

import io.frontdesk.platform.config.Setting;
import java.util.List;

/// Writes `docs/configuration.md` from the settings; `./frontdesk settings-doc` prints it.
final class SettingsDoc {
  private static final String HEAD =
      """
      # Configuration

      Written from the code by `./frontdesk settings-doc`; a test holds the two equal.

      Settings are read once at start: from `frontdesk.properties` in the working folder (or the file
      that `FRONTDESK_CONFIG` names), and from the environment, which wins. A name such as
      `server.port` is `FRONTDESK_SERVER_PORT` in the environment. Everything wrong is listed at once,
      and an unknown name is an error. `./frontdesk check` tries a configuration without starting.

      | setting | variable | value | standard | meaning |
      |---|---|---|---|---|
      """;

  private SettingsDoc() {}

  static String of(List<Setting<?>> settings) {
    var text = new StringBuilder(HEAD);
    settings.forEach(setting -> text.append(row(setting)));
    return text.toString();
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            setting.name(),
            setting.environmentName(),
            cell(setting.valueClass()),
            standard(setting),
            cell(setting.meaning()));
  }

  private static String standard(Setting<?> setting) {
    var standard = setting.standard();
    return standard == null || standard.isEmpty() ? "–" : "`" + standard + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
