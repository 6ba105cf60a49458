package io.frontdesk.calendar;

import java.util.List;

/// What became of a wish to book, move or cancel.
public sealed interface BookingOutcome {
  /// It stands; the same again for a repeat.
  record Booked(Appointment appointment) implements BookingOutcome {}

  /// Someone else has that time.
  ///
  /// @param alternatives the nearest free times, in order
  /// @param say a sentence for the caller that offers them
  record Taken(List<Slot> alternatives, String say) implements BookingOutcome {
    public Taken {
      alternatives = List.copyOf(alternatives);
    }
  }

  /// It can't be done.
  ///
  /// @param code stable, e.g. `calendar.closed`
  /// @param say a sentence for the caller
  record Refused(String code, String say) implements BookingOutcome {}
}
