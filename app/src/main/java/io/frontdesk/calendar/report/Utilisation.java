package io.frontdesk.calendar.report;

import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Resource;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.availability.DayHours;
import io.frontdesk.calendar.availability.LocalHours;
import io.frontdesk.calendar.availability.Spans;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// How much of the open time was booked.
@Service
public class Utilisation {
  /// Longest stretch a report covers.
  public static final int MOST_DAYS = 366;

  private final UtilisationStore store;
  private final Catalogue catalogue;
  private final OpeningHours openingHours;
  private final Workspaces workspaces;
  private final TenantTransactions transactions;
  private final Clock clock;

  Utilisation(
      UtilisationStore store,
      Catalogue catalogue,
      OpeningHours openingHours,
      Workspaces workspaces,
      TenantTransactions transactions,
      Clock clock) {
    this.store = store;
    this.catalogue = catalogue;
    this.openingHours = openingHours;
    this.workspaces = workspaces;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// One line of the report.
  ///
  /// @param minutes booked, buffers left out; cancelled ones don't count
  /// @param available minutes that could have been booked; null where that is not known
  /// @param came how many were due by now
  public record Line(
      String name,
      long minutes,
      @Nullable Long available,
      int booked,
      int cancelled,
      int missed,
      int came) {
    /// Booked part of the available time in per cent; null when there was none.
    public @Nullable Integer share() {
      return available == null || available == 0
          ? null
          : (int) Math.min(100, Math.round(100.0 * minutes / available));
    }

    /// Part of those due that did not come, in per cent; null when none was due.
    public @Nullable Integer missedShare() {
      return came == 0 ? null : (int) Math.round(100.0 * missed / came);
    }

    /// E.g. `12 h 30 min`.
    public String time() {
      return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
  }

  /// @param first first day, in the workspace's zone
  /// @param last last day, included
  public record Report(
      LocalDate first,
      LocalDate last,
      Line total,
      List<Line> staff,
      List<Line> resources,
      List<Line> services) {
    public Report {
      staff = List.copyOf(staff);
      resources = List.copyOf(resources);
      services = List.copyOf(services);
    }
  }

  /// Days in the wrong order are turned; more than [#MOST_DAYS] are cut at the end.
  public Report of(TenantId tenant, LocalDate one, LocalDate other) {
    var first = one.isAfter(other) ? other : one;
    var wished = one.isAfter(other) ? one : other;
    var last =
        wished.isAfter(first.plusDays(MOST_DAYS - 1L)) ? first.plusDays(MOST_DAYS - 1L) : wished;
    return transactions.read(tenant, () -> report(tenant, first, last));
  }

  private Report report(TenantId tenant, LocalDate first, LocalDate last) {
    var zone = workspaces.require(tenant).zone();
    var from = first.atStartOfDay(zone).toInstant();
    var until = last.plusDays(1).atStartOfDay(zone).toInstant();
    var now = clock.instant();
    var open = open(tenant, zone, first, last);
    var exceptions = store.exceptions(tenant, first, last);
    var byStaff = index(store.byStaff(tenant, from, until, now));
    var staff = new ArrayList<Line>();
    for (var person : catalogue.allStaff(tenant)) {
      var sum = byStaff.get(person.id().value());
      if (sum != null || !person.archived()) {
        long available =
            person.archived()
                ? 0
                : minutes(
                    works(
                        zone,
                        first,
                        last,
                        open,
                        person,
                        exceptions.getOrDefault(person.id().value(), List.of())));
        staff.add(line(person.name(), sum, available));
      }
    }
    var byResource = index(store.byResource(tenant, from, until, now));
    var resources =
        catalogue.resources(tenant).stream()
            .filter(one -> !one.archived() || byResource.containsKey(one.id().value()))
            .map(
                (Resource one) ->
                    line(
                        one.name(),
                        byResource.get(one.id().value()),
                        minutes(open) * one.capacity()))
            .toList();
    var services =
        store.byService(tenant, from, until, now).stream()
            .map(sum -> line(sum.name(), sum, null))
            .toList();
    return new Report(first, last, total(staff), staff, resources, services);
  }

  private static Line total(List<Line> lines) {
    return new Line(
        "Everyone",
        lines.stream().mapToLong(Line::minutes).sum(),
        lines.stream()
            .map(Line::available)
            .mapToLong(available -> available == null ? 0 : available)
            .sum(),
        lines.stream().mapToInt(Line::booked).sum(),
        lines.stream().mapToInt(Line::cancelled).sum(),
        lines.stream().mapToInt(Line::missed).sum(),
        lines.stream().mapToInt(Line::came).sum());
  }

  private static Line line(
      String name, UtilisationStore.@Nullable Sum sum, @Nullable Long available) {
    return sum == null
        ? new Line(name, 0, available, 0, 0, 0, 0)
        : new Line(
            name,
            sum.minutes(),
            available,
            sum.booked(),
            sum.cancelled(),
            sum.missed(),
            sum.came());
  }

  private Spans open(TenantId tenant, ZoneId zone, LocalDate first, LocalDate last) {
    var open = openingHours.between(tenant, first, last);
    return spans(zone, first, last, open::on);
  }

  private static Spans works(
      ZoneId zone,
      LocalDate first,
      LocalDate last,
      Spans open,
      Staff person,
      List<StaffException> exceptions) {
    var own = person.week();
    var week = own == null ? null : own.whole();
    var works =
        spans(zone, first, last, day -> DayHours.works(covering(exceptions, day), week, day));
    return open.intersect(works)
        .minus(spans(zone, first, last, day -> DayHours.away(covering(exceptions, day))));
  }

  private static List<StaffException> covering(List<StaffException> exceptions, LocalDate day) {
    return exceptions.stream().filter(one -> one.covers(day)).toList();
  }

  private static Spans spans(
      ZoneId zone, LocalDate first, LocalDate last, Function<LocalDate, List<TimeRange>> ranges) {
    var days = new ArrayList<LocalHours.Day>();
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      for (var range : ranges.apply(day)) {
        days.add(new LocalHours.Day(day, range));
      }
    }
    return LocalHours.spans(zone, days);
  }

  private static long minutes(Spans spans) {
    return spans.list().stream().mapToLong(span -> span.to() - span.from()).sum() / 60;
  }

  private static Map<UUID, UtilisationStore.Sum> index(List<UtilisationStore.Sum> sums) {
    return sums.stream().collect(Collectors.toMap(UtilisationStore.Sum::id, Function.identity()));
  }
}
