package io.frontdesk.calendar;

import java.util.List;
import java.util.UUID;

/// What a client is asked when they book a service.
///
/// @param choices of a choice, in order
/// @param required clients can't book without an answer; the desk and the phone may
public record IntakeQuestion(
    UUID id, String label, Kind kind, List<String> choices, boolean required) {
  /// How it is answered.
  public enum Kind {
    TEXT("One line"),
    LONG("Several lines"),
    CHOICE("One of a list"),
    YES_NO("Yes or no");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /// As tables and the API carry it.
    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public IntakeQuestion {
    label = label.strip();
    choices = choices.stream().map(String::strip).filter(one -> !one.isEmpty()).toList();
  }
}
