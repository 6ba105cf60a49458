package io.frontdesk.integrations.inbox;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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

  private static final UUID NEWEST = new UUID(-1, -1);

  private final Inbox inbox;
  private final DeadLetters dead;
  private final Connections connections;
  private final Workspaces workspaces;
  private final long deadDays;

  WebhookPages(
      Inbox inbox,
      DeadLetters dead,
      Connections connections,
      Workspaces workspaces,
      Settings settings) {
    this.dead = dead;
    this.deadDays = settings.get(IntegrationsSettings.INBOX_DEAD_RETENTION).toDays();
    this.inbox = inbox;
    this.connections = connections;
    this.workspaces = workspaces;
  }

  @GetMapping
  @Needs(Permission.VIEW_OPERATIONS)
  String list(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> sent,
      @RequestParam(defaultValue = "") String at,
      Model model) {
    var tenant = caller.tenant();
    var query = query(caller, sent);
    var page = inbox.page(tenant, query, after(at), PAGE);
    var fares = inbox.fares(tenant);
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("rows", page.rows())
        .addAttribute("query", query)
        .addAttribute("dead", fares.stream().mapToLong(InboxLagStore.Fare::dead).sum())
        .addAttribute("fares", fares)
        .addAttribute("deadDays", deadDays)
        .addAttribute(
            "names",
            connections.all(tenant).stream()
                .collect(Collectors.toMap(Connection::id, Connection::name)))
        .addAttribute("kinds", connections.kinds().stream().filter(k -> k.takesHooks()).toList())
        .addAttribute("at", at)
        .addAttribute("next", page.next() == null ? "" : page.next().toString())
        .addAttribute("zone", query.zone());
    return "integrations/webhooks";
  }

  /// Dead letters as a file. With their bodies, so it takes the permission to manage.
  @GetMapping("/export")
  @Needs(Permission.MANAGE_OPERATIONS)
  void export(
      Caller caller,
      @RequestParam Map<String, String> sent,
      @RequestParam(defaultValue = "csv") String form,
      HttpServletResponse response)
      throws IOException {
    var file = form.equals("ndjson") ? WebhookExport.NDJSON : WebhookExport.CSV;
    response.setContentType(file.contentType());
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"dead-letters." + file.ending() + "\"");
    response.setHeader("Cache-Control", "no-store");
    var out = response.getWriter();
    dead.export(caller.tenant(), caller.actor(), query(caller, sent), file, out::write);
    out.flush();
  }

  @PostMapping("/replay")
  @Needs(Permission.MANAGE_OPERATIONS)
  String replayAll(Caller caller, Notice notice, @RequestParam Map<String, String> sent) {
    return told(caller, notice, dead.replay(caller.tenant(), caller.actor(), query(caller, sent)));
  }

  @PostMapping("/{id}/replay")
  @Needs(Permission.MANAGE_OPERATIONS)
  String replayOne(Caller caller, Notice notice, @PathVariable String id) {
    UUID one;
    try {
      one = UUID.fromString(id);
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The webhook");
    }
    return told(caller, notice, dead.replay(caller.tenant(), caller.actor(), one));
  }

  private static String told(Caller caller, Notice notice, int count) {
    notice.say(count == 1 ? "1 webhook is tried again." : count + " webhooks are tried again.");
    return "redirect:" + caller.path("/operations/webhooks");
  }

  private WebhookQuery query(Caller caller, Map<String, String> sent) {
    return WebhookQuery.of(sent, workspaces.require(caller.tenant()).zone());
  }

  private static UUID after(String at) {
    try {
      return at.isEmpty() ? NEWEST : UUID.fromString(at);
    } catch (IllegalArgumentException noId) {
      return NEWEST;
    }
  }
}
