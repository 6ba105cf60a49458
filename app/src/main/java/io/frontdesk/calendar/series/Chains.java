package io.frontdesk.calendar.series;

import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Groups.Order;
import io.frontdesk.calendar.Groups.Step;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Finds times at which several services can be had together.
@Component
public class Chains {
  private static final int MOST_STEPS = 6;
  private static final Duration LONGEST_GAP = Duration.ofMinutes(30);

  private final Availability availability;
  private final Catalogue catalogue;
  private final Workspaces workspaces;

  Chains(Availability availability, Catalogue catalogue, Workspaces workspaces) {
    this.availability = availability;
    this.catalogue = catalogue;
    this.workspaces = workspaces;
  }

  // Bounds a search that finds nothing among many people and steps.
  private static final int MOST_LOOKS = 500_000;

  private record Choice(Service service, List<Slot> slots) {}

  private static final class Looks {
    private int left = MOST_LOOKS;

    boolean take() {
      return left-- > 0;
    }
  }

  /// See `Groups.search`.
  public List<List<Slot>> search(
      TenantId tenant, List<Step> steps, Order order, LocalDate day, boolean desk, int limit) {
    if (steps.size() < 2 || steps.size() > MOST_STEPS) {
      throw Refusal.field("services", "give 2 to " + MOST_STEPS);
    }
    var zone = workspaces.require(tenant).zone();
    var choices = new ArrayList<Choice>();
    for (var step : steps) {
      var service = catalogue.require(tenant, step.service());
      var request = SlotRequest.on(step.service(), day, zone).with(step.staff()).perPerson();
      choices.add(
          new Choice(service, availability.slots(tenant, desk ? request.byDesk() : request)));
    }
    var found = new ArrayList<List<Slot>>();
    var looks = new Looks();
    ZonedDateTime last = null;
    for (var first : choices.getFirst().slots()) {
      if (found.size() == limit) {
        break;
      }
      // One way per start is enough.
      if (first.start().equals(last)) {
        continue;
      }
      var chain = new ArrayList<>(List.of(first));
      if (extend(choices, chain, order, looks)) {
        found.add(List.copyOf(chain));
        last = first.start();
      }
    }
    return found;
  }

  // Tries the slots of the next step; goes back when an earlier choice leaves it none.
  private static boolean extend(List<Choice> choices, List<Slot> chain, Order order, Looks looks) {
    if (chain.size() == choices.size()) {
      return true;
    }
    var next = choices.get(chain.size());
    for (var slot : next.slots()) {
      if (!looks.take()) {
        return false;
      }
      if (follows(choices, chain, next, slot, order)) {
        chain.add(slot);
        if (extend(choices, chain, order, looks)) {
          return true;
        }
        chain.removeLast();
      }
    }
    return false;
  }

  private static boolean follows(
      List<Choice> choices, List<Slot> chain, Choice next, Slot slot, Order order) {
    var previous = chain.getLast();
    boolean inPlace =
        switch (order) {
          case AT_ONCE -> slot.start().equals(chain.getFirst().start());
          case IN_A_ROW ->
              !slot.start().isBefore(previous.end())
                  && !slot.start().isAfter(previous.end().plus(LONGEST_GAP));
        };
    if (!inPlace) {
      return false;
    }
    for (int i = 0; i < chain.size(); i++) {
      var other = chain.get(i);
      boolean apart =
          !slot.start()
                  .minus(next.service().before())
                  .isBefore(other.end().plus(choices.get(i).service().after()))
              || !other
                  .start()
                  .minus(choices.get(i).service().before())
                  .isBefore(slot.end().plus(next.service().after()));
      if (!apart && other.staff().equals(slot.staff())) {
        return false;
      }
    }
    return true;
  }
}
