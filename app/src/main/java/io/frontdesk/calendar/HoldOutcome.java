package io.frontdesk.calendar;

import java.util.List;

/// What became of a wish to keep a time.
public sealed interface HoldOutcome {
  /// It is kept; the same again, kept longer, for a repeat.
  record Held(Hold hold) implements HoldOutcome {}

  /// Someone else has that time; as [BookingOutcome.Taken].
  record Taken(List<Slot> alternatives, String say) implements HoldOutcome {
    public Taken {
      alternatives = List.copyOf(alternatives);
    }
  }

  /// It can't be done; as [BookingOutcome.Refused].
  record Refused(String code, String say) implements HoldOutcome {}
}
