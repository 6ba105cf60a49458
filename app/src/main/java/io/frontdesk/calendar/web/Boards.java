package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Classes;
import io.frontdesk.calendar.Colours;
import io.frontdesk.calendar.Resource;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Session;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.web.Board.AgendaDay;
import io.frontdesk.calendar.web.Board.Block;
import io.frontdesk.calendar.web.Board.Cell;
import io.frontdesk.calendar.web.Board.ClassLine;
import io.frontdesk.calendar.web.Board.Lane;
import io.frontdesk.calendar.web.Board.Line;
import io.frontdesk.calendar.web.Board.View;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Draws days and weeks.
@Component
class Boards {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("h:mm a", Locale.US);
  private static final DateTimeFormatter LONG =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, uuuu", Locale.US);
  private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("EEE d", Locale.US);
  private static final DateTimeFormatter MONTH_DAY =
      DateTimeFormatter.ofPattern("MMM d", Locale.US);
  private static final int STEPS_PER_HOUR = 12;

  private final Bookings bookings;
  private final Classes classes;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final OpeningHours openingHours;
  private final Clock clock;

  Boards(
      Bookings bookings,
      Classes classes,
      Catalogue catalogue,
      Contacts contacts,
      Workspaces workspaces,
      OpeningHours openingHours,
      Clock clock) {
    this.bookings = bookings;
    this.classes = classes;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.openingHours = openingHours;
    this.clock = clock;
  }

  ZoneId zone(Caller caller) {
    return workspaces.require(caller.tenant()).zone();
  }

  LocalDate today(Caller caller) {
    return clock.instant().atZone(zone(caller)).toLocalDate();
  }

  /// @param staff id of one person, or empty for all
  Board draw(Caller caller, View view, LocalDate day, String staff) {
    var zone = zone(caller);
    var today = clock.instant().atZone(zone).toLocalDate();
    var first =
        view != View.WEEK ? day : day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    var last = view != View.WEEK ? day : first.plusDays(6);
    var appointments =
        bookings
            .between(
                caller.tenant(),
                first.atStartOfDay(zone).toInstant(),
                last.plusDays(1).atStartOfDay(zone).toInstant(),
                false)
            .stream()
            .filter(one -> staff.isEmpty() || one.staff().toString().equals(staff))
            .toList();
    var sessions = sessions(caller, first, last, zone, staff);
    var names = names(caller, appointments);
    var pieces = pieces(caller, appointments, sessions, names, zone);
    var people = people(caller, pieces);
    var hours = hours(caller, first, last);
    int from = firstHour(hours, pieces, zone);
    int to = lastHour(hours, pieces, zone, from);
    var drawn = new Drawn(caller, pieces, hours, zone, today, from, to);
    var lanes =
        switch (view) {
          case DAY ->
              people.stream()
                  .filter(one -> staff.isEmpty() || one.id().toString().equals(staff))
                  .map(
                      one ->
                          lane(
                              drawn,
                              one.name(),
                              one.title(),
                              day,
                              one.id().toString(),
                              piece -> piece.people().contains(one.id())))
                  .toList();
          case ROOMS -> rooms(drawn, day);
          case WEEK ->
              first
                  .datesUntil(last.plusDays(1))
                  .map(
                      date ->
                          lane(
                              drawn,
                              date.format(SHORT),
                              "",
                              date,
                              staff,
                              piece -> piece.day(zone).equals(date)))
                  .toList();
        };
    var now = clock.instant().atZone(zone);
    boolean nowShown =
        !today.isBefore(first)
            && !today.isAfter(last)
            && now.getHour() >= from
            && now.getHour() < to;
    return new Board(
        view,
        day,
        view != View.WEEK
            ? day.format(LONG)
            : first.format(MONTH_DAY) + " – " + last.format(MONTH_DAY) + ", " + last.getYear(),
        view != View.WEEK ? day.minusDays(1) : day.minusWeeks(1),
        view != View.WEEK ? day.plusDays(1) : day.plusWeeks(1),
        today,
        staff,
        people.stream().map(one -> new Board.Person(one.id().toString(), one.name())).toList(),
        hourLabels(from, to),
        lanes,
        agenda(first, last, zone, appointments, sessions, names),
        appointments.size(),
        nowShown ? (now.getHour() - from) * STEPS_PER_HOUR + now.getMinute() / 5 : null,
        from);
  }

