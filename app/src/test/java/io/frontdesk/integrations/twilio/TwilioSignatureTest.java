package io.frontdesk.integrations.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TwilioSignatureTest {
  private static final Path DATA =
      Path.of(
          Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA")).orElse("../../shared/data"));

  @Test
  void twilios_published_vectors_are_judged_exactly() throws Exception {
    var file = DATA.resolve("webhook-signatures/vectors.json");
    assumeTrue(Files.exists(file), "SKIPPED: no public vectors at " + file.toAbsolutePath());
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (var vector : JsonMapper.builder().build().readTree(Files.readString(file))) {
      if (!vector.get("vendor").asString().equals("twilio")) {
        continue;
      }
      seen++;
      var fields = new LinkedHashMap<String, List<String>>();
      for (var pair : vector.get("params")) {
        fields
            .computeIfAbsent(pair.get(0).asString(), _ -> new ArrayList<>())
            .add(pair.get(1).asString());
      }
      boolean valid =
          TwilioSignature.isValid(
              vector.get("signature").asString(),
              vector.get("secret").asString(),
              vector.get("url").asString(),
              fields,
              vector.path("body").asString("").getBytes(StandardCharsets.UTF_8));
      if (valid != vector.get("valid").asBoolean()) {
        wrong.add(vector.get("name").asString());
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThanOrEqualTo(10);
  }
}
