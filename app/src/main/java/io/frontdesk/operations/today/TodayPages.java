package io.frontdesk.operations.today;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.LocalDate;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// The page people begin the day with; its panels come from their owners by address.
@Controller
class TodayPages {
  private final FirstSteps steps;
  private final Workspaces workspaces;
  private final Clock clock;

  TodayPages(FirstSteps steps, Workspaces workspaces, Clock clock) {
    this.steps = steps;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @GetMapping("/w/{workspace}/today")
  @Needs(Permission.VIEW_TODAY)
  String today(Caller caller, Frame frame, Model model) {
    var zone = workspaces.require(caller.tenant()).zone();
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("day", LocalDate.now(clock.withZone(zone)))
        .addAttribute("hour", clock.instant().atZone(zone).getHour())
        .addAttribute("steps", steps.of(caller));
    return "today/today";
  }
}
