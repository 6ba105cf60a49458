package io.frontdesk.calendar;

import java.util.Locale;

/// Where an appointment stands. [#mayBecome] is the only table of legal moves.
public enum AppointmentState {
  BOOKED("Booked"),
  /// The client said they come.
  CONFIRMED("Confirmed"),
  CHECKED_IN("Checked in"),
  COMPLETED("Completed"),
  CANCELLED("Cancelled"),
  NO_SHOW("No-show");

  private final String label;

  AppointmentState(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// As tables, events and the API carry it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static AppointmentState ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  public boolean mayBecome(AppointmentState next) {
    return switch (this) {
      case BOOKED ->
          switch (next) {
            case CONFIRMED, CHECKED_IN, COMPLETED, CANCELLED, NO_SHOW -> true;
            case BOOKED -> false;
          };
      case CONFIRMED ->
          switch (next) {
            case CHECKED_IN, COMPLETED, CANCELLED, NO_SHOW -> true;
            case BOOKED, CONFIRMED -> false;
          };
      // Back to booked and no-show from checked in: someone clicked the wrong person.
      case CHECKED_IN ->
          switch (next) {
            case BOOKED, COMPLETED, CANCELLED, NO_SHOW -> true;
            case CONFIRMED, CHECKED_IN -> false;
          };
      case COMPLETED -> next == CHECKED_IN;
      case NO_SHOW -> next == CHECKED_IN || next == COMPLETED;
      case CANCELLED -> false;
    };
  }

  /// Still ahead: it can be moved and cancelled.
  public boolean isOpen() {
    return this == BOOKED || this == CONFIRMED;
  }
}
