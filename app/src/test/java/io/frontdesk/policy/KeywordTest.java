package io.frontdesk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class KeywordTest {
  private static final Path DATA =
      Path.of(
          Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA")).orElse("../../shared/data"));

  @Test
  void every_word_of_the_carriers_lists_is_known() throws Exception {
    var file = DATA.resolve("opt-out-keywords/vendor-keywords.json");
    assumeTrue(Files.exists(file), "SKIPPED: no public vectors at " + file.toAbsolutePath());
    var lists = JsonMapper.builder().build().readTree(Files.readString(file));
    var missed = new ArrayList<String>();
    for (var vendor : new String[] {"aws_end_user_messaging", "twilio_default", "telnyx"}) {
      lists.get(vendor).forEach(word -> expect(Keyword.STOP, word.asString(), missed));
    }
    var braze = lists.get("braze");
    braze.get("opt_out").forEach(word -> expect(Keyword.STOP, word.asString(), missed));
    braze.get("opt_in").forEach(word -> expect(Keyword.START, word.asString(), missed));
    braze.get("help").forEach(word -> expect(Keyword.HELP, word.asString(), missed));

    assertThat(missed).isEmpty();
  }

  @Test
  void case_and_punctuation_do_not_matter_and_sentences_are_no_keyword() {
    assertThat(Keyword.of(" stop. ")).isEqualTo(Keyword.STOP);
    assertThat(Keyword.of("Stop  All")).isEqualTo(Keyword.STOP);
    assertThat(Keyword.of("Arrêt")).isEqualTo(Keyword.STOP);
    assertThat(Keyword.of("don't stop, I love it")).isEqualTo(Keyword.NONE);
    assertThat(Keyword.of("")).isEqualTo(Keyword.NONE);
  }

  private static void expect(Keyword expected, String word, ArrayList<String> missed) {
    for (var form :
        new String[] {word, word.toLowerCase(java.util.Locale.ROOT), " " + word + "!"}) {
      if (Keyword.of(form) != expected) {
        missed.add(form);
      }
    }
  }
}
