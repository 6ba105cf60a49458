package io.frontdesk.access.settings;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.access.account.Forms;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.SpecialDay;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Settings of the workspace itself: name, zone, country, opening hours.
@Controller
class WorkspacePages {
  private final Workspaces workspaces;
  private final OpeningHours hours;
  private final AuditLog audit;
  private final TenantTransactions transactions;
  private final Clock clock;

  WorkspacePages(
      Workspaces workspaces,
      OpeningHours hours,
      AuditLog audit,
      TenantTransactions transactions,
      Clock clock) {
    this.workspaces = workspaces;
    this.hours = hours;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Needs(Permission.VIEW_SETTINGS)
  @GetMapping("/w/{workspace}/settings")
  String settings(Frame frame, Model model) {
    model.addAttribute("frame", frame);
    return "access/settings";
  }

  @Needs(Permission.VIEW_SETTINGS)
  @GetMapping("/w/{workspace}/settings/workspace")
  String workspace(Caller caller, Frame frame, Model model) {
    var now = workspaces.require(caller.tenant());
    return page(
        frame,
        model,
        Map.of(
            "name", now.name(),
            "zone", now.zone().getId(),
            "region", now.region(),
            "currency", now.currency()),
        Map.of());
  }

  @Needs(Permission.MANAGE_WORKSPACE)
  @PostMapping("/w/{workspace}/settings/workspace")
  String change(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    var form = new Forms(fields);
    try {
      var name = form.text("name", 120);
      var zone = Regions.zone(form, "zone");
      var region = Regions.region(form, "region");
      var currency = Regions.currency(form, "currency", region);
      form.check();
      transactions.write(
          caller.tenant(),
          () -> {
            workspaces.change(caller.tenant(), name, zone, region, currency);
            record(caller, "workspace.changed", Map.of("fields", "name, zone, region, currency"));
          });
    } catch (Refusal refusal) {
      response.setStatus(400);
      return page(frame, model, fields, Forms.messages(refusal));
    }
    notice.say("Saved.");
    return "redirect:" + caller.path("/settings/workspace");
  }

  @Needs(Permission.VIEW_SETTINGS)
  @GetMapping("/w/{workspace}/settings/hours")
  String hours(Caller caller, Frame frame, Model model) {
    return hoursPage(caller, frame, model, hours.of(caller.tenant()), Map.of());
  }

  @Needs(Permission.MANAGE_WORKSPACE)
  @PostMapping("/w/{workspace}/settings/hours")
  String setHours(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    var form = new Forms(fields);
    var week = HoursForm.read(form);
    try {
      form.check();
    } catch (Refusal refusal) {
      response.setStatus(400);
      return hoursPage(caller, frame, model, week, Forms.messages(refusal));
    }
    transactions.write(
        caller.tenant(),
        () -> {
          hours.set(caller.tenant(), week);
          record(caller, "workspace.hours-changed", Map.of());
        });
    notice.say("Opening hours saved.");
    return "redirect:" + caller.path("/settings/hours");
  }

  @Needs(Permission.MANAGE_WORKSPACE)
  @PostMapping("/w/{workspace}/settings/hours/days")
  String setDay(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    var form = new Forms(fields);
    try {
      var label = form.text("label", 80);
      var day = day(form);
      var ranges = HoursForm.ranges(form, "day");
      form.check();
      transactions.write(
          caller.tenant(),
          () -> {
            hours.set(caller.tenant(), new SpecialDay(day, label, ranges));
            record(caller, "workspace.special-day-set", Map.of("day", day.toString()));
          });
    } catch (Refusal refusal) {
      response.setStatus(400);
      return hoursPage(caller, frame, model, hours.of(caller.tenant()), Forms.messages(refusal));
    }
    notice.say("Saved.");
    return "redirect:" + caller.path("/settings/hours");
  }

  @Needs(Permission.MANAGE_WORKSPACE)
  @PostMapping("/w/{workspace}/settings/hours/days/{day}/remove")
  String clearDay(Caller caller, @PathVariable LocalDate day, Notice notice) {
    transactions.write(
        caller.tenant(),
        () -> {
          hours.clear(caller.tenant(), day);
          record(caller, "workspace.special-day-removed", Map.of("day", day.toString()));
        });
    notice.say("Removed.");
    return "redirect:" + caller.path("/settings/hours");
  }

  private static LocalDate day(Forms form) {
    try {
      var day = LocalDate.parse(form.text("day"));
      if (day.getYear() >= 2000 && day.getYear() < 2200) {
        return day;
      }
    } catch (DateTimeParseException notADay) {
      // told below
    }
    form.wrong("day", "Choose a day.");
    return LocalDate.EPOCH;
  }

  private void record(Caller caller, String action, Map<String, ?> detail) {
    audit.record(
        caller.tenant(), caller.actor(), action, "workspace", caller.tenant().toString(), detail);
  }

  private static String page(
      Frame frame, Model model, Map<String, String> values, Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("values", values)
        .addAttribute("errors", errors);
    return "tenancy/workspace";
  }

  private String hoursPage(
      Caller caller, Frame frame, Model model, WeekHours week, Map<String, String> errors) {
    var zone = workspaces.require(caller.tenant()).zone();
    var today = LocalDate.ofInstant(clock.instant(), zone);
    model
        .addAttribute("frame", frame)
        .addAttribute("zone", zone.getId())
        .addAttribute("days", HoursForm.of(week))
        .addAttribute(
            "special", hours.specialDays(caller.tenant(), today.minusDays(7), today.plusYears(2)))
        .addAttribute("errors", errors);
    return "tenancy/hours";
  }
}
