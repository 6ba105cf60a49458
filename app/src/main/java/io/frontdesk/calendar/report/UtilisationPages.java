package io.frontdesk.calendar.report;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/// The report as a page and by the API.
@Controller
class UtilisationPages {
  private static final int STANDARD_DAYS = 28;

  private final Utilisation utilisation;
  private final Workspaces workspaces;
  private final Clock clock;

  UtilisationPages(Utilisation utilisation, Workspaces workspaces, Clock clock) {
    this.utilisation = utilisation;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @Needs(Permission.VIEW_CALENDAR)
  @GetMapping("/w/{workspace}/calendar/utilisation")
  String page(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String first,
      @RequestParam(defaultValue = "") String last,
      Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("report", report(caller, first, last));
    return "calendar/utilisation";
  }

  @Needs(Permission.VIEW_CALENDAR)
  @GetMapping("/api/v1/utilisation")
  @ResponseBody
  Utilisation.Report api(
      Caller caller,
      @RequestParam(defaultValue = "") String first,
      @RequestParam(defaultValue = "") String last) {
    return report(caller, first, last);
  }

  // The last four weeks unless days are given.
  private Utilisation.Report report(Caller caller, String first, String last) {
    var today = clock.instant().atZone(workspaces.require(caller.tenant()).zone()).toLocalDate();
    var end = day(last, today);
    return utilisation.of(caller.tenant(), day(first, end.minusDays(STANDARD_DAYS - 1L)), end);
  }

  private static LocalDate day(String text, LocalDate otherwise) {
    try {
      var day = LocalDate.parse(text);
      return day.getYear() < 1990 || day.getYear() > 2200 ? otherwise : day;
    } catch (DateTimeException noDay) {
      return otherwise;
    }
  }
}
