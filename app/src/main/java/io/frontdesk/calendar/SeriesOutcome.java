package io.frontdesk.calendar;

import java.util.List;

/// What became of a wish that concerns a series.
public sealed interface SeriesOutcome {
  /// All of it was done; the same again for a repeat.
  ///
  /// @param appointments those it concerned, by start
  record Done(SeriesId series, List<Appointment> appointments) implements SeriesOutcome {
    public Done {
      appointments = List.copyOf(appointments);
    }
  }

  /// Nothing was done, because of these times.
  record Blocked(List<Occurrence> blocked) implements SeriesOutcome {
    public Blocked {
      blocked = List.copyOf(blocked);
    }
  }

  /// Nothing was done.
  ///
  /// @param code stable, e.g. `calendar.key-reused`
  record Refused(String code, String say) implements SeriesOutcome {}
}
