package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The calendar by day and week, and what other pages show of it.
@Controller
@RequestMapping("/w/{workspace}/calendar")
class CalendarPages {
  private final Boards boards;
  private final Overviews overviews;
  private final Bookings bookings;
  private final Catalogue catalogue;
  private final Contacts contacts;

  CalendarPages(
      Boards boards,
      Overviews overviews,
      Bookings bookings,
      Catalogue catalogue,
      Contacts contacts) {
    this.boards = boards;
    this.overviews = overviews;
    this.bookings = bookings;
    this.catalogue = catalogue;
    this.contacts = contacts;
  }

  @GetMapping
  @Needs(Permission.VIEW_CALENDAR)
  String calendar(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(defaultValue = "day") String view,
      @RequestParam(defaultValue = "") String staff,
      @RequestHeader(name = "HX-Target", defaultValue = "") String target,
      Model model) {
    var wished = day(day, boards.today(caller));
    model.addAttribute("frame", frame).addAttribute("caller", caller);
    if (view.equals("month")) {
      model.addAttribute("month", overviews.month(caller, wished, one(staff)));
      return "calendar/month";
    }
    var shown =
        switch (view) {
          case "week" -> Board.View.WEEK;
          case "rooms" -> Board.View.ROOMS;
          default -> Board.View.DAY;
        };
    model
        .addAttribute("board", boards.draw(caller, shown, wished, one(staff)))
        .addAttribute("path", caller.path("/calendar"));
    if (target.equals("calendar-board")) {
      return "calendar/board";
    }
    model.addAttribute("services", catalogue.services(caller.tenant()).size());
    return "calendar/calendar";
  }

  /// Appointments as a list, from a day on.
  @GetMapping("/list")
  @Needs(Permission.VIEW_CALENDAR)
  String list(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(defaultValue = "") String staff,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String after,
      Model model) {
    var from = day(day, boards.today(caller));
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("day", from)
        .addAttribute("today", boards.today(caller))
        .addAttribute("staff", one(staff))
        .addAttribute("state", state)
        .addAttribute("people", overviews.people(caller))
        .addAttribute("first", after.isEmpty())
        .addAttribute("page", overviews.list(caller, from, one(staff), state, after));
    return "calendar/list";
  }

  /// Today's appointments, for the Today page.
  @GetMapping("/panel/today")
  @Needs(Permission.VIEW_CALENDAR)
  String today(Caller caller, Model model) {
    var board = boards.draw(caller, Board.View.DAY, boards.today(caller), "");
    model
        .addAttribute("caller", caller)
        .addAttribute("lines", board.agenda().stream().flatMap(d -> d.lines().stream()).toList());
    return "calendar/panel-today";
  }

  /// A person's appointments, for their page.
  @GetMapping("/panel/contact/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  String contact(Caller caller, @PathVariable UUID id, Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", contact.id().toString())
        .addAttribute("upcoming", bookings.upcoming(caller.tenant(), contact.id()))
        .addAttribute("latest", bookings.latest(caller.tenant(), contact.id(), 20));
    return "calendar/panel-contact";
  }

  /// One appointment, for the page of the call in which it was booked.
  @GetMapping("/panel/appointment/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  String appointment(Caller caller, @PathVariable UUID id, Model model) {
    model
        .addAttribute("caller", caller)
        .addAttribute("appointment", bookings.require(caller.tenant(), new AppointmentId(id)));
    return "calendar/panel-appointment";
  }

  /// People to choose from while booking.
  @GetMapping("/people")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String people(Caller caller, @RequestParam(defaultValue = "") String q, Model model) {
    var text = q.length() > 200 ? q.substring(0, 200) : q;
    model
        .addAttribute("q", text)
        .addAttribute(
            "found",
            text.isBlank() || !caller.may(Permission.VIEW_CONTACTS)
                ? List.of()
                : contacts.search(caller.tenant(), text, 6));
    return "calendar/people";
  }

  static LocalDate day(String text, LocalDate otherwise) {
    try {
      var day = LocalDate.parse(text);
      return day.getYear() < 1990 || day.getYear() > 2200 ? otherwise : day;
    } catch (DateTimeException notADay) {
      return otherwise;
    }
  }

  private static String one(String id) {
    try {
      return id.isEmpty() ? "" : UUID.fromString(id).toString();
    } catch (IllegalArgumentException notAnId) {
      return "";
    }
  }
}
