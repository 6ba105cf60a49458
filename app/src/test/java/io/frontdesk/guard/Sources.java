package io.frontdesk.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The text of the program's own files, for guards that read what the compiler drops.
final class Sources {
  /// One file: the module it belongs to (first folder below the root), where, what.
  record Source(String module, String path, String text) {}

  private Sources() {}

  static List<Source> java() {
    return below(Path.of("src/main/java/io/frontdesk"), ".java");
  }

  static List<Source> templates() {
    return below(Path.of("src/main/jte"), ".jte");
  }

  static List<Source> migrations() {
    return below(Path.of("src/main/resources/db/migration"), ".sql");
  }

  private static List<Source> below(Path root, String ending) {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .map(
              file -> {
                var below = root.relativize(file);
                return new Source(
                    below.getNameCount() == 1 ? "" : below.getName(0).toString(),
                    below.toString(),
                    read(file));
              })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
