package io.frontdesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.platform.config.Setting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsDocTest {
  @Test
  void the_document_equals_the_code() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .as("write it anew: ./frontdesk settings-doc > docs/configuration.md")
        .isEqualTo(SettingsDoc.of(FrontdeskSettings.all()));
  }

  @Test
  void names_are_unique() {
    assertThat(FrontdeskSettings.all().stream().map(Setting::name)).doesNotHaveDuplicates();
    assertThat(FrontdeskSettings.all().stream().map(Setting::environmentName))
        .doesNotHaveDuplicates();
  }

  @Test
  void an_unknown_command_is_told_with_its_own_exit_code() {
    var err = new ByteArrayOutputStream();

    int code =
        Main.run(List.of("rum"), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(code).isEqualTo(Main.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Unknown command rum");
  }
}