  /// Lines of a list.
  List<Line> lines(Caller caller, List<Appointment> appointments) {
    var names = names(caller, appointments);
    return appointments.stream().map(one -> line(one, names)).toList();
  }

  // Everyone who can be booked, and whoever still has something.
  private List<Staff> people(Caller caller, List<Piece> pieces) {
    var busy = pieces.stream().flatMap(one -> one.people().stream()).collect(Collectors.toSet());
    return catalogue.allStaff(caller.tenant()).stream()
        .filter(one -> !one.archived() || busy.contains(one.id()))
        .toList();
  }

  private Map<ContactId, String> names(Caller caller, List<Appointment> appointments) {
    if (!caller.may(Permission.VIEW_CONTACTS)) {
      return Map.of();
    }
    var names = new HashMap<ContactId, String>();
    contacts
        .all(
            caller.tenant(),
            appointments.stream().map(Appointment::contact).collect(Collectors.toSet()))
        .forEach((id, contact) -> names.put(id, contact.displayName()));
    return names;
  }

  private Map<LocalDate, List<TimeRange>> hours(Caller caller, LocalDate first, LocalDate last) {
    var open = openingHours.between(caller.tenant(), first, last);
    var hours = new HashMap<LocalDate, List<TimeRange>>();
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      hours.put(day, open.on(day));
    }
    return hours;
  }

  private static int firstHour(
      Map<LocalDate, List<TimeRange>> hours, List<Piece> pieces, ZoneId zone) {
    int first = 9;
    for (var ranges : hours.values()) {
      for (var range : ranges) {
        first = Math.min(first, range.from().getHour());
      }
    }
    for (var one : pieces) {
      first = Math.min(first, one.from().atZone(zone).getHour());
    }
    return first;
  }

  private static int lastHour(
      Map<LocalDate, List<TimeRange>> hours, List<Piece> pieces, ZoneId zone, int first) {
    int last = Math.max(17, first + 1);
    for (var ranges : hours.values()) {
      for (var range : ranges) {
        last = Math.max(last, range.endsDay() ? 24 : up(range.to()));
      }
    }
    for (var one : pieces) {
      var end = one.until().atZone(zone);
      boolean sameDay = end.toLocalDate().equals(one.day(zone));
      last = Math.max(last, sameDay ? up(end.toLocalTime()) : 24);
    }
    return Math.min(24, last);
  }

  private static int up(LocalTime time) {
    return time.getHour() + (time.getMinute() > 0 ? 1 : 0);
  }

  private static List<String> hourLabels(int from, int to) {
    var labels = new ArrayList<String>();
    for (int hour = from; hour < to; hour++) {
      labels.add(
          hour == 12 ? "Noon" : (hour % 12 == 0 ? 12 : hour % 12) + (hour < 12 ? " AM" : " PM"));
    }
    return labels;
  }

  /// What takes time of somebody: an appointment, or a class with all who come.
  ///
  /// @param holder of its rooms
  /// @param face how it looks, wherever it is drawn
  private record Piece(Instant from, Instant until, List<StaffId> people, UUID holder, Block face) {
    LocalDate day(ZoneId zone) {
      return from.atZone(zone).toLocalDate();
    }
  }

  private List<Session> sessions(
      Caller caller, LocalDate first, LocalDate last, ZoneId zone, String staff) {
    var from = first.atStartOfDay(zone).toInstant();
    return classes
        .between(
            caller.tenant(),
            from.minus(Duration.ofDays(1)),
            last.plusDays(1).atStartOfDay(zone).toInstant(),
            false)
        .stream()
        .filter(one -> one.endsAt().isAfter(from))
        .filter(one -> staff.isEmpty() || one.staff().toString().equals(staff))
        .toList();
  }

  // Whoever comes to a class is part of it.
  private List<Piece> pieces(
      Caller caller,
      List<Appointment> appointments,
      List<Session> sessions,
      Map<ContactId, String> names,
      ZoneId zone) {
    boolean books = caller.may(Permission.BOOK_APPOINTMENTS);
    var shown = sessions.stream().map(Session::id).collect(Collectors.toSet());
    var colours = new HashMap<ServiceId, String>();
    if (!sessions.isEmpty()) {
      catalogue
          .allServices(caller.tenant())
          .forEach(service -> colours.put(service.id(), service.colour()));
    }
    var pieces = new ArrayList<Piece>();
    for (var one : appointments) {
      var seat = one.seat();
      if (seat == null || !shown.contains(seat.session())) {
        pieces.add(piece(one, names, zone, books));
      }
    }
    for (var one : sessions) {
      pieces.add(piece(one, colours.getOrDefault(one.service(), ""), zone));
    }
    return pieces;
  }

  private static Piece piece(
      Appointment one, Map<ContactId, String> names, ZoneId zone, boolean books) {
    var people = new ArrayList<StaffId>(one.team());
    people.add(one.staff());
    boolean open = books && one.state().isOpen();
    var id = one.id().toString();
    return new Piece(
        one.startsAt(),
        one.endsAt(),
        people,
        one.id().value(),
        new Block(
            0,
            0,
            Colours.css(one.colour()) + " state-" + one.state().code(),
            id,
            "appointments/" + id,
            one.startsAt().atZone(zone).format(CLOCK),
            names.getOrDefault(one.contact(), "Booked"),
            one.serviceName() + " · " + one.staffName(),
            open,
            open && one.seat() == null
                ? Duration.between(one.startsAt(), one.endsAt()).toMinutes()
                : 0));
  }

  private static Piece piece(Session one, String colour, ZoneId zone) {
    return new Piece(
        one.startsAt(),
        one.endsAt(),
        List.of(one.staff()),
        one.id().value(),
        new Block(
            0,
            0,
            Colours.css(colour) + " class" + (one.seatsLeft() == 0 ? " full" : ""),
            "",
            "classes/" + one.id(),
            one.startsAt().atZone(zone).format(CLOCK),
            one.serviceName(),
            seats(one) + " · " + one.staffName(),
            false,
            0));
  }

  private static String seats(Session one) {
    return one.taken() + " of " + one.seats() + " taken";
  }

  /// What all lanes of a board share.
  private record Drawn(
      Caller caller,
      List<Piece> pieces,
      Map<LocalDate, List<TimeRange>> hours,
      ZoneId zone,
      LocalDate today,
      int from,
      int to) {}

  private List<Lane> rooms(Drawn drawn, LocalDate day) {
    var tenant = drawn.caller().tenant();
    var taken =
        bookings.resources(
            tenant,
            day.atStartOfDay(drawn.zone()).toInstant(),
            day.plusDays(1).atStartOfDay(drawn.zone()).toInstant());
    return catalogue.resources(tenant).stream()
        .filter(one -> !one.archived())
        .map(
            one ->
                lane(
                    drawn,
                    one.name(),
                    one.kind() == Resource.Kind.ROOM ? "Room" : "Device",
                    day,
                    "",
                    piece ->
                        taken.getOrDefault(piece.holder(), Set.of()).contains(one.id().value())))
        .toList();
  }

  private Lane lane(
      Drawn drawn,
      String title,
      String detail,
      LocalDate date,
      String staff,
      Predicate<Piece> inside) {
    var open = drawn.hours().getOrDefault(date, List.of());
    boolean books = drawn.caller().may(Permission.BOOK_APPOINTMENTS);
    var cells = new ArrayList<Cell>();
    if (books) {
      for (var range : open) {
        cells(date, range, drawn.from(), drawn.to(), staff, drawn.zone(), cells);
      }
    }
    return new Lane(
        title,
        detail,
        date.equals(drawn.today()),
        date,
        staff,
        closed(open, drawn.from(), drawn.to()),
        cells,
        blocks(drawn, drawn.pieces().stream().filter(inside).toList(), date));
  }

  private void cells(
      LocalDate date,
      TimeRange range,
      int from,
      int to,
      String staff,
      ZoneId zone,
      List<Cell> cells) {
    int end = range.endsDay() ? 24 * 60 : range.to().toSecondOfDay() / 60;
    int begin = Math.ceilDiv(range.from().toSecondOfDay() / 60, 30) * 30;
    for (int minute = begin; minute + 30 <= Math.min(end, to * 60); minute += 30) {
      var at = date.atTime(minute / 60, minute % 60);
      if (at.atZone(zone).toInstant().isBefore(clock.instant())) {
        continue;
      }
      cells.add(
          new Cell(minute / 5 - from * STEPS_PER_HOUR, 6, at.toString(), staff, at.format(CLOCK)));
    }
  }

  private static List<Block> closed(List<TimeRange> open, int from, int to) {
    var closed = new ArrayList<Block>();
    int at = from * STEPS_PER_HOUR;
    for (var range : open) {
      int begin = range.from().toSecondOfDay() / 300;
      if (begin > at) {
        closed.add(block(at - from * STEPS_PER_HOUR, begin - at));
      }
      at = range.endsDay() ? 24 * STEPS_PER_HOUR : range.to().toSecondOfDay() / 300;
    }
    if (at < to * STEPS_PER_HOUR) {
      closed.add(block(at - from * STEPS_PER_HOUR, to * STEPS_PER_HOUR - at));
    }
    return closed;
  }

  private static Block block(int at, int length) {
    return new Block(at, length, "closed", "", "", "", "", "", false, 0);
  }

  // Side by side where they overlap: each takes the first free column of its cluster.
  private static List<Block> blocks(Drawn drawn, List<Piece> pieces, LocalDate date) {
    var zone = drawn.zone();
    int from = drawn.from();
    int to = drawn.to();
    var sorted = new ArrayList<>(pieces);
    sorted.sort(Comparator.comparing(Piece::from));
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < sorted.size(); ) {
      var end = sorted.get(i).until();
      int j = i + 1;
      while (j < sorted.size() && sorted.get(j).from().isBefore(end)) {
        end = sorted.get(j).until().isAfter(end) ? sorted.get(j).until() : end;
        j++;
      }
      var cluster = sorted.subList(i, j);
      var columns = columns(cluster);
      int wide = Math.min(4, columns.stream().mapToInt(Integer::intValue).max().orElse(0) + 1);
      for (int k = 0; k < cluster.size(); k++) {
        var one = cluster.get(k);
        int at = step(one.from().atZone(zone), date, from);
        int until = step(one.until().atZone(zone), date, from);
        int begin = Math.max(0, at);
        int length = Math.max(3, Math.min(until, (to - from) * STEPS_PER_HOUR) - begin);
        var lane = " lane-" + (columns.get(k) % 4 + 1) + "-of-" + wide;
        blocks.add(one.face().at(begin, length, lane));
      }
      i = j;
    }
    return blocks;
  }

  private static List<Integer> columns(List<Piece> cluster) {
    var ends = new ArrayList<Instant>();
    var columns = new ArrayList<Integer>();
    for (var one : cluster) {
      int column = 0;
      while (column < ends.size() && ends.get(column).isAfter(one.from())) {
        column++;
      }
      if (column == ends.size()) {
        ends.add(one.until());
      } else {
        ends.set(column, one.until());
      }
      columns.add(column);
    }
    return columns;
  }

  private static int step(ZonedDateTime at, LocalDate date, int from) {
    int days = (int) (at.toLocalDate().toEpochDay() - date.toEpochDay());
    return (days * 24 + at.getHour() - from) * STEPS_PER_HOUR + at.getMinute() / 5;
  }

  private static List<AgendaDay> agenda(
      LocalDate first,
      LocalDate last,
      ZoneId zone,
      List<Appointment> appointments,
      List<Session> sessions,
      Map<ContactId, String> names) {
    var days = new ArrayList<AgendaDay>();
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      var date = day;
      var lines =
          appointments.stream()
              .filter(one -> one.startsAt().atZone(zone).toLocalDate().equals(date))
              .map(one -> line(one, names))
              .toList();
      var meetings =
          sessions.stream()
              .filter(one -> one.startsAt().atZone(zone).toLocalDate().equals(date))
              .map(
                  one ->
                      new ClassLine(
                          "classes/" + one.id(),
                          one.start().format(CLOCK),
                          one.serviceName() + " · " + one.staffName(),
                          seats(one)))
              .toList();
      if (!lines.isEmpty() || !meetings.isEmpty()) {
        days.add(new AgendaDay(day, day.format(LONG), lines, meetings));
      }
    }
    return days;
  }

  private static Line line(Appointment one, Map<ContactId, String> names) {
    return new Line(
        one.id().toString(),
        one.start().format(CLOCK),
        names.getOrDefault(one.contact(), "Booked"),
        one.serviceName(),
        one.staffName(),
        one.state().label(),
        tone(one.state()),
        Colours.css(one.colour()));
  }

  static String tone(AppointmentState state) {
    return switch (state) {
      case BOOKED -> "info";
      case CONFIRMED, CHECKED_IN -> "accent";
      case COMPLETED -> "ok";
      case CANCELLED -> "";
      case NO_SHOW -> "danger";
    };
  }

  static String name(@Nullable Contact contact) {
    return contact == null ? "A client" : contact.displayName();
  }
}
