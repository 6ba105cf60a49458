package io.frontdesk.policy.words;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A message made plain for the rules: lower case, no accents, one form for what people write in
/// many, without what they quote.
final class PlainWords {
  private static final int MOST_CHARACTERS = 2_000;

  private static final Pattern QUOTED_LINE = Pattern.compile("(?m)^\\s*>.*$");
  private static final Pattern SIGNATURE =
      Pattern.compile("(?im)^\\s*(sent (from|via)|get outlook|enviado desde|envoye de)\\b.*$");
  private static final Pattern QUOTE = Pattern.compile("[\"“”«„]([^\"“”«»„]{0,600})[\"“”»]");

  private record Form(Pattern pattern, String becomes) {}

  private static final List<Form> FORMS =
      List.of(
          form("([a-z])\\1{2,}", "$1"),
          form("[’‘`´]", "'"),
          form("[‐‑‒–—]", "-"),
          form("\\be-mail", "email"),
          form("\\b(pls|plz|plse|pleas|pleaze)\\b", "please"),
          form("\\b(txts?|sms|tex|texs|textos)\\b", "text"),
          form("\\btxtn?g?ing\\b|\\btxtn\\b|\\btexing\\b", "texting"),
          form("\\b(msgs?|mssgs?|msj|mesages?)\\b", "message"),
          form("\\bmsging\\b", "messaging"),
          form("\\bu\\b", "you"),
          form("\\bur\\b", "your"),
          form("\\bunsub\\b|\\buns[a-z]{0,3}s?c[a-z]{0,4}be?\\b|\\bunsuscribe\\b", "unsubscribe"),
          form("\\bopt(?:ed)?-? ?outs?\\b", "opt out"),
          form("\\bopting-?out\\b", "opting out"),
          form("\\bnomore\\b", "no more"),
          form("\\b(do not|dont|don t|do n't|doesnt want you to)\\b", "don't"),
          form("\\b(did not|didnt)\\b", "didn't"),
          form("\\b(will not|wont)\\b", "won't"),
          form("\\b(can not|cannot|cant)\\b", "can't"),
          form("\\b(is not|isnt)\\b", "isn't"),
          form("\\bim\\b", "i'm"),
          form("\\bstop2quit\\b", "stop to quit"),
          form("[*_~^]", " "),
          form("[^\\S\\n]+", " "),
          form(" ?\\n+ ?", ". "));

  private PlainWords() {}

  static String of(String text) {
    var cut = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    var plain =
        Normalizer.normalize(cut, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}|\\p{Cf}", "")
            .toLowerCase(Locale.ROOT);
    plain = withoutQuotes(SIGNATURE.matcher(plain).replaceAll(""));
    for (var form : FORMS) {
      plain = form.pattern().matcher(plain).replaceAll(form.becomes());
    }
    return plain.strip();
  }

  /// The letters alone, upper case: what is left of a one-word message.
  static String bare(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("[^\\p{L}]", "")
        .toUpperCase(Locale.ROOT);
  }

  // A word or two in quotes are the writer's own; a sentence is somebody else's, unless there is
  // nothing beside it.
  private static String withoutQuotes(String text) {
    var lines = QUOTED_LINE.matcher(text).replaceAll("");
    var own =
        QUOTE
            .matcher(lines)
            .replaceAll(match -> match.group(1).strip().split("\\s+").length <= 2 ? "$1" : " ");
    return own.chars().anyMatch(Character::isLetter) ? own : text.replaceAll("[\"“”«»„>]", " ");
  }

  private static Form form(String pattern, String becomes) {
    return new Form(Pattern.compile(pattern), becomes);
  }
}
