package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Deposits;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.page.Money;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// What else can be changed of one appointment: how long it lasts, and whether its deposit is paid.
@Controller
@RequestMapping("/w/{workspace}/calendar")
class AppointmentDetailPages {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("h:mm a", Locale.US);

  private final Bookings bookings;
  private final Deposits deposits;
  private final AppointmentSheet sheet;
  private final Boards boards;

  AppointmentDetailPages(
      Bookings bookings, Deposits deposits, AppointmentSheet sheet, Boards boards) {
    this.bookings = bookings;
    this.deposits = deposits;
    this.sheet = sheet;
    this.boards = boards;
  }

  /// A new length, from the board by its end, from a form in minutes.
  @PostMapping("/appointments/{id}/duration")
  @Needs(Permission.BOOK_APPOINTMENTS)
  Object duration(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String end,
      @RequestParam(defaultValue = "") String minutes,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      Model model) {
    var before = bookings.require(caller.tenant(), new AppointmentId(id));
    var zone = boards.zone(caller);
    var length =
        end.isEmpty()
            ? minutes(minutes)
            : Duration.between(before.startsAt(), Sent.local("end", end).atZone(zone).toInstant());
    try {
      var outcome = bookings.resize(caller.tenant(), before.id(), length, caller.actor());
      if (!(outcome instanceof BookingOutcome.Booked(var after))) {
        throw Refusal.conflict(
            outcome instanceof BookingOutcome.Refused(var code, _) ? code : "calendar.taken",
            said(outcome));
      }
      if (!htmx.isEmpty()) {
        return ResponseEntity.noContent()
            .header("HX-Trigger", resized(caller, zone, before, after))
            .build();
      }
      notice.say("Ends at " + after.end().format(CLOCK) + " now.");
      return "redirect:" + caller.path("/calendar/appointments/" + id);
    } catch (Refusal refusal) {
      if (!htmx.isEmpty()) {
        throw refusal;
      }
      sheet.fill(caller, frame, before, null, model);
      model.addAttribute("lengthError", told(refusal)).addAttribute("length", minutes);
      return "calendar/appointment";
    }
  }

  private static Duration minutes(String text) {
    try {
      return Duration.ofMinutes(Integer.parseInt(text.strip()));
    } catch (NumberFormatException notANumber) {
      return Duration.ZERO;
    }
  }

  private static String said(BookingOutcome outcome) {
    return switch (outcome) {
      case BookingOutcome.Taken(var _, var say) -> say;
      case BookingOutcome.Refused(var _, var say) -> say;
      case BookingOutcome.Booked _ -> "";
    };
  }

  private static String resized(Caller caller, ZoneId zone, Appointment before, Appointment after) {
    return "{\"toast\":{\"text\":\"Ends at "
        + after.endsAt().atZone(zone).format(CLOCK)
        + " now.\",\"undo\":\""
        + caller.path("/calendar/appointments/" + after.id() + "/duration")
        + "?minutes="
        + Duration.between(before.startsAt(), before.endsAt()).toMinutes()
        + "\"}}";
  }

  @PostMapping("/appointments/{id}/deposit")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String deposit(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    try {
      var errors = new ArrayList<FieldError>();
      var amount = Fields.price(sent, "amount", appointment.currency(), errors);
      if (!errors.isEmpty()) {
        throw Refusal.fields(errors);
      }
      var paid =
          deposits.markPaid(
              caller.tenant(), appointment.id(), amount == null ? 0 : amount, caller.actor());
      notice.say(
          "Marked as paid: " + Money.label(paid.amountMinor(), appointment.currency()) + ".");
    } catch (Refusal refusal) {
      sheet.fill(caller, frame, appointment, null, model);
      model
          .addAttribute("amount", sent.getOrDefault("amount", ""))
          .addAttribute("amountError", told(refusal));
      return "calendar/appointment";
    }
    return "redirect:" + caller.path("/calendar/appointments/" + id);
  }

  @PostMapping("/appointments/{id}/deposit/unpaid")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String unpaid(Caller caller, Notice notice, @PathVariable UUID id) {
    deposits.takeBack(caller.tenant(), new AppointmentId(id), caller.actor());
    notice.say("No longer marked as paid.");
    return "redirect:" + caller.path("/calendar/appointments/" + id);
  }

  private static String told(Refusal refusal) {
    return refusal.fields().isEmpty() ? refusal.text() : refusal.fields().getFirst().message();
  }
}
