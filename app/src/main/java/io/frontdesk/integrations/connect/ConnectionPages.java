package io.frontdesk.integrations.connect;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Settings → Connections.
@Controller
@RequestMapping("/w/{workspace}/settings/connections")
class ConnectionPages {
  private final Connections connections;
  private final ConnectionChecks checks;
  private final Workspaces workspaces;
  private final Clock clock;

  ConnectionPages(
      Connections connections, ConnectionChecks checks, Workspaces workspaces, Clock clock) {
    this.connections = connections;
    this.checks = checks;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @GetMapping
  @Needs(Permission.MANAGE_CONNECTIONS)
  String list(Caller caller, Frame frame, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("lines", lines(caller))
        .addAttribute("kinds", connections.kinds())
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "integrations/connections";
  }

  @GetMapping("/new/{provider}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String blank(Frame frame, @PathVariable String provider, Model model) {
    return form(frame, ConnectionForm.blank(kind(provider)), model);
  }

  @PostMapping("/new/{provider}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String add(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable String provider,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    var kind = kind(provider);
    var name = fields.getOrDefault("name", "");
    var values = values(kind, fields);
    try {
      connections.add(caller.tenant(), caller.actor(), provider, name, values);
    } catch (Refusal refused) {
      return again(
          frame,
          ConnectionForm.blank(kind).with(name, values, refused.fields()),
          refused,
          model,
          response);
    }
    notice.say(
        kind.takesHooks()
            ? "Connection added. Give the provider its address."
            : "Connection added.");
    return "redirect:" + caller.path("/settings/connections");
  }

  @GetMapping("/{id}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String edit(Caller caller, Frame frame, @PathVariable String id, Model model) {
    var connection = require(caller, id);
    model.addAttribute("hookUrl", connections.hookUrl(connection));
    return form(frame, ConnectionForm.of(kind(connection.provider()), connection), model);
  }

  @PostMapping("/{id}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String change(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable String id,
      @RequestParam(defaultValue = "0") int version,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    var connection = require(caller, id);
    var kind = kind(connection.provider());
    var name = fields.getOrDefault("name", "");
    var values = values(kind, fields);
    try {
      connections.change(caller.tenant(), caller.actor(), connection.id(), version, name, values);
    } catch (Refusal refused) {
      model.addAttribute("hookUrl", connections.hookUrl(connection));
      return again(
          frame,
          ConnectionForm.of(kind, connection).with(name, values, refused.fields()),
          refused,
          model,
          response);
    }
    notice.say("Connection saved.");
    return "redirect:" + caller.path("/settings/connections");
  }

  @PostMapping("/{id}/test")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String test(Caller caller, Notice notice, @PathVariable String id) {
    var found = connections.test(caller.tenant(), require(caller, id).id());
    notice.say(found.message());
    return "redirect:" + caller.path("/settings/connections");
  }

  @PostMapping("/{id}/active")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String activate(
      Caller caller,
      Notice notice,
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean active) {
    connections.activate(caller.tenant(), caller.actor(), require(caller, id).id(), active);
    notice.say(active ? "Connection switched on." : "Connection switched off.");
    return "redirect:" + caller.path("/settings/connections");
  }

  @PostMapping("/{id}/end-rotation")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String endRotation(Caller caller, Notice notice, @PathVariable String id) {
    connections.endRotation(caller.tenant(), caller.actor(), require(caller, id).id());
    notice.say("The old secret is no longer accepted.");
    return "redirect:" + caller.path("/settings/connections");
  }

  private String again(
      Frame frame,
      ConnectionForm form,
      Refusal refused,
      Model model,
      HttpServletResponse response) {
    if (refused.fields().isEmpty()) {
      model.addAttribute("problem", refused.text());
    }
    response.setStatus(refused.kind().status());
    return form(frame, form, model);
  }

  private static String form(Frame frame, ConnectionForm form, Model model) {
    model.addAttribute("frame", frame).addAttribute("form", form);
    return "integrations/connection";
  }

  private List<ConnectionLine> lines(Caller caller) {
    return checks.all(caller.tenant()).stream()
        .map(
            row -> {
              var connection = require(caller, row.id().toString());
              var kind = connections.kind(row.provider());
              boolean hooks = kind.map(ConnectionKind::takesHooks).orElse(false);
              return new ConnectionLine(
                  row.id().toString(),
                  kind.map(ConnectionKind::label).orElse(row.provider()),
                  kind.map(ConnectionKind::purpose).orElse(""),
                  row.name(),
                  row.active(),
                  hooks ? connections.hookUrl(connection) : null,
                  connection.config().previous().values().stream()
                      .anyMatch(old -> clock.instant().isBefore(old.until())),
                  row.checkedAt(),
                  row.checkOk(),
                  row.checkNote(),
                  kind.map(ConnectionKind::page).orElse(null));
            })
        .toList();
  }

  private Connection require(Caller caller, String id) {
    try {
      return connections.require(caller.tenant(), ConnectionId.parse(id));
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The connection");
    }
  }

  private ConnectionKind kind(String provider) {
    return connections.kind(provider).orElseThrow(() -> Refusal.notFound("The kind of connection"));
  }

  private static Map<String, String> values(ConnectionKind kind, Map<String, String> fields) {
    var values = new HashMap<String, String>();
    for (var field : kind.fields()) {
      var text = fields.getOrDefault("v-" + field.name(), "").strip();
      if (!text.isEmpty()) {
        values.put(field.name(), text);
      }
    }
    return values;
  }
}
