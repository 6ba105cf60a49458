package io.frontdesk.operations.today;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.policy.KillSwitch;
import io.frontdesk.policy.KillSwitches;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// The page people begin the day with; its panels come from their owners by address.
@Controller
class TodayPages {
  private final FirstSteps steps;
  private final KillSwitches switches;
  private final Workspaces workspaces;
  private final Clock clock;

  TodayPages(FirstSteps steps, KillSwitches switches, Workspaces workspaces, Clock clock) {
    this.steps = steps;
    this.switches = switches;
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
        .addAttribute("zone", zone)
        .addAttribute("stopped", stopped(caller))
        .addAttribute("steps", steps.of(caller));
    return "today/today";
  }

  // What the desk itself would be held by; a stopped block is told on its own page.
  private List<KillSwitch> stopped(Caller caller) {
    return switches.on(caller.tenant()).stream()
        .filter(
            one ->
                switch (one.reach().kind()) {
                  case PLATFORM, TENANT, CHANNEL -> true;
                  case CAMPAIGN, ASSISTANT -> false;
                })
        .toList();
  }
}
