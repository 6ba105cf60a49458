package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.ClassDraft;
import io.frontdesk.calendar.Classes;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.SessionId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The meetings of classes: planned, resized, called off.
@Controller
@RequestMapping("/w/{workspace}/calendar/classes")
class ClassPages {
  private static final Duration SHOWN = Duration.ofDays(92);

  private final Classes classes;
  private final Catalogue catalogue;
  private final Bookings bookings;
  private final Boards boards;
  private final Clock clock;

  ClassPages(Classes classes, Catalogue catalogue, Bookings bookings, Boards boards, Clock clock) {
    this.classes = classes;
    this.catalogue = catalogue;
    this.bookings = bookings;
    this.boards = boards;
    this.clock = clock;
  }

  @GetMapping
  @Needs(Permission.VIEW_CALENDAR)
  String list(Caller caller, Frame frame, Model model) {
    return list(caller, frame, Filled.of(Map.of()), model);
  }

  @PostMapping
  @Needs(Permission.BOOK_APPOINTMENTS)
  String add(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var made = classes.hold(caller.tenant(), caller.actor(), draft(caller, sent));
      notice.say(made.size() == 1 ? "Planned." : made.size() + " planned, one a week.");
      return "redirect:" + caller.path("/calendar/classes");
    } catch (Refusal refusal) {
      return list(caller, frame, Filled.of(sent).refused(refusal), model);
    }
  }

  /// One meeting and those who come, in the panel beside the board or on its own.
  @GetMapping("/{session}")
  @Needs(Permission.VIEW_CALENDAR)
  String session(
      Caller caller,
      Frame frame,
      @PathVariable UUID session,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      Model model) {
    var one = classes.require(caller.tenant(), new SessionId(session));
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("session", one)
        .addAttribute("zone", boards.zone(caller))
        .addAttribute("form", Filled.of(Map.of()))
        .addAttribute(
            "coming", boards.lines(caller, bookings.ofSession(caller.tenant(), one.id())));
    return htmx.isEmpty() ? "calendar/session" : "calendar/session-body";
  }

  @PostMapping("/{session}/seats")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String seats(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID session,
      @RequestParam Map<String, String> sent,
      Model model) {
    var id = new SessionId(session);
    classes.require(caller.tenant(), id);
    try {
      var errors = new ArrayList<FieldError>();
      int seats = Fields.whole(sent, "seats", errors);
      if (!errors.isEmpty()) {
        throw Refusal.fields(errors);
      }
      classes.seats(caller.tenant(), caller.actor(), id, seats);
      notice.say("Saved.");
      return "redirect:" + caller.path("/calendar/classes");
    } catch (Refusal refusal) {
      var wrong =
          refusal.fields().isEmpty() ? refusal.text() : refusal.fields().getFirst().message();
      var form = new Filled(Map.of(), Map.of("seats-" + session, wrong), null);
      return list(caller, frame, form, model);
    }
  }

  @PostMapping("/{session}/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String cancel(
      Caller caller,
      Notice notice,
      @PathVariable UUID session,
      @RequestParam(defaultValue = "false") boolean following,
      @RequestParam(defaultValue = "") String reason) {
    int told =
        classes.callOff(caller.tenant(), caller.actor(), new SessionId(session), following, reason);
    notice.say(told == 0 ? "Called off." : "Called off. " + told + " people are told.");
    return "redirect:" + caller.path("/calendar/classes");
  }

  private ClassDraft draft(Caller caller, Map<String, String> sent) {
    var errors = new ArrayList<FieldError>();
    var service = sent.getOrDefault("service", "");
    if (service.isEmpty()) {
      errors.add(new FieldError("service", "Choose a class."));
    }
    var staff = sent.getOrDefault("staff", "");
    if (staff.isEmpty()) {
      errors.add(new FieldError("staff", "Choose who leads it."));
    }
    var day = Fields.day(sent, "day", errors);
    LocalTime time = null;
    try {
      time = LocalTime.parse(sent.getOrDefault("time", ""));
    } catch (DateTimeException notATime) {
      errors.add(new FieldError("time", "Give a time."));
    }
    var until = sent.getOrDefault("until", "").isEmpty() ? null : Fields.day(sent, "until", errors);
    var seats = Fields.wholeOrNull(sent, "seats", errors);
    if (!errors.isEmpty() || day == null || time == null) {
      throw Refusal.fields(errors);
    }
    var what = new ServiceId(Fields.id("service", service));
    var where = sent.getOrDefault("location", "");
    return new ClassDraft(
        what,
        new StaffId(Fields.id("staff", staff)),
        day.atTime(time),
        until,
        seats == null ? catalogue.require(caller.tenant(), what).seats() : seats,
        where.isEmpty() ? null : new LocationId(Fields.id("location", where)));
  }

  private String list(Caller caller, Frame frame, Filled form, Model model) {
    var now = clock.instant();
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("form", form)
        .addAttribute("zone", boards.zone(caller))
        .addAttribute("sessions", classes.between(caller.tenant(), now, now.plus(SHOWN), false))
        .addAttribute(
            "services",
            catalogue.services(caller.tenant()).stream().filter(Service::isClass).toList())
        .addAttribute("staff", catalogue.staff(caller.tenant()))
        .addAttribute("locations", catalogue.locations(caller.tenant()));
    return "calendar/classes";
  }
}
