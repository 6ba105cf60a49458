package io.frontdesk.platform.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir Path folder;

  @Test
  void a_file_is_replaced_whole_for_its_owner_only_and_leaves_nothing_beside_it() throws Exception {
    var file = folder.resolve("made/keys");

    DurableFile.replace(file, "first");
    DurableFile.replace(file, "second, and a little longer");

    assertThat(file).hasContent("second, and a little longer");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryNotContaining(other -> !other.equals(file));
  }
}
