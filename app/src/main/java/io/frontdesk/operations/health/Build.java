package io.frontdesk.operations.health;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/// Which version runs, and since when.
@Component
class Build {
  private final String version;
  private final String build;
  private final long begin = System.nanoTime();

  Build(ObjectProvider<BuildProperties> properties) {
    var built = properties.getIfAvailable();
    this.version = built == null || built.getVersion() == null ? "development" : built.getVersion();
    var commit = built == null ? null : built.get("commit");
    this.build = commit == null ? "unknown" : commit;
  }

  String version() {
    return version;
  }

  String build() {
    return build;
  }

  java.time.Duration uptime() {
    return java.time.Duration.ofNanos(System.nanoTime() - begin);
  }
}
