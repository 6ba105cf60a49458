package io.frontdesk.integrations.mail;

import java.util.ArrayList;
import java.util.regex.Pattern;

/// What a person wrote themselves in an e-mail, without the messages it quotes. When in doubt the
/// text stays: too much is a nuisance, too little a loss.
final class OwnWords {
  private static final int MOST_LINES_OF_INTRODUCTION = 3;
  private static final int MOST_CHARACTERS_OF_INTRODUCTION = 400;

  // "On Tue, 3 Mar 2026 at 10:00, Ann <ann@example.com> wrote:" in the usual languages.
  private static final Pattern BEGINS =
      Pattern.compile("(On|Am|Le|El|Il|Op|Em|Den|W dniu|Dnia)[\\s\\u00a0].*");
  private static final Pattern ENDS =
      Pattern.compile(
          ".*\\b(wrote|schrieb|écrit|escribió|scritto|schreef|escreveu|skrev|napisał(\\(a\\))?)"
              + "([^.?!]|\\.(?=\\S)){0,120}:",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern OF_SOMEBODY_AT_SOME_TIME = Pattern.compile("[0-9@]");
  private static final Pattern RULE =
      Pattern.compile(
          "-{2,}\\s*(Original Message|Original Appointment|Ursprüngliche Nachricht|"
              + "Message d'origine|Mensaje original|Messaggio originale|Oorspronkelijk bericht)"
              + "\\s*-{2,}",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern FROM =
      Pattern.compile("\\*?(From|Von|De|Da|Van|Från|Fra)\\s?:\\*?\\s.+");
  private static final Pattern MORE_OF_THE_HEADER =
      Pattern.compile(
          "\\*?(Sent|Date|Gesendet|Datum|Envoyé|Enviado|Fecha|Inviato|Data|Verzonden|Skickat|Sendt|To|An|À|Para|A"
              + "|Aan|Till|Til)\\s?:\\*?\\s.+");

  private OwnWords() {}

  static String of(String text) {
    var lines = text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
    var own = new ArrayList<String>();
    for (int i = 0; i < lines.length; i++) {
      var line = lines[i].strip();
      if (line.startsWith(">")) {
        continue;
      }
      if (RULE.matcher(line).matches() || isHeader(lines, i)) {
        break;
      }
      int last = lastOfIntroduction(lines, i);
      if (last < 0) {
        own.add(lines[i].stripTrailing());
      } else if (isMarked(lines, last + 1)) {
        i = last;
      } else {
        break;
      }
    }
    var words =
        String.join("\n", own).replaceAll("\n_{10,}\\s*$", "").replaceAll("\n{3,}", "\n\n").strip();
    return words.isEmpty() ? text.strip() : words;
  }

  // The introduction of a quotation may be broken over some lines.
  private static int lastOfIntroduction(String[] lines, int from) {
    if (!BEGINS.matcher(lines[from].strip()).matches()) {
      return -1;
    }
    var joined = new StringBuilder();
    int until = Math.min(lines.length, from + MOST_LINES_OF_INTRODUCTION);
    for (int i = from; i < until; i++) {
      joined.append(lines[i].strip()).append(' ');
      var whole = joined.toString().strip();
      if (whole.length() > MOST_CHARACTERS_OF_INTRODUCTION) {
        return -1;
      }
      if (ENDS.matcher(whole).matches() && OF_SOMEBODY_AT_SOME_TIME.matcher(whole).find()) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isMarked(String[] lines, int from) {
    for (int i = from; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        return lines[i].strip().startsWith(">");
      }
    }
    return false;
  }

  private static boolean isHeader(String[] lines, int at) {
    if (!FROM.matcher(lines[at].strip()).matches()) {
      return false;
    }
    for (int i = at + 1; i < Math.min(lines.length, at + 4); i++) {
      if (MORE_OF_THE_HEADER.matcher(lines[i].strip()).matches()) {
        return true;
      }
    }
    return false;
  }
}
