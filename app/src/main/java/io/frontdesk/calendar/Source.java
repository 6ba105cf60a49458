package io.frontdesk.calendar;

import java.util.Locale;

/// Where a booking came from.
public enum Source {
  DESK("Desk"),
  PHONE("Phone"),
  PAGE("Booking page"),
  API("API"),
  SYNC("Calendar sync");

  private final String label;

  Source(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// As tables and the API carry it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Source ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
