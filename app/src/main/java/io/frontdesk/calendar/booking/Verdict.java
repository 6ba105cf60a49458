package io.frontdesk.calendar.booking;

import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.availability.Planner.Planned;
import java.util.List;

/// Whether a wish can be met, before anything is written.
sealed interface Verdict {
  /// Nobody may book this.
  record No(String code, String say) implements Verdict {}

  /// It is a class: a session has to have a seat.
  record InClass(Service service) implements Verdict {}

  /// Someone or something it needs is taken.
  record Full(Planned planned) implements Verdict {}

  /// @param candidates those who are free, to be tried in this order
  record Free(Planned planned, List<StaffId> candidates) implements Verdict {}
}
