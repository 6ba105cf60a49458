package io.frontdesk.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file system in a file, whose power can be cut: from then on nothing more reaches it, and what
/// was not flushed before is missing when it comes again. Needs root.
final class DiskImage implements AutoCloseable {
  private static final long BYTES = 3L << 30;
  // FS_IOC_SHUTDOWN with NOLOGFLUSH, what xfstests uses to stand in for a power cut.
  private static final String CUT =
      "import fcntl,os,struct,sys;"
          + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587D,struct.pack('I',2))";

  private final Path image;
  private final Path folder;

  private DiskImage(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  static boolean possible() {
    return "root".equals(System.getProperty("user.name"))
        && Files.exists(Path.of("/dev/loop-control"));
  }

  /// A fresh one, mounted below `build`.
  static DiskImage mount(Path build) throws IOException, InterruptedException {
    var place = Files.createTempDirectory(Files.createDirectories(build), "disk-");
    var disk = new DiskImage(place.resolve("image"), Files.createDirectory(place.resolve("mnt")));
    try (var file = new RandomAccessFile(disk.image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    // Also when the bench is stopped: a mount would outlive it.
    Runtime.getRuntime().addShutdownHook(new Thread(disk::leave));
    try {
      run("mkfs.ext4", "-q", "-F", disk.image.toString());
      disk.mount();
    } catch (IOException | InterruptedException failed) {
      disk.close();
      throw failed;
    }
    return disk;
  }

  Path folder() {
    return folder;
  }

  /// The power goes. Whoever still runs on it gets errors.
  void cut() throws IOException, InterruptedException {
    run("python3", "-c", CUT, folder.toString());
  }

  /// The power comes again; nobody may run on it.
  void restore() throws IOException, InterruptedException {
    unmount();
    mount();
  }

  @Override
  public void close() throws IOException {
    try {
      if (mounted()) {
        unmount();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  // Whoever still runs on it keeps it until he ends; nobody else sees it any more.
  private void leave() {
    try {
      if (mounted()) {
        run("umount", "--lazy", folder.toString());
      }
      Files.deleteIfExists(folder);
      Files.deleteIfExists(image);
      Files.deleteIfExists(image.getParent());
    } catch (IOException busy) {
      System.out.println("!! " + folder + " is still mounted: " + busy.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean mounted() throws IOException {
    return Files.readString(Path.of("/proc/mounts")).contains(" " + folder + " ");
  }

  private void mount() throws IOException, InterruptedException {
    run("mount", "-o", "loop", image.toString(), folder.toString());
  }

  // Processes that were killed hold it a moment longer.
  private void unmount() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        run("umount", folder.toString());
        return;
      } catch (IOException busy) {
        if (attempt == 50) {
          throw busy;
        }
        Thread.sleep(200);
      }
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    var told =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + told.strip());
    }
  }
}
