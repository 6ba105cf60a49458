package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.sync.Conflicts;
import io.frontdesk.calendar.sync.Conflicts.Decision;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Calendar → Conflicts: what people changed in their other calendars, to be decided here.
@Controller
@RequestMapping("/w/{workspace}/calendar/conflicts")
public class ConflictPages {
  private final Conflicts conflicts;
  private final Bookings bookings;

  ConflictPages(Conflicts conflicts, Bookings bookings) {
    this.conflicts = conflicts;
    this.bookings = bookings;
  }

  /// @param there when it is elsewhere, in words; null when it was deleted there
  public record Line(UUID id, Appointment appointment, String calendar, @Nullable String there) {}

  /// An appointment at a time at which the person's other calendar has something.
  public record Meeting(Appointment appointment, String calendar, String there) {}

  @GetMapping
  @Needs(Permission.VIEW_CALENDAR)
  String list(Caller caller, Frame frame, Model model) {
    return page(caller, frame, null, model);
  }

  @PostMapping("/{conflict}")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String decide(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID conflict,
      @RequestParam(defaultValue = "") String decision,
      Model model,
      HttpServletResponse response) {
    conflicts.require(caller.tenant(), conflict);
    var chosen =
        switch (decision) {
          case "ours" -> Decision.OURS;
          case "theirs" -> Decision.THEIRS;
          case "leave" -> Decision.LEAVE;
          default -> throw Refusal.field("decision", "Choose ours, theirs or leave.");
        };
    try {
      conflicts.decide(caller.tenant(), caller.actor(), conflict, chosen);
    } catch (Refusal refused) {
      if (refused.kind() != Refusal.Kind.CONFLICT) {
        throw refused;
      }
      response.setStatus(409);
      return page(caller, frame, refused.text(), model);
    }
    notice.say(
        switch (chosen) {
          case OURS -> "Our appointment is written there again.";
          case THEIRS -> "Our appointment follows. The client is told.";
          case LEAVE -> "Both stay as they are.";
        });
    return "redirect:" + caller.path("/calendar/conflicts");
  }

  private String page(Caller caller, Frame frame, @Nullable String problem, Model model) {
    var tenant = caller.tenant();
    List<Line> lines =
        conflicts.open(tenant).stream()
            .map(
                one -> {
                  var ours = bookings.require(tenant, one.appointment());
                  return new Line(
                      one.id(), ours, one.calendarName(), said(ours, one.start(), one.end()));
                })
            .toList();
    List<Meeting> meetings =
        conflicts.overlaps(tenant).stream()
            .map(
                one -> {
                  var ours = bookings.require(tenant, one.appointment());
                  return new Meeting(
                      ours, one.calendar(), String.valueOf(said(ours, one.start(), one.end())));
                })
            .toList();
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("lines", lines)
        .addAttribute("meetings", meetings)
        .addAttribute("problem", problem);
    return "calendar/conflicts";
  }

  private static @Nullable String said(
      Appointment ours, @Nullable Instant start, @Nullable Instant end) {
    return start == null || end == null
        ? null
        : SpokenTimes.say(start.atZone(ours.zone()))
            + " to "
            + SpokenTimes.sayTime(end.atZone(ours.zone()));
  }
}
