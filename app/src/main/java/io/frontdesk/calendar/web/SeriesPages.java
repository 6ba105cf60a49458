package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Groups;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Occurrence;
import io.frontdesk.calendar.Series;
import io.frontdesk.calendar.SeriesOutcome;
import io.frontdesk.calendar.SeriesRequest;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Appointments that repeat: seen before they are booked, changed one, from one on, or all.
@Controller
@RequestMapping("/w/{workspace}/calendar")
class SeriesPages {
  private final Series series;
  private final Groups groups;
  private final Bookings bookings;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final Boards boards;

  SeriesPages(
      Series series,
      Groups groups,
      Bookings bookings,
      Catalogue catalogue,
      Contacts contacts,
      Boards boards) {
    this.series = series;
    this.groups = groups;
    this.bookings = bookings;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.boards = boards;
  }

  /// What a rule comes to, with the times that are taken.
  @PostMapping("/series/preview")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String preview(Caller caller, Frame frame, @RequestParam Map<String, String> sent, Model model) {
    var values = new HashMap<>(sent);
    values.putIfAbsent("repeat", "WEEKLY");
    values.putIfAbsent("interval", "1");
    values.putIfAbsent("times", "10");
    return page(caller, frame, Filled.of(values), model);
  }

  @PostMapping("/series")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String book(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var staff = Sent.idOrNull("staff", sent.get("staff"));
      var key = sent.getOrDefault("key", "");
      var first = first(caller, sent);
      var outcome =
          series.book(
              caller.tenant(),
              new SeriesRequest(
                      new ServiceId(Sent.id("service", sent.get("service"))),
                      first,
                      rule(first, sent),
                      staff == null ? null : new StaffId(staff),
                      client(caller, sent),
                      chosen(sent),
                      Source.DESK,
                      key.isBlank() || key.length() > 100 ? "desk-" + Uuid7.next() : key,
                      caller.actor(),
                      sent.getOrDefault("note", ""))
                  .at(location(sent)));
      return switch (outcome) {
        case SeriesOutcome.Done(_, var made) -> {
          notice.say("Booked " + made.size() + " appointments.");
          yield "redirect:" + caller.path("/calendar/appointments/" + made.getFirst().id());
        }
        case SeriesOutcome.Blocked(var blocked) ->
            page(
                caller,
                frame,
                new Filled(sent, Map.of(), "Nothing was booked: " + blocked.getFirst().say()),
                model);
        case SeriesOutcome.Refused(_, var say) ->
            page(caller, frame, new Filled(sent, Map.of(), say), model);
      };
    } catch (Refusal refusal) {
      return page(caller, frame, Filled.of(sent).refused(refusal), model);
    }
  }

  /// The series and the group of an appointment, for its page.
  @GetMapping("/appointments/{id}/together")
  @Needs(Permission.VIEW_CALENDAR)
  String together(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("appointment", appointment)
        .addAttribute("series", series.of(caller.tenant(), appointment.id()).orElse(null))
        .addAttribute("group", groups.of(caller.tenant(), appointment.id()).orElse(null));
    return "calendar/together";
  }

  @PostMapping("/appointments/{id}/series/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String cancel(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String scope) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    notice.say(
        said(
            series.cancel(
                caller.tenant(), appointment.id(), Series.Scope.ofCode(scope), "", caller.actor()),
            "Cancelled"));
    return "redirect:" + caller.path("/calendar/appointments/" + id);
  }

  @PostMapping("/appointments/{id}/series/move")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String move(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String scope,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(defaultValue = "") String time) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    notice.say(
        said(
            series.move(
                caller.tenant(),
                appointment.id(),
                Series.Scope.ofCode(scope),
                Sent.day("day", day).atTime(Sent.time("time", time)),
                null,
                Source.DESK,
                caller.actor()),
            "Moved"));
    return "redirect:" + caller.path("/calendar/appointments/" + id);
  }

  private static String said(SeriesOutcome outcome, String done) {
    return switch (outcome) {
      case SeriesOutcome.Done(_, var all) ->
          done + " " + all.size() + (all.size() == 1 ? " appointment." : " appointments.");
      case SeriesOutcome.Blocked(var blocked) -> "Nothing was changed: " + blocked.getFirst().say();
      case SeriesOutcome.Refused(_, var say) -> say;
    };
  }

  private String page(Caller caller, Frame frame, Filled filled, Model model) {
    var form = filled;
    List<Occurrence> occurrences = List.of();
    try {
      var staff = Sent.idOrNull("staff", form.get("staff"));
      client(caller, form.values());
      var first = first(caller, form.values());
      occurrences =
          series.preview(
              caller.tenant(),
              new ServiceId(Sent.id("service", form.get("service"))),
              first,
              rule(first, form.values()),
              staff == null ? null : new StaffId(staff),
              location(form.values()),
              Source.DESK);
    } catch (Refusal refusal) {
      form = form.refused(refusal);
    }
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("form", form)
        .addAttribute("services", catalogue.services(caller.tenant()))
        .addAttribute("staff", catalogue.staff(caller.tenant()))
        .addAttribute("locations", catalogue.locations(caller.tenant()))
        .addAttribute("occurrences", occurrences);
    return "calendar/series";
  }

  private ContactId client(Caller caller, Map<String, String> sent) {
    var contact = sent.getOrDefault("contact", "");
    if (contact.isBlank()) {
      throw Refusal.field("contact", "Choose a client of the list; a new one is added first.");
    }
    return contacts.require(caller.tenant(), new ContactId(Sent.id("contact", contact))).id();
  }

  // The form's time is the workspace's; what repeats keeps the time of the place.
  private LocalDateTime first(Caller caller, Map<String, String> sent) {
    var service =
        catalogue.require(caller.tenant(), new ServiceId(Sent.id("service", sent.get("service"))));
    return Sent.day("day", sent.get("day"))
        .atTime(Sent.time("time", sent.get("time")))
        .atZone(boards.zone(caller))
        .withZoneSameInstant(catalogue.zone(caller.tenant(), service, location(sent)))
        .toLocalDateTime();
  }

  private static @Nullable LocationId location(Map<String, String> sent) {
    var id = Sent.idOrNull("location", sent.get("location"));
    return id == null ? null : new LocationId(id);
  }

  private static String rule(LocalDateTime first, Map<String, String> sent) {
    var repeat = sent.getOrDefault("repeat", "").toUpperCase(Locale.ROOT);
    var day = first.toLocalDate();
    return "FREQ="
        + (repeat.equals("MONTHLY_DAY") ? "MONTHLY" : repeat)
        + ";INTERVAL="
        + sent.getOrDefault("interval", "1").strip()
        + ";COUNT="
        + sent.getOrDefault("times", "").strip()
        + (repeat.equals("MONTHLY_DAY")
            ? ";BYDAY="
                + ((day.getDayOfMonth() - 1) / 7 + 1)
                + day.getDayOfWeek().name().substring(0, 2)
            : "");
  }

  private static Set<LocalDateTime> chosen(Map<String, String> sent) {
    var chosen = new LinkedHashSet<LocalDateTime>();
    for (var name : sent.keySet()) {
      if (name.startsWith("at-")) {
        chosen.add(Sent.local("chosen", name.substring(3)));
      }
    }
    return chosen;
  }
}
