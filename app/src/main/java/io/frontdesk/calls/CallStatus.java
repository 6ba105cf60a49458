package io.frontdesk.calls;

import java.util.Locale;

/// Where a call stands. Moves only forward: the first five in their order while it lives, then one
/// of the others for good.
public enum CallStatus {
  SCHEDULED("Scheduled"),
  QUEUED("Queued"),
  RINGING("Ringing"),
  IN_PROGRESS("In progress"),
  FORWARDING("Forwarding"),
  COMPLETED("Completed"),
  NO_ANSWER("No answer"),
  VOICEMAIL("Voicemail"),
  TRANSFERRED("Transferred"),
  FAILED("Failed"),
  CANCELLED("Cancelled");

  private final String label;

  CallStatus(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  public boolean live() {
    return ordinal() < COMPLETED.ordinal();
  }

  /// As the database and the API write it, e.g. `in-progress`.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static CallStatus of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
