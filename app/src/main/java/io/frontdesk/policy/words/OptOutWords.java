package io.frontdesk.policy.words;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whole messages that are one word to people and none to carriers: the word in another language,
/// in disguise (`S.T.O.P`, letters of another script that look alike, `5T0P`) or mistyped.
final class OptOutWords {
  private static final int LONGEST = 40;

  // Said alone in answer to a text. What could also be about an appointment is not here.
  private static final Set<String> OTHER_LANGUAGES =
      Set.of(
          // German, Dutch, Danish, Swedish
          "stopp",
          "stoppen",
          "abmelden",
          "abmeldung",
          "abbestellen",
          "austragen",
          "keine sms mehr",
          "keine nachrichten mehr",
          "afmelden",
          "uitschrijven",
          "afmeld",
          "avsluta",
          "avregistrera",
          // Portuguese, Italian, Spanish
          "sair",
          "descadastrar",
          "cancelar inscrição",
          "disiscrivimi",
          "disiscriviti",
          "cancellami",
          "cancella iscrizione",
          "desuscribir",
          "desuscribirme",
          "cancelar suscripción",
          "cancelar suscripcion",
          // Polish, Russian, Ukrainian
          "wypisz",
          "wypisz mnie",
          "rezygnuję",
          "стоп",
          "отписаться",
          "отписка",
          "отпишите",
          "отпишите меня",
          "не пишите",
          "не пишите мне",
          "відписатися",
          "не пишіть",
          // Chinese, Japanese, Korean
          "停",
          "停止",
          "退订",
          "退訂",
          "取消订阅",
          "取消訂閱",
          "配信停止",
          "停止してください",
          "配信解除",
          "수신거부",
          "중지",
          "그만",
          // Vietnamese, Tagalog, Haitian Creole
          "dừng",
          "dừng lại",
          "hủy đăng ký",
          "huỷ đăng ký",
          "itigil",
          "itigil na",
          "tigil",
          "tama na",
          "kanpe",
          "sispann",
          // Arabic
          "توقف",
          "إيقاف",
          "ايقاف",
          "إلغاء الاشتراك",
          "الغاء الاشتراك");

  private static final Set<String> UNMISTAKABLE =
      Set.of("stop", "stopp", "stopall", "stopstop", "unsubscribe", "optout", "optmeout", "dnc");

  private static final Set<String> MISTYPED =
      Set.of(
          "stpo",
          "sotp",
          "tsop",
          "stp",
          "sto",
          "dtop",
          "atop",
          "stoo",
          "stol",
          "sttop",
          "stoop",
          "stip",
          "stap",
          "unsub",
          "unsubcribe",
          "unsuscribe",
          "fin");

  private static final Pattern GLUED_DIGITS = Pattern.compile("\\d*(stop)\\d*");

  // Cyrillic, Greek and small capitals that look like the letters of our words.
  private static final Map<Integer, String> LOOKALIKES =
      letters("ѕs", "тt", "τt", "оo", "οo", "рp", "ρp", "ꜱs", "ᴛt", "ᴏo", "ᴘp", "5s", "7t", "0o");

  private OptOutWords() {}

  /// What a whole message means.
  ///
  /// @return the rule's name, `doubt.` first when it may mean something else; null when it is no
  ///     such word
  static @Nullable String read(String text) {
    if (text.codePointCount(0, text.length()) > LONGEST) {
      return null;
    }
    var said =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .replaceAll("\\p{Cf}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{M}\\p{N}]+$", "")
            .replaceAll("\\s+", " ");
    if (OTHER_LANGUAGES.contains(said)) {
      return "text.other-language";
    }
    var letters = lettersOf(text);
    if (UNMISTAKABLE.contains(letters) || UNMISTAKABLE.contains(unmasked(letters))) {
      return "text.disguised";
    }
    if (GLUED_DIGITS.matcher(said).matches()) {
      return "text.disguised";
    }
    return MISTYPED.contains(letters) ? "doubt.mistyped" : null;
  }

  // Letters and digits without accents, squared and circled ones plain.
  private static String lettersOf(String text) {
    var plain = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKD)
        .codePoints()
        .map(OptOutWords::unboxed)
        .filter(Character::isLetterOrDigit)
        .forEach(plain::appendCodePoint);
    return plain.toString().toLowerCase(Locale.ROOT);
  }

  // NFKD knows the white ones only.
  private static int unboxed(int c) {
    if (c >= 0x1F150 && c <= 0x1F169) {
      return 'a' + c - 0x1F150;
    }
    return c >= 0x1F170 && c <= 0x1F189 ? 'a' + c - 0x1F170 : c;
  }

  private static String unmasked(String letters) {
    return letters
        .codePoints()
        .mapToObj(c -> LOOKALIKES.getOrDefault(c, Character.toString(c)))
        .collect(Collectors.joining());
  }

  private static Map<Integer, String> letters(String... pairs) {
    return Set.of(pairs).stream()
        .collect(Collectors.toMap(pair -> pair.codePointAt(0), pair -> pair.substring(1)));
  }
}
