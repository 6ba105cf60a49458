package io.frontdesk.operations.switches;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.outreach.Blocks;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.KillSwitches;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The screen with the switches: what stands still, since when, by whom and why, and what waits.
@Controller
class SwitchPages {
  private static final int BLOCKS = 200;

  private final SwitchBoard board;
  private final KillSwitches switches;
  private final Deliveries deliveries;
  private final Blocks blocks;
  private final Workspaces workspaces;

  SwitchPages(
      SwitchBoard board,
      KillSwitches switches,
      Deliveries deliveries,
      Blocks blocks,
      Workspaces workspaces) {
    this.board = board;
    this.switches = switches;
    this.deliveries = deliveries;
    this.blocks = blocks;
    this.workspaces = workspaces;
  }

  @Needs(Permission.VIEW_OPERATIONS)
  @GetMapping("/w/{workspace}/operations/switches")
  String list(Caller caller, Frame frame, Model model) {
    return page(caller, frame, model, Map.of(), Map.of());
  }

  @Needs(Permission.MANAGE_OPERATIONS)
  @PostMapping("/w/{workspace}/operations/switches/stop")
  String stop(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    try {
      board.stop(
          caller,
          fields.getOrDefault("kind", ""),
          fields.getOrDefault("id", ""),
          fields.getOrDefault("reason", ""));
    } catch (Refusal refusal) {
      if (refusal.fields().isEmpty()) {
        throw refusal;
      }
      response.setStatus(refusal.kind().status());
      var errors = new TreeMap<String, String>();
      refusal.fields().forEach(field -> errors.put(field.field(), field.message()));
      return page(caller, frame, model, fields, errors);
    }
    notice.say("Stopped. What is due waits.");
    return "redirect:" + caller.path("/operations/switches");
  }

  @Needs(Permission.MANAGE_OPERATIONS)
  @PostMapping("/w/{workspace}/operations/switches/release")
  String release(
      Caller caller,
      @RequestParam(defaultValue = "") String kind,
      @RequestParam(defaultValue = "") String id,
      Notice notice) {
    board.release(caller, kind, id);
    notice.say("It goes on.");
    return "redirect:" + caller.path("/operations/switches");
  }

  private String page(
      Caller caller,
      Frame frame,
      Model model,
      Map<String, String> values,
      Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("switches", switches.on(caller.tenant()))
        .addAttribute("held", deliveries.held(caller.tenant()))
        .addAttribute("blocks", blocks.page(caller.tenant(), null, BLOCKS))
        .addAttribute("platform", board.mayStopPlatform(caller))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone())
        .addAttribute("values", values)
        .addAttribute("errors", errors);
    return "operations/switches";
  }
}
