package io.frontdesk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What was built, from the build's own file.
final class BuildInfo {
  private BuildInfo() {}

  static String version() {
    return property("build.version", "development");
  }

  static String build() {
    return property("build.commit", "unknown");
  }

  private static String property(String key, String standard) {
    try (var in = BuildInfo.class.getResourceAsStream("/META-INF/build-info.properties")) {
      if (in == null) {
        return standard;
      }
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty(key, standard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
