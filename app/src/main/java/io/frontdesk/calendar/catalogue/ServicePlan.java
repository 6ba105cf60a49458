package io.frontdesk.calendar.catalogue;

import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.StaffWeek;
import io.frontdesk.tenancy.WeekHours;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A service with everything that decides when it can be: who, their hours, what it takes, where.
/// The lists of the service itself are left empty here.
///
/// @param placed whether it is done at locations, archived ones too; else at the workspace itself
/// @param travel how long the way to each location of the workspace is, those without one left out
public record ServicePlan(
    Service service,
    List<Person> people,
    List<Need> needs,
    boolean placed,
    List<Site> sites,
    Map<UUID, Duration> travel) {
  public ServicePlan {
    people = List.copyOf(people);
    needs = List.copyOf(needs);
    sites = List.copyOf(sites);
    travel = Map.copyOf(travel);
  }

  /// @param week null: whenever the place is open
  /// @param turn when they last were booked for it, milliseconds of the epoch; 0 for never
  public record Person(
      StaffId id,
      String name,
      int priority,
      @Nullable StaffWeek week,
      @Nullable Integer maxPerDay,
      long turn,
      List<StaffException> exceptions) {
    public Person {
      exceptions = List.copyOf(exceptions);
    }
  }

  /// A place where it is done.
  ///
  /// @param hours null: those of the workspace
  public record Site(LocationId id, String name, ZoneId zone, @Nullable WeekHours hours) {}

  public record Need(int quantity, List<Capacity> resources) {
    public Need {
      resources = List.copyOf(resources);
    }
  }

  /// @param location where it stands; null: wherever it is needed
  public record Capacity(ResourceId resource, int capacity, @Nullable LocationId location) {}

  /// How far from its start an appointment of this service may meet another: its length and its
  /// buffers, and the longest way.
  public Duration reach(Duration length) {
    var way = travel.values().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    return length.plus(service.lead()).plus(service.tail()).plus(way);
  }

  /// Whether what else a person or the service has decides besides the time itself, so that it must
  /// be looked at again under a lock.
  public boolean isLimited() {
    return service.maxPerDay() != null
        || !travel.isEmpty()
        || people.stream().anyMatch(person -> person.maxPerDay() != null);
  }
}
