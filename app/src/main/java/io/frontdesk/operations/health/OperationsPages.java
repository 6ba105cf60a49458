package io.frontdesk.operations.health;

import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.health.HealthBoard;
import io.frontdesk.platform.live.Live;
import io.frontdesk.platform.web.LoadLimit;
import java.time.Duration;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// How the program fares, in plain words.
@Controller
class OperationsPages {
  private final HealthBoard board;
  private final Build build;
  private final Live live;
  private final LoadLimit load;

  OperationsPages(HealthBoard board, Build build, Live live, LoadLimit load) {
    this.board = board;
    this.build = build;
    this.live = live;
    this.load = load;
  }

  @Needs(Permission.VIEW_OPERATIONS)
  @GetMapping("/w/{workspace}/operations")
  String health(Frame frame, Model model) {
    model.addAttribute("frame", frame);
    facts(model);
    return "operations/health";
  }

  @Needs(Permission.VIEW_OPERATIONS)
  @GetMapping("/w/{workspace}/operations/state")
  String state(Model model) {
    facts(model);
    return "operations/state";
  }

  private void facts(Model model) {
    var memory = Runtime.getRuntime();
    model.addAttribute("entries", board.entries());
    model.addAttribute("ready", board.ready());
    model.addAttribute("version", build.version());
    model.addAttribute("build", build.build());
    model.addAttribute("uptime", words(build.uptime()));
    model.addAttribute("screens", live.screens());
    model.addAttribute("busy", load.busy());
    model.addAttribute("memoryMb", (memory.totalMemory() - memory.freeMemory()) >> 20);
    model.addAttribute("memoryMostMb", memory.maxMemory() >> 20);
  }

  static String words(Duration time) {
    if (time.toDays() > 0) {
      return time.toDays() + " d " + time.toHoursPart() + " h";
    }
    if (time.toHours() > 0) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    return time.toMinutes() > 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : time.toSeconds() + " s";
  }
}
