package io.frontdesk.integrations.generic;

import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.policy.Purpose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where in a payload the person stands and what is done with them. Values by the fields' names; an
/// empty one is not used.
public record Mapping(Map<String, String> values) {
  static final String PHONE = "phone";
  static final String EMAIL = "email";
  static final String NAME = "name";
  static final String CONSENT = "consent";
  static final String CONSENT_PROOF = "consent-proof";
  static final String CONSENT_PURPOSE = "consent-purpose";
  static final String NOTE_TITLE = "note-title";
  static final String NOTE = "note";

  static final List<String> FIELDS =
      List.of(PHONE, EMAIL, NAME, CONSENT, CONSENT_PROOF, CONSENT_PURPOSE, NOTE_TITLE, NOTE);
  private static final List<String> POINTERS = List.of(PHONE, EMAIL, NAME, CONSENT, NOTE);

  /// Purposes somebody can agree to.
  public static final List<Purpose> PURPOSES =
      List.of(Purpose.TRANSACTIONAL, Purpose.REMINDER, Purpose.MARKETING);

  public Mapping {
    values = Map.copyOf(values);
  }

  /// What a form sent, without what does not belong to a mapping.
  static Mapping of(Map<String, String> fields) {
    var values = new LinkedHashMap<String, String>();
    for (var field : FIELDS) {
      var text = fields.getOrDefault(field, "").strip();
      if (!text.isEmpty()) {
        values.put(field, text);
      }
    }
    return new Mapping(values);
  }

  public String get(String field) {
    return values.getOrDefault(field, "");
  }

  boolean has(String field) {
    return !get(field).isEmpty();
  }

  /// Everything that is wrong with it; empty when it can be used.
  List<FieldError> objections() {
    var wrong = new ArrayList<FieldError>();
    for (var pointer : POINTERS) {
      if (has(pointer)) {
        Payload.objection(get(pointer)).ifPresent(told -> wrong.add(new FieldError(pointer, told)));
      }
    }
    if (!has(PHONE) && !has(EMAIL)) {
      wrong.add(new FieldError(PHONE, "say where the phone or the e-mail address stands"));
    }
    if (has(CONSENT) && !has(CONSENT_PROOF)) {
      wrong.add(
          new FieldError(CONSENT_PROOF, "write down what the person agreed to, as they saw it"));
    }
    if (get(CONSENT_PROOF).length() > 300) {
      wrong.add(new FieldError(CONSENT_PROOF, "write up to 300 characters"));
    }
    if (has(CONSENT)
        && PURPOSES.stream().noneMatch(purpose -> purpose.name().equals(get(CONSENT_PURPOSE)))) {
      wrong.add(new FieldError(CONSENT_PURPOSE, "choose one of the list"));
    }
    if (get(NOTE_TITLE).length() > 200) {
      wrong.add(new FieldError(NOTE_TITLE, "write up to 200 characters"));
    }
    if (has(NOTE) && !has(NOTE_TITLE)) {
      wrong.add(new FieldError(NOTE_TITLE, "give the note a title"));
    }
    for (var text : List.of(CONSENT_PROOF, NOTE_TITLE)) {
      if (get(text).chars().anyMatch(c -> c < ' ')) {
        wrong.add(new FieldError(text, "write one line"));
      }
    }
    return wrong;
  }
}
