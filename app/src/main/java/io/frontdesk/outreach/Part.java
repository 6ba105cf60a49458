package io.frontdesk.outreach;

import io.frontdesk.policy.Screening;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// People of a plan who have something in common.
///
/// @param people how many
public sealed interface Part {
  int nr();

  long people();

  /// They are not contacted.
  record Out(LeftOut reason, long people) implements Part {
    @Override
    public int nr() {
      return reason.part();
    }
  }

  /// They are contacted, in the same hours.
  ///
  /// @param opensAt the earliest allowed instant as it was planned
  /// @param fed how many had their turn
  /// @param fedTo the contact who had it last
  record At(
      int nr, Screening.Place place, Instant opensAt, long people, long fed, @Nullable UUID fedTo)
      implements Part {}
}
