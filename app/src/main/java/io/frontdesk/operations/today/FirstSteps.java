package io.frontdesk.operations.today;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calls.Calls;
import io.frontdesk.tenancy.OpeningHours;
import java.util.List;
import org.springframework.stereotype.Service;

/// What a new workspace still needs before its first caller can book.
@Service
class FirstSteps {
  private final OpeningHours hours;
  private final Catalogue catalogue;
  private final Calls calls;

  FirstSteps(OpeningHours hours, Catalogue catalogue, Calls calls) {
    this.hours = hours;
    this.catalogue = catalogue;
    this.calls = calls;
  }

  /// The steps in order, empty once all are done or for people who may not take them.
  List<FirstStep> of(Caller caller) {
    if (!caller.may(Permission.MANAGE_WORKSPACE)) {
      return List.of();
    }
    var tenant = caller.tenant();
    boolean open = hours.of(tenant).days().values().stream().anyMatch(day -> !day.isEmpty());
    boolean called = calls.any(tenant);
    var steps =
        List.of(
            new FirstStep(
                "Set your opening hours",
                "When callers can be booked, and the days you are closed",
                caller.path("/settings/hours"),
                open),
            new FirstStep(
                "Add your services",
                "What can be booked, how long it takes, what it costs",
                caller.path("/settings/services"),
                !catalogue.services(tenant).isEmpty()),
            new FirstStep(
                "Add your staff",
                "Who does it, and when they work",
                caller.path("/settings/staff"),
                !catalogue.staff(tenant).isEmpty()),
            new FirstStep(
                "Connect your phone number",
                "So that the receptionist answers it",
                caller.path("/settings/connections"),
                called),
            new FirstStep(
                "Make a test call",
                "Ring your number, ask something, book",
                caller.path("/calls"),
                called));
    return steps.stream().allMatch(FirstStep::done) ? List.of() : steps;
  }
}
