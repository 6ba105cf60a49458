package io.frontdesk.calendar.web;

import io.frontdesk.platform.error.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A form's texts as they stand, with what is wrong with them.
public record Filled(
    Map<String, String> values, Map<String, String> errors, @Nullable String problem) {
  public Filled {
    values = Map.copyOf(values);
    errors = Map.copyOf(errors);
  }

  public static Filled of(Map<String, String> values) {
    return new Filled(values, Map.of(), null);
  }

  public Filled refused(Refusal refusal) {
    var all = new HashMap<>(errors);
    refusal.fields().forEach(field -> all.put(field.field(), field.message()));
    return new Filled(values, all, refusal.fields().isEmpty() ? refusal.text() : problem);
  }

  public String get(String field) {
    return values.getOrDefault(field, "");
  }

  public boolean is(String field, String value) {
    return get(field).equals(value);
  }

  /// Whether a box of a group is ticked; boxes are named `group-id`.
  public boolean ticked(String group, Object id) {
    return values.containsKey(group + "-" + id);
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }

  @Override
  public String toString() {
    return "Filled";
  }
}
