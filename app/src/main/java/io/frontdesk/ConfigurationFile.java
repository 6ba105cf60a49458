package io.frontdesk;

import io.frontdesk.platform.config.Setting;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// Where settings are read from: `frontdesk.properties` of the working folder, or the file that
/// `FRONTDESK_CONFIG` names, and the environment over it.
final class ConfigurationFile {
  private static final String NAMED = "FRONTDESK_CONFIG";

  private ConfigurationFile() {}

  /// @throws StartupProblem when the file can't be read
  static Settings read(List<Setting<?>> known, Map<String, String> environment) {
    var rest = new HashMap<>(environment);
    var named = rest.remove(NAMED);
    var path = Path.of(named == null ? "frontdesk.properties" : named);
    var file = new Properties();
    if (named != null || Files.exists(path)) {
      try (var reader = Files.newBufferedReader(path)) {
        file.load(reader);
      } catch (IOException | IllegalArgumentException unreadable) {
        throw StartupProblem.ofConfiguration(
            "The configuration file " + path.toAbsolutePath() + " can't be read",
            "Give the path of a readable properties file with " + NAMED + ".");
      }
    }
    return Settings.of(known, file, rest);
  }
}
