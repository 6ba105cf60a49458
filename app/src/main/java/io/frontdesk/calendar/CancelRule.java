package io.frontdesk.calendar;

/// What clients may change by themselves shortly before an appointment.
///
/// @param hours from this many hours before the start on it is late; 1 to 720
/// @param fee what a late change costs, in words to be said, e.g. `half of the price`; may be empty
/// @param allowed whether clients may still cancel and move by themselves when it is late
public record CancelRule(int hours, String fee, boolean allowed) {
  public CancelRule {
    fee = fee.strip();
  }

  /// What holds for a change a client wants now.
  ///
  /// @param late whether the rule applies
  /// @param allowed whether the client may do it by themselves
  /// @param say one sentence for the client, empty when there is nothing to say
  public record Terms(boolean late, boolean allowed, String say) {
    public static final Terms FREE = new Terms(false, true, "");
  }
}
