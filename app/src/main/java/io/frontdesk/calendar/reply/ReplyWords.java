package io.frontdesk.calendar.reply;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// Reads short answers. Only a text that says nothing else is understood; everything longer is for
/// people.
enum ReplyWords {
  /// To a question about an appointment only.
  CONFIRM,
  YES,
  NO,
  RESCHEDULE,
  OTHER;

  private static final int LONGEST = 60;
  private static final Set<String> CONFIRM_WORDS =
      Set.of(
          "c",
          "confirm",
          "confirmed",
          "i confirm",
          "confirming",
          "i will be there",
          "ill be there");
  private static final Set<String> YES_WORDS =
      Set.of(
          "y",
          "yes",
          "yes please",
          "yes thanks",
          "yes thank you",
          "yep",
          "yeah",
          "yup",
          "ok",
          "okay",
          "sure",
          "si",
          "oui",
          "ja",
          "yes confirm",
          "yes i confirm");
  private static final Set<String> NO_WORDS =
      Set.of("n", "no", "nope", "no thanks", "no thank you", "not this time", "pass");
  private static final Set<String> RESCHEDULE_WORDS =
      Set.of("r", "reschedule", "change", "move", "reschedule please", "please reschedule");

  static ReplyWords of(String text) {
    if (text.length() > LONGEST) {
      return OTHER;
    }
    var bare =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .replaceAll("[\\p{M}'’]", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", " ")
            .strip();
    if (bare.isEmpty()) {
      return text.contains("\uD83D\uDC4D") ? YES : OTHER;
    }
    if (CONFIRM_WORDS.contains(bare)) {
      return CONFIRM;
    }
    if (YES_WORDS.contains(bare)) {
      return YES;
    }
    if (NO_WORDS.contains(bare)) {
      return NO;
    }
    return RESCHEDULE_WORDS.contains(bare) ? RESCHEDULE : OTHER;
  }
}
