package io.frontdesk.calendar;

import java.time.LocalDateTime;
import java.util.List;

/// A series as it stands.
///
/// @param rule as it was booked; what was moved or cancelled since stands in the appointments
/// @param parts by where the rule puts them, cancelled ones too
public record SeriesView(SeriesId id, String rule, LocalDateTime first, List<Part> parts) {
  public SeriesView {
    parts = List.copyOf(parts);
  }

  /// @param at where the rule puts it, local time
  public record Part(LocalDateTime at, Appointment appointment) {
    /// Whether it was moved away from where the rule puts it.
    public boolean isMoved() {
      return !appointment.start().toLocalDateTime().equals(at);
    }
  }
}
