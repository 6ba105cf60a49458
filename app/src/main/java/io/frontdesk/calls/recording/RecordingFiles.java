package io.frontdesk.calls.recording;

import io.frontdesk.calls.CallId;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Recordings on our disk: `files/<tenant>/recordings/` below the data folder. Names are made of
/// ids only.
@Component
public class RecordingFiles {
  private final Path root;

  RecordingFiles(Settings settings) {
    this.root = PlatformSettings.dataFolder(settings).resolve("files");
  }

  /// A file to write to before it is known to be good.
  Path draft(TenantId tenant, CallId call) throws IOException {
    var folder = Files.createDirectories(folder(tenant));
    return folder.resolve("." + call + "-" + UUID.randomUUID() + ".part");
  }

  /// Puts a draft in its place at once.
  ///
  /// @return its name for [#path]
  String keep(TenantId tenant, CallId call, String ending, Path draft) throws IOException {
    var name = call + "." + ending;
    Files.move(
        draft,
        folder(tenant).resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return name;
  }

  /// Where a kept recording lies.
  public Path path(TenantId tenant, String name) {
    return folder(tenant).resolve(Path.of(name).getFileName());
  }

  private Path folder(TenantId tenant) {
    return root.resolve(tenant.toString()).resolve("recordings");
  }
}
