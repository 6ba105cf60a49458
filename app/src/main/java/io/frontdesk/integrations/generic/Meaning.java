package io.frontdesk.integrations.generic;

import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a payload means by a mapping.
///
/// @param agreed whether the person agreed
/// @param problems what keeps it from taking effect; each names its pointer and no value
public record Meaning(
    @Nullable PhoneNumber phone,
    @Nullable EmailAddress email,
    @Nullable String name,
    boolean agreed,
    @Nullable String note,
    List<String> problems) {
  private static final int LONGEST_NAME = 1_000;
  private static final int LONGEST_ADDRESS = 320;
  private static final int LONGEST_NOTE = 4_000;
  private static final List<String> YES = List.of("true", "yes", "y", "on", "1");
  private static final List<String> NO = List.of("false", "no", "n", "off", "0", "");

  public Meaning {
    problems = List.copyOf(problems);
  }

  /// Reads a payload.
  ///
  /// @param region numbers without a country code are of this one
  static Meaning of(Mapping mapping, Payload payload, String region) {
    var problems = new ArrayList<String>();
    var phoneText = text(mapping, Mapping.PHONE, payload, LONGEST_ADDRESS, problems);
    var emailText = text(mapping, Mapping.EMAIL, payload, LONGEST_ADDRESS, problems);
    @Nullable PhoneNumber phone =
        phoneText == null ? null : PhoneNumber.parse(phoneText, region).orElse(null);
    @Nullable EmailAddress email =
        emailText == null ? null : EmailAddress.parse(emailText).orElse(null);
    if (phoneText != null && phone == null) {
      problems.add(mapping.get(Mapping.PHONE) + ": is no telephone number");
    }
    if (emailText != null && email == null) {
      problems.add(mapping.get(Mapping.EMAIL) + ": is no e-mail address");
    }
    if (phoneText == null && emailText == null && problems.isEmpty()) {
      problems.add(
          mapping.has(Mapping.PHONE) && mapping.has(Mapping.EMAIL)
              ? mapping.get(Mapping.PHONE)
                  + " and "
                  + mapping.get(Mapping.EMAIL)
                  + ": neither is there"
              : mapping.get(mapping.has(Mapping.PHONE) ? Mapping.PHONE : Mapping.EMAIL)
                  + ": is missing");
    }
    return new Meaning(
        phone,
        email,
        text(mapping, Mapping.NAME, payload, LONGEST_NAME, problems),
        agreed(mapping, payload, problems),
        note(mapping, payload),
        problems);
  }

  private static @Nullable String text(
      Mapping mapping, String field, Payload payload, int longest, List<String> problems) {
    if (!mapping.has(field)) {
      return null;
    }
    var node = payload.at(mapping.get(field));
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isString() && !node.isIntegralNumber()) {
      problems.add(mapping.get(field) + ": a text is expected, " + kind(node) + " was sent");
      return null;
    }
    var text = clean(node.asString()).strip();
    if (text.length() > longest) {
      problems.add(mapping.get(field) + ": is longer than " + longest + " characters");
      return null;
    }
    return text.isEmpty() ? null : text;
  }

  private static boolean agreed(Mapping mapping, Payload payload, List<String> problems) {
    if (!mapping.has(Mapping.CONSENT)) {
      return false;
    }
    var node = payload.at(mapping.get(Mapping.CONSENT));
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    var said =
        node.isValueNode() ? node.asString().strip().toLowerCase(java.util.Locale.ROOT) : "?";
    if (!YES.contains(said) && !NO.contains(said)) {
      // Whoever can't be understood has not agreed; a person must look.
      problems.add(mapping.get(Mapping.CONSENT) + ": yes or no is expected");
    }
    return YES.contains(said);
  }

  private static @Nullable String note(Mapping mapping, Payload payload) {
    if (!mapping.has(Mapping.NOTE)) {
      return null;
    }
    var node = payload.at(mapping.get(Mapping.NOTE));
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    var text = clean(node.isValueNode() ? node.asString() : node.toString());
    return text.length() <= LONGEST_NOTE ? text : text.substring(0, LONGEST_NOTE - 1) + "…";
  }

  // Without what PostgreSQL refuses: NUL and halves of surrogate pairs.
  private static String clean(String text) {
    return text.replace("\0", "").replaceAll("\\p{Cs}", "");
  }

  private static String kind(JsonNode node) {
    return node.isObject()
        ? "an object"
        : node.isArray() ? "a list" : node.isBoolean() ? "a yes or no" : "a fraction";
  }
}
