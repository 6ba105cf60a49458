package io.frontdesk.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SmsTextTest {
  private static final Path DATA =
      Path.of(
          Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA")).orElse("../../shared/data"));

  @Test
  void the_published_vectors_are_measured_exactly() throws Exception {
    var file = DATA.resolve("sms-segments/vectors.jsonl");
    assumeTrue(Files.exists(file), "SKIPPED: no public vectors at " + file.toAbsolutePath());
    var json = JsonMapper.builder().build();
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (var line : Files.readAllLines(file)) {
      var vector = json.readTree(line);
      var measured = SmsText.measure(vector.get("text").asString());
      seen++;
      if (!measured.encoding().label().equals(vector.get("encoding").asString())
          || measured.segments() != vector.get("segments").asInt()) {
        wrong.add(vector.get("desc").asString() + ": " + measured);
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(seen).isEqualTo(20);
  }

  @Test
  void plain_quotes_and_dashes_bring_a_text_back_to_gsm() {
    var fancy = "It’s “ours” – see you…";

    assertThat(SmsText.measure(fancy).encoding()).isEqualTo(SmsText.Encoding.UCS_2);
    assertThat(SmsText.plain(fancy)).isEqualTo("It's \"ours\" - see you...");
    assertThat(SmsText.measure(SmsText.plain(fancy)).encoding()).isEqualTo(SmsText.Encoding.GSM_7);
  }
}
