package io.frontdesk.integrations.inbox;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
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

/// Operations → Webhooks: what came in, what became of it, and dead letters.
@Controller
@RequestMapping("/w/{workspace}/operations/webhooks")
class WebhookPages {
  private static final int PAGE = 50;
  private static final Set<String> STATES = Set.of("waiting", "working", "done", "dead", "ignored");

  private final Inbox inbox;
  private final Workspaces workspaces;

  WebhookPages(Inbox inbox, Workspaces workspaces) {
    this.inbox = inbox;
    this.workspaces = workspaces;
  }

  @GetMapping
  @Needs(Permission.VIEW_OPERATIONS)
  String list(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String provider,
      @RequestParam(defaultValue = "") String at,
      Model model) {
    var tenant = caller.tenant();
    var wanted = STATES.contains(state) ? state : "";
    var from = provider.length() > 40 ? "" : provider;
    var rows = inbox.page(tenant, wanted, from, before(at), PAGE + 1);
    var shown = rows.subList(0, Math.min(PAGE, rows.size()));
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("rows", shown)
        .addAttribute("state", wanted)
        .addAttribute("dead", inbox.countDead(tenant))
        .addAttribute("at", at)
        .addAttribute("next", rows.size() > PAGE ? Long.toString(shown.getLast().seq()) : "")
        .addAttribute("zone", workspaces.require(tenant).zone());
    return "integrations/webhooks";
  }

  @PostMapping("/replay")
  @Needs(Permission.MANAGE_OPERATIONS)
  String replayAll(Caller caller, Notice notice) {
    return replay(caller, notice, null);
  }

  @PostMapping("/{id}/replay")
  @Needs(Permission.MANAGE_OPERATIONS)
  String replayOne(Caller caller, Notice notice, @PathVariable String id) {
    try {
      return replay(caller, notice, UUID.fromString(id));
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The webhook");
    }
  }

  private String replay(Caller caller, Notice notice, @Nullable UUID id) {
    int count = inbox.replay(caller.tenant(), caller.actor(), id);
    notice.say(count == 1 ? "1 webhook is tried again." : count + " webhooks are tried again.");
    return "redirect:" + caller.path("/operations/webhooks");
  }

  private static long before(String at) {
    return at.matches("[0-9]{1,18}") ? Long.parseLong(at) : Long.MAX_VALUE;
  }
}
