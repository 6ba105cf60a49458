package io.frontdesk.calendar.web;

import io.frontdesk.platform.error.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The booking form as it was sent, with what is wrong with it.
///
/// @param key made with the form, so that sending it twice books once
public record BookingForm(
    String service,
    String staff,
    String day,
    String time,
    String contact,
    String name,
    String phone,
    String email,
    String note,
    String key,
    Map<String, String> errors,
    @Nullable String problem) {

  BookingForm wrong(String field, String message) {
    var all = new HashMap<>(errors);
    all.put(field, message);
    return with(all, problem);
  }

  BookingForm wrong(String message) {
    return with(errors, message);
  }

  BookingForm refused(Refusal refusal) {
    var all = new HashMap<>(errors);
    refusal.fields().forEach(field -> all.put(field.field(), field.message()));
    return with(all, refusal.fields().isEmpty() ? refusal.text() : problem);
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }

  private BookingForm with(Map<String, String> all, @Nullable String message) {
    return new BookingForm(
        service,
        staff,
        day,
        time,
        contact,
        name,
        phone,
        email,
        note,
        key,
        Map.copyOf(all),
        message);
  }

  @Override
  public String toString() {
    return "BookingForm";
  }
}
