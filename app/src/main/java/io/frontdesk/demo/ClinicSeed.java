package io.frontdesk.demo;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.OnlineBooking;
import io.frontdesk.knowledge.Draft;
import io.frontdesk.knowledge.Knowledge;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Opens the invented clinic with its hours, what the receptionist may tell, and its booking page.
@Component
class ClinicSeed {
  static final String SLUG = "tidewater-physiotherapy";

  private final Workspaces workspaces;
  private final OpeningHours hours;
  private final Knowledge knowledge;
  private final OnlineBooking booking;

  ClinicSeed(
      Workspaces workspaces, OpeningHours hours, Knowledge knowledge, OnlineBooking booking) {
    this.workspaces = workspaces;
    this.hours = hours;
    this.knowledge = knowledge;
    this.booking = booking;
  }

  Optional<Workspace> find() {
    return workspaces.findBySlug(SLUG);
  }

  Workspace open() {
    return workspaces.open(
        new NewWorkspace(Clinic.NAME, ZoneId.of(Clinic.ZONE), "US", "USD", null));
  }

  void furnish(TenantId tenant, Actor by) {
    hours.set(tenant, week());
    for (var page : Clinic.PAGES) {
      knowledge.add(tenant, by, new Draft(page.title(), page.category(), page.body()));
    }
    booking.publish(
        tenant,
        by,
        "Book at " + Clinic.NAME,
        "48 Harbor Street. Please come ten minutes early to your first visit.");
  }

  private static WeekHours week() {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : List.of(DayOfWeek.values()).subList(0, 4)) {
      days.put(day, List.of(TimeRange.of("08:00", "19:00")));
    }
    days.put(DayOfWeek.FRIDAY, List.of(TimeRange.of("08:00", "17:00")));
    days.put(DayOfWeek.SATURDAY, List.of(TimeRange.of("09:00", "13:00")));
    return new WeekHours(days);
  }
}
