package io.frontdesk.policy.words;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Keyword;
import io.frontdesk.policy.OptOutReader;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads opt-outs by rules, in this order; the first that answers wins:
///
/// 1. A carriers' word alone counts as the carriers say. In an e-mail only those that mean nothing
///    else (`CANCEL` there is an appointment); in speech none.
/// 2. So does the word in another language or in disguise, when it is the whole message; mistyped
/// it    is in doubt.
/// 3. What only looks like an opt-out is taken away: "don't stop", "stop by the office", "stop
///    taking the pills", "cancel my appointment", "did I opt out?".
/// 4. What is left is an opt-out when a rule of the second table finds its sentence.
/// 5. It is in doubt when a rule of the third table finds something, or `stop`, `unsubscribe` or
///    `opt out` is still there at all.
///
/// Doubt is on the person's side: marketing stops, and somebody at the desk decides on the rest.
@Component
class OptOutRules implements OptOutReader {
  private static final Reading NOTHING = new Reading(Meaning.NONE, "none");

  // In a long text a lone "stop" is a word like any other.
  private static final int SHORT = 200;

  private static final Set<String> WORDS_OF_MAIL =
      Set.of("STOP", "STOPALL", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "REMOVE", "ARRET");
  private static final Pattern SIGNS = Pattern.compile("[🛑⛔🚫🖕]");

  @Override
  public Reading read(Channel channel, String text) {
    var keyword = keyword(channel, text);
    if (keyword != Meaning.NONE) {
      return new Reading(keyword, "keyword");
    }
    if (!text.isBlank() && SIGNS.matcher(text).replaceAll("").chars().allMatch(c -> c <= ' ')) {
      return new Reading(Meaning.OPT_OUT, "text.sign");
    }
    var word = channel == Channel.VOICE ? null : OptOutWords.read(text);
    if (word != null) {
      return new Reading(word.startsWith("doubt.") ? Meaning.DOUBT : Meaning.OPT_OUT, word);
    }
    return readFreely(PlainWords.of(text));
  }

  private static Meaning keyword(Channel channel, String text) {
    var keyword = Keyword.of(text);
    return switch (channel) {
      case SMS ->
          switch (keyword) {
            case STOP -> Meaning.OPT_OUT;
            case START -> Meaning.START;
            case HELP -> Meaning.HELP;
            case NONE -> Meaning.NONE;
          };
      case EMAIL ->
          keyword == Keyword.STOP && WORDS_OF_MAIL.contains(PlainWords.bare(text))
              ? Meaning.OPT_OUT
              : Meaning.NONE;
      case VOICE -> Meaning.NONE;
    };
  }

  private static Reading readFreely(String plain) {
    var rest = plain;
    for (var rule : OptOutPhrases.HARMLESS) {
      rest = rule.pattern().matcher(rest).replaceAll(" ~ ");
    }
    var clear = first(OptOutPhrases.CLEAR, rest);
    if (clear != null) {
      return new Reading(Meaning.OPT_OUT, clear);
    }
    var doubt = first(OptOutPhrases.DOUBT, rest);
    if (doubt != null) {
      return new Reading(Meaning.DOUBT, doubt);
    }
    return plain.length() <= SHORT && OptOutPhrases.LEFT_OVER.matcher(rest).find()
        ? new Reading(Meaning.DOUBT, "doubt.word")
        : NOTHING;
  }

  private static @Nullable String first(List<OptOutPhrases.Phrase> phrases, String text) {
    for (var phrase : phrases) {
      if (phrase.pattern().matcher(text).find()) {
        return phrase.id();
      }
    }
    return null;
  }
}
