package io.frontdesk.calendar;

import java.time.Instant;

/// One line of an appointment's history; times are those after it.
public record AppointmentEvent(
    int number,
    Instant at,
    String actor,
    String what,
    int revision,
    Instant startsAt,
    Instant endsAt,
    StaffId staff,
    String note) {
  /// What happened, as screens show it.
  public String label() {
    return switch (what) {
      case "booked" -> "Booked";
      case "moved" -> "Moved";
      case "resized" -> "New length";
      case "deposit_paid" -> "Deposit paid";
      case "deposit_unpaid" -> "Deposit not paid after all";
      default -> AppointmentState.ofCode(what).label();
    };
  }
}
