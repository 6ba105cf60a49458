package io.frontdesk.calendar.page;

import io.frontdesk.platform.error.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The client's form as it was sent, with what is wrong with it.
public record Details(
    String name,
    String phone,
    String email,
    String note,
    Map<UUID, String> answers,
    Map<String, String> errors,
    @Nullable String problem) {
  static final Details BLANK = new Details("", "", "", "", Map.of(), Map.of(), null);

  public Details {
    answers = Map.copyOf(answers);
    errors = Map.copyOf(errors);
  }

  Details refused(Refusal refusal) {
    var all = new HashMap<>(errors);
    refusal.fields().forEach(field -> all.put(field.field(), field.message()));
    return new Details(
        name,
        phone,
        email,
        note,
        answers,
        all,
        refusal.fields().isEmpty() ? refusal.text() : problem);
  }

  Details wrong(String message) {
    return new Details(name, phone, email, note, answers, errors, message);
  }

  public String answer(UUID question) {
    return answers.getOrDefault(question, "");
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }

  @Override
  public String toString() {
    return "Details";
  }
}
