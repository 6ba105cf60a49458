package io.frontdesk.acceptance.drill;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small file system of its own for the data of the nodes and of their PostgreSQL, which can be
/// filled to the last byte. Needs root and loop devices; without them it is a plain folder that is
/// never full.
final class Disk implements AutoCloseable {
  private static final long BYTES = 6L << 30;

  private final Path image;
  private final Path folder;
  private final boolean own;

  private Disk(Path image, Path folder, boolean own) {
    this.image = image;
    this.folder = folder;
    this.own = own;
  }

  static Disk make(Path place) throws IOException, InterruptedException {
    boolean possible =
        "root".equals(System.getProperty("user.name"))
            && Files.exists(Path.of("/dev/loop-control"));
    var disk =
        new Disk(
            place.resolve("disk.image"), Files.createDirectories(place.resolve("disk")), possible);
    if (possible) {
      try (var file = new RandomAccessFile(disk.image.toFile(), "rw")) {
        file.setLength(BYTES);
      }
      // Also when the drill is stopped: a mount would outlive it.
      Runtime.getRuntime().addShutdownHook(new Thread(disk::leave));
      run("mkfs.ext4", "-q", "-F", disk.image.toString());
      run("mount", "-o", "loop", disk.image.toString(), disk.folder.toString());
    }
    return disk;
  }

  Path folder() {
    return folder;
  }

  /// Whether it can be filled.
  boolean canBeFull() {
    return own;
  }

  /// Fills it; nothing more can be written until [#free].
  void fill() throws IOException, InterruptedException {
    if (!own) {
      return;
    }
    // Space is given at once and nothing is written; what is left after the large pieces goes in
    // small ones.
    for (long piece = 1L << 30; piece >= 4_096; piece >>= 2) {
      for (int i = 0; allocate(folder.resolve("ballast-" + piece + "-" + i), piece); i++) {
        // as often as it fits
      }
    }
  }

  boolean isFull() throws IOException {
    var probe = folder.resolve("ballast-probe");
    try {
      Files.write(probe, new byte[64 * 1024]);
      return false;
    } catch (IOException full) {
      return true;
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  void free() throws IOException {
    try (var files = Files.newDirectoryStream(folder, "ballast-*")) {
      for (var file : files) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    leave();
  }

  private static boolean allocate(Path file, long bytes) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("fallocate", "-l", Long.toString(bytes), file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() == 0) {
      return true;
    }
    Files.deleteIfExists(file);
    return false;
  }

  private synchronized void leave() {
    if (!own) {
      return;
    }
    try {
      if (Files.readString(Path.of("/proc/mounts")).contains(" " + folder + " ")) {
        run("umount", "--lazy", folder.toString());
      }
      Files.deleteIfExists(image);
    } catch (IOException busy) {
      System.out.println("!! " + folder + " is still mounted: " + busy.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + told.strip());
    }
  }
}
