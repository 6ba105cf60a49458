package io.frontdesk.calendar.page;

import io.frontdesk.platform.error.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The client's form as it was sent, with what is wrong with it.
public record Details(
    String name,
    String phone,
    String email,
    String note,
    Map<String, String> errors,
    @Nullable String problem) {
  static final Details BLANK = new Details("", "", "", "", Map.of(), null);

  public Details {
    errors = Map.copyOf(errors);
  }

  Details refused(Refusal refusal) {
    var all = new HashMap<>(errors);
    refusal.fields().forEach(field -> all.put(field.field(), field.message()));
    return new Details(
        name, phone, email, note, all, refusal.fields().isEmpty() ? refusal.text() : problem);
  }

  Details wrong(String message) {
    return new Details(name, phone, email, note, errors, message);
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }

  @Override
  public String toString() {
    return "Details";
  }
}
