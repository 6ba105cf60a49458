package io.frontdesk.calendar.page;

import io.frontdesk.access.Open;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Reminders;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.booking.Invitations;
import io.frontdesk.calendar.page.SelfService.Found;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// One appointment, for the client who has its link. Reading changes nothing, since mail scanners
/// read every link.
@Controller
@RequestMapping("/a/{token}")
class ManagePages {
  private static final String LINK = "the link is the right, and goes to the client only";

  private final SelfService self;
  private final BookingSites sites;
  private final Availability availability;
  private final Catalogue catalogue;
  private final Workspaces workspaces;
  private final Invitations invitations;
  private final Reminders reminders;
  private final Clock clock;

  ManagePages(
      SelfService self,
      BookingSites sites,
      Availability availability,
      Catalogue catalogue,
      Workspaces workspaces,
      Invitations invitations,
      Reminders reminders,
      Clock clock) {
    this.self = self;
    this.sites = sites;
    this.availability = availability;
    this.catalogue = catalogue;
    this.workspaces = workspaces;
    this.invitations = invitations;
    this.reminders = reminders;
    this.clock = clock;
  }

  @Open(LINK)
  @GetMapping
  String show(@PathVariable String token, HttpServletResponse response, Model model) {
    Headers.secret(response);
    return show(self.require(token), token, null, model);
  }

  @Open(LINK)
  @GetMapping("/move")
  String times(
      @PathVariable String token,
      @RequestParam(defaultValue = "") String from,
      HttpServletResponse response,
      Model model) {
    Headers.secret(response);
    var found = self.require(token);
    return mayChange(found) ? times(found, token, from, null, model) : "redirect:/a/" + token;
  }

  @Open(value = LINK, csrf = false)
  @PostMapping("/move")
  String move(
      @PathVariable String token,
      @RequestParam(defaultValue = "") String time,
      HttpServletResponse response,
      Model model) {
    Headers.secret(response);
    var found = self.require(token);
    if (!mayChange(found)) {
      response.setStatus(Refusal.Kind.CONFLICT.status());
      return show(found, token, null, model);
    }
    var chosen = BookingPages.Chosen.parse(time);
    if (chosen.isEmpty()) {
      response.setStatus(Refusal.Kind.INVALID.status());
      return times(found, token, "", "Choose one of the times.", model);
    }
    return switch (self.move(found, chosen.get().start(), chosen.get().staff())) {
      case BookingOutcome.Booked _ -> "redirect:/a/" + token;
      case BookingOutcome.Taken(var _, var say) -> {
        response.setStatus(Refusal.Kind.CONFLICT.status());
        var day = chosen.get().start().atZone(found.appointment().zone()).toLocalDate();
        yield times(found, token, day.toString(), say, model);
      }
      case BookingOutcome.Refused(var _, var say) -> {
        response.setStatus(Refusal.Kind.CONFLICT.status());
        yield show(self.require(token), token, say, model);
      }
    };
  }

  @Open(value = LINK, csrf = false)
  @PostMapping("/cancel")
  String cancel(@PathVariable String token, HttpServletResponse response, Model model) {
    Headers.secret(response);
    var found = self.require(token);
    if (found.isAhead(clock.instant()) && !mayChange(found)) {
      response.setStatus(Refusal.Kind.CONFLICT.status());
      return show(found, token, null, model);
    }
    return switch (self.cancel(found)) {
      case BookingOutcome.Booked _ -> "redirect:/a/" + token;
      case BookingOutcome.Taken(var _, var say) -> show(found, token, say, model);
      case BookingOutcome.Refused(var _, var say) -> {
        response.setStatus(Refusal.Kind.CONFLICT.status());
        yield show(found, token, say, model);
      }
    };
  }

  /// The appointment as a file that calendars read.
  @Open(LINK)
  @GetMapping("/appointment.ics")
  ResponseEntity<byte[]> file(@PathVariable String token, HttpServletResponse response) {
    Headers.secret(response);
    var found = self.require(token);
    var file =
        invitations.publish(workspaces.require(found.tenant()), List.of(found.appointment()));
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/calendar; charset=UTF-8"))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment().filename("appointment.ics").build().toString())
        .body(file);
  }

  private String show(Found found, String token, @Nullable String problem, Model model) {
    var workspace = workspaces.require(found.tenant());
    model
        .addAttribute("site", frame(workspace))
        .addAttribute("appointment", found.appointment())
        .addAttribute("ahead", found.isAhead(clock.instant()))
        .addAttribute("terms", reminders.terms(found.tenant(), found.appointment()))
        .addAttribute("token", token)
        .addAttribute("problem", problem);
    return "calendar/page/manage";
  }

  private boolean mayChange(Found found) {
    return found.isAhead(clock.instant())
        && reminders.terms(found.tenant(), found.appointment()).allowed();
  }

  private String times(
      Found found, String token, String from, @Nullable String problem, Model model) {
    var workspace = workspaces.require(found.tenant());
    var zone = workspace.zone();
    var today = clock.instant().atZone(zone).toLocalDate();
    var appointment = found.appointment();
    var question =
        SlotRequest.between(appointment.service(), appointment.startsAt(), appointment.startsAt())
            .moving(appointment.id())
            .at(appointment.location());
    var wished = BookingPages.date(from, appointment.start().toLocalDate());
    model
        .addAttribute("site", frame(workspace))
        .addAttribute("appointment", appointment)
        .addAttribute("token", token)
        .addAttribute(
            "week",
            Week.find(
                availability,
                found.tenant(),
                question,
                wished,
                today,
                zone,
                BookingPages.places(catalogue, found.tenant())))
        .addAttribute("problem", problem);
    return "calendar/page/move";
  }

  // The link works whether or not the workspace has a booking page.
  private SiteFrame frame(Workspace workspace) {
    var page = sites.of(workspace.id());
    return new SiteFrame(
        "/book/" + workspace.slug(),
        page.heading().isEmpty() ? workspace.name() : page.heading(),
        page.published() ? page : new BookingPage(false, "", "", List.of(), false, 0),
        false,
        clock.instant().atZone(workspace.zone()));
  }
}
