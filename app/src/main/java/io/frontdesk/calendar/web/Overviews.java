package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Colours;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.DiaryViews;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Draws the month and the list.
@Component
public class Overviews {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("h:mm a", Locale.US);
  private static final DateTimeFormatter DAY_CLOCK =
      DateTimeFormatter.ofPattern("EEE, MMM d, h:mm a", Locale.US);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM uuuu", Locale.US);
  private static final int PER_DAY = 3;
  private static final int PER_PAGE = 50;
  private static final int WEEKS = 6;

  private final DiaryViews views;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final TenantTransactions transactions;
  private final Clock clock;

  Overviews(
      DiaryViews views,
      Catalogue catalogue,
      Contacts contacts,
      Workspaces workspaces,
      TenantTransactions transactions,
      Clock clock) {
    this.views = views;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// @param staff id of one person, or empty for all
  Month month(Caller caller, LocalDate day, String staff) {
    var zone = workspaces.require(caller.tenant()).zone();
    var today = clock.instant().atZone(zone).toLocalDate();
    var first = day.withDayOfMonth(1);
    var begin = first.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    var end = begin.plusWeeks(WEEKS);
    var glimpses =
        transactions.read(
            caller.tenant(),
            () -> views.glimpses(caller.tenant(), begin, end, zone, person(staff), PER_DAY));
    var names = names(caller, glimpses.stream().map(DiaryViews.Glimpse::contact).toList());
    var byDay = glimpses.stream().collect(Collectors.groupingBy(DiaryViews.Glimpse::day));
    var days = new ArrayList<Month.Day>();
    for (var date = begin; date.isBefore(end); date = date.plusDays(1)) {
      var own = byDay.getOrDefault(date, List.of());
      int count = own.isEmpty() ? 0 : own.getFirst().ofDay();
      days.add(
          new Month.Day(
              date,
              date.getMonth() == first.getMonth(),
              date.equals(today),
              own.stream().map(one -> line(one, names, zone)).toList(),
              count,
              count - own.size()));
    }
    return new Month(
        day,
        first.format(MONTH),
        first.minusMonths(1),
        first.plusMonths(1),
        today,
        staff,
        people(caller),
        days);
  }

  /// A page of the list.
  ///
  /// @param next position behind its last line, for the address of the next page; null at the end
  public record Page(List<Board.Line> lines, @Nullable String next) {}

  /// Appointments from the start of a day on, for a year, by start.
  ///
  /// @param after position of an earlier page, or empty
  Page list(Caller caller, LocalDate from, String staff, String state, String after) {
    var zone = workspaces.require(caller.tenant()).zone();
    var begin = from.atStartOfDay(zone).toInstant();
    var position = Position.parse(after, begin);
    var wanted = state.isEmpty() ? null : state(state);
    var found =
        transactions.read(
            caller.tenant(),
            () ->
                views.list(
                    caller.tenant(),
                    begin,
                    from.plusYears(1).atStartOfDay(zone).toInstant(),
                    person(staff),
                    wanted,
                    position.start(),
                    position.id(),
                    PER_PAGE + 1));
    var shown = found.subList(0, Math.min(PER_PAGE, found.size()));
    var names = names(caller, shown.stream().map(DiaryViews.Entry::contact).toList());
    return new Page(
        shown.stream()
            .map(
                one ->
                    new Board.Line(
                        one.id().toString(),
                        one.startsAt().atZone(zone).format(DAY_CLOCK),
                        names.getOrDefault(one.contact(), "Booked"),
                        one.service(),
                        one.staff(),
                        one.state().label(),
                        Boards.tone(one.state()),
                        Colours.css(one.colour())))
            .toList(),
        found.size() > PER_PAGE ? shown.getLast().startsAt() + "_" + shown.getLast().id() : null);
  }

  List<Board.Person> people(Caller caller) {
    return catalogue.staff(caller.tenant()).stream()
        .map(one -> new Board.Person(one.id().toString(), one.name()))
        .toList();
  }

  private record Position(Instant start, UUID id) {
    static Position parse(String text, Instant otherwise) {
      try {
        int at = text.indexOf('_');
        return at < 0
            ? new Position(otherwise, new UUID(0, 0))
            : new Position(
                Instant.parse(text.substring(0, at)), UUID.fromString(text.substring(at + 1)));
      } catch (java.time.DateTimeException | IllegalArgumentException none) {
        return new Position(otherwise, new UUID(0, 0));
      }
    }
  }

  private Map<UUID, String> names(Caller caller, Collection<UUID> clients) {
    if (!caller.may(Permission.VIEW_CONTACTS)) {
      return Map.of();
    }
    return contacts
        .all(caller.tenant(), clients.stream().distinct().map(ContactId::new).toList())
        .entrySet()
        .stream()
        .collect(
            Collectors.toMap(one -> one.getKey().value(), one -> one.getValue().displayName()));
  }

  private static Board.Line line(DiaryViews.Glimpse one, Map<UUID, String> names, ZoneId zone) {
    var state = AppointmentState.ofCode(one.state());
    return new Board.Line(
        one.id().toString(),
        one.startsAt().atZone(zone).format(CLOCK),
        names.getOrDefault(one.contact(), "Booked"),
        one.service(),
        "",
        state.label(),
        Boards.tone(state),
        Colours.css(one.colour()));
  }

  private static @Nullable StaffId person(String id) {
    return id.isEmpty() ? null : StaffId.parse(id);
  }

  private static @Nullable AppointmentState state(String code) {
    try {
      return AppointmentState.ofCode(code);
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }
}
