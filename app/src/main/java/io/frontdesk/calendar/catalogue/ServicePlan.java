package io.frontdesk.calendar.catalogue;

import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.tenancy.WeekHours;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service with everything that decides when it can be: who, their hours, what it takes. The
/// lists of the service itself are left empty here.
public record ServicePlan(Service service, List<Person> people, List<Need> needs) {
  public ServicePlan {
    people = List.copyOf(people);
    needs = List.copyOf(needs);
  }

  /// @param hours null: whenever the workspace is open
  public record Person(
      StaffId id,
      String name,
      int priority,
      @Nullable WeekHours hours,
      List<StaffException> exceptions) {
    public Person {
      exceptions = List.copyOf(exceptions);
    }
  }

  public record Need(int quantity, List<Capacity> resources) {
    public Need {
      resources = List.copyOf(resources);
    }
  }

  public record Capacity(ResourceId resource, int capacity) {}
}
