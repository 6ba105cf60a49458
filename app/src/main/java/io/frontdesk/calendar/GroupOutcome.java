package io.frontdesk.calendar;

import java.util.List;

/// What became of a wish to book together.
public sealed interface GroupOutcome {
  /// All of it stands; the same again for a repeat.
  ///
  /// @param appointments in the order of the parts
  record Booked(GroupId group, List<Appointment> appointments) implements GroupOutcome {
    public Booked {
      appointments = List.copyOf(appointments);
    }
  }

  /// Nothing was booked, because of one part.
  ///
  /// @param part counted from 0
  /// @param outcome why: taken or refused
  record NotBooked(int part, BookingOutcome outcome) implements GroupOutcome {
    /// A sentence for whoever asked.
    public String say() {
      return switch (outcome) {
        case BookingOutcome.Taken(_, var say) -> say;
        case BookingOutcome.Refused(_, var say) -> say;
        case BookingOutcome.Booked _ -> "";
      };
    }
  }

  /// Nothing was booked: the key stands for another wish.
  record KeyReused() implements GroupOutcome {}
}
