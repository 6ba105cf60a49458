package io.frontdesk.integrations.generic;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.ReceivedEvents;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Settings → Connections → Mapping: what a generic webhook's payload means.
@Controller
@RequestMapping("/w/{workspace}/settings/connections/{id}/mapping")
class MappingPages {
  private static final int EVENTS = 10;
  private static final int VERSIONS = 10;
  private static final int LEAVES = 80;

  private final Connections connections;
  private final Mappings mappings;
  private final ReceivedEvents received;
  private final Workspaces workspaces;
  private final AuditLog audit;

  MappingPages(
      Connections connections,
      Mappings mappings,
      ReceivedEvents received,
      Workspaces workspaces,
      AuditLog audit) {
    this.connections = connections;
    this.mappings = mappings;
    this.received = received;
    this.workspaces = workspaces;
    this.audit = audit;
  }

  @GetMapping
  @Needs(Permission.MANAGE_CONNECTIONS)
  String show(
      Caller caller,
      Frame frame,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String event,
      Model model) {
    var connection = require(caller, id);
    var latest = mappings.latest(caller.tenant(), connection.id());
    var mapping = latest.map(MappingVersion::mapping).orElse(new Mapping(Map.of()));
    int version = latest.map(MappingVersion::version).orElse(0);
    return page(
        caller,
        frame,
        form(caller, connection, version, mapping, event, latest.isPresent(), List.of()),
        model);
  }

  @PostMapping
  @Needs(Permission.MANAGE_CONNECTIONS)
  String change(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable String id,
      @RequestParam(defaultValue = "0") int version,
      @RequestParam(defaultValue = "") String event,
      @RequestParam(defaultValue = "preview") String action,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    var connection = require(caller, id);
    var mapping = Mapping.of(fields);
    var wrong = mapping.objections();
    if (action.equals("save") && wrong.isEmpty()) {
      int saved = mappings.save(caller.tenant(), caller.actor(), connection.id(), version, mapping);
      notice.say("Version " + saved + " counts from the next event on.");
      return "redirect:" + caller.path("/settings/connections/" + connection.id() + "/mapping");
    }
    if (!wrong.isEmpty()) {
      response.setStatus(400);
    }
    return page(
        caller,
        frame,
        form(caller, connection, version, mapping, event, wrong.isEmpty(), wrong),
        model);
  }

  private MappingForm form(
      Caller caller,
      Connection connection,
      int version,
      Mapping mapping,
      String event,
      boolean preview,
      List<FieldError> errors) {
    var events = received.latest(caller.tenant(), connection.id(), EVENTS);
    var chosen =
        events.stream()
            .filter(one -> one.id().toString().equals(event))
            .findFirst()
            .or(() -> events.stream().findFirst());
    var payload = chosen.map(StoredEvent::body).flatMap(Payload::read);
    chosen.ifPresent(
        one -> audit.read(caller.tenant(), caller.actor(), "webhook", one.id().toString()));
    return new MappingForm(
        connection.id().toString(),
        connection.name(),
        version,
        mapping,
        events,
        chosen.orElse(null),
        payload.map(Payload::shown).orElse(null),
        payload.map(one -> one.leaves(LEAVES)).orElse(List.of()),
        preview
            ? payload.map(one -> mappings.preview(caller.tenant(), mapping, one)).orElse(null)
            : null,
        errors,
        mappings.versions(caller.tenant(), connection.id(), VERSIONS));
  }

  private String page(Caller caller, Frame frame, MappingForm form, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("form", form)
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "integrations/mapping";
  }

  private Connection require(Caller caller, String id) {
    try {
      var connection = connections.require(caller.tenant(), ConnectionId.parse(id));
      if (connection.provider().equals(GenericConnection.PROVIDER)) {
        return connection;
      }
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The connection");
    }
    throw Refusal.notFound("The connection");
  }
}
