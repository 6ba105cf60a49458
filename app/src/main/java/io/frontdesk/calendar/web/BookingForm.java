package io.frontdesk.calendar.web;

import io.frontdesk.platform.error.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The booking form as it was sent, with what is wrong with it.
///
/// @param location where it is wished, empty for wherever it is free
/// @param answers to the service's questions, as far as given
/// @param key made with the form, so that sending it twice books once
public record BookingForm(
    String service,
    String staff,
    String location,
    String day,
    String time,
    String contact,
    String name,
    String phone,
    String email,
    String note,
    Map<UUID, String> answers,
    String key,
    Map<String, String> errors,
    @Nullable String problem) {

  static BookingForm of(Map<String, String> sent, String key) {
    return new BookingForm(
        sent.getOrDefault("service", ""),
        sent.getOrDefault("staff", ""),
        sent.getOrDefault("location", ""),
        sent.getOrDefault("day", ""),
        sent.getOrDefault("time", ""),
        sent.getOrDefault("contact", ""),
        sent.getOrDefault("name", ""),
        sent.getOrDefault("phone", ""),
        sent.getOrDefault("email", ""),
        sent.getOrDefault("note", ""),
        answers(sent),
        key,
        Map.of(),
        null);
  }

  private static Map<UUID, String> answers(Map<String, String> sent) {
    var answers = new HashMap<UUID, String>();
    sent.forEach(
        (name, value) -> {
          if (name.startsWith("q-") && !value.isBlank()) {
            answers.put(Fields.id("q", name.substring(2)), value.strip());
          }
        });
    return Map.copyOf(answers);
  }

  BookingForm wrong(String field, String message) {
    var all = new HashMap<>(errors);
    all.put(field, message);
    return with(service, all, problem);
  }

  BookingForm wrong(String message) {
    return with(service, errors, message);
  }

  BookingForm refused(Refusal refusal) {
    var all = new HashMap<>(errors);
    refusal.fields().forEach(field -> all.put(field.field(), field.message()));
    return with(service, all, refusal.fields().isEmpty() ? refusal.text() : problem);
  }

  /// The same for another service.
  BookingForm of(String other) {
    return with(other, errors, problem);
  }

  public String answer(UUID question) {
    return answers.getOrDefault(question, "");
  }

  public @Nullable String error(String field) {
    return errors.get(field);
  }

  private BookingForm with(String what, Map<String, String> all, @Nullable String message) {
    return new BookingForm(
        what,
        staff,
        location,
        day,
        time,
        contact,
        name,
        phone,
        email,
        note,
        answers,
        key,
        Map.copyOf(all),
        message);
  }

  @Override
  public String toString() {
    return "BookingForm";
  }
}
