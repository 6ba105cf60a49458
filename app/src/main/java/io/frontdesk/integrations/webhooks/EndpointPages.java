package io.frontdesk.integrations.webhooks;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.http.DirectPost;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Settings → Webhooks.
@Controller
@RequestMapping("/w/{workspace}/settings/webhooks")
class EndpointPages {
  private static final int PAGE = 50;

  private final Endpoints endpoints;
  private final DirectPost post;
  private final Workspaces workspaces;
  private final Clock clock;

  EndpointPages(Endpoints endpoints, DirectPost post, Workspaces workspaces, Clock clock) {
    this.endpoints = endpoints;
    this.post = post;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @GetMapping
  @Needs(Permission.MANAGE_CONNECTIONS)
  String list(Caller caller, Frame frame, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("endpoints", endpoints.all(caller.tenant()))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "integrations/endpoints";
  }

  /// On Today: endpoints that switched themselves off.
  @GetMapping("/panel/off")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String off(Caller caller, Model model) {
    var off =
        endpoints.all(caller.tenant()).stream()
            .filter(endpoint -> !endpoint.active() && endpoint.off() != Endpoint.Off.PERSON)
            .toList();
    model.addAttribute("caller", caller).addAttribute("endpoints", off);
    return "integrations/panel-endpoints";
  }

  @GetMapping("/new")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String blank(Frame frame, Model model) {
    var all = HookCatalogue.TYPES.stream().map(HookType::name).toList();
    return form(frame, EndpointForm.blank(new EndpointDraft("", "", all)), model);
  }

  @PostMapping("/new")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String add(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    var draft = draft(fields);
    EndpointId id;
    try {
      id = endpoints.add(caller.tenant(), caller.actor(), draft.check(post));
    } catch (Refusal refused) {
      return again(frame, EndpointForm.blank(draft), refused, model, response);
    }
    return page(caller, frame, id, null, "", endpoints.secret(caller.tenant(), id), model);
  }

  @GetMapping("/{endpoint}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String show(
      Caller caller,
      Frame frame,
      @PathVariable UUID endpoint,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String at,
      Model model) {
    return page(caller, frame, new EndpointId(endpoint), state(state), at, "", model);
  }

  @GetMapping("/{endpoint}/edit")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String edit(Caller caller, Frame frame, @PathVariable UUID endpoint, Model model) {
    var found = endpoints.require(caller.tenant(), new EndpointId(endpoint));
    return form(frame, EndpointForm.of(found), model);
  }

  @PostMapping("/{endpoint}/edit")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String change(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID endpoint,
      @RequestParam(defaultValue = "0") int version,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    var found = endpoints.require(caller.tenant(), new EndpointId(endpoint));
    var draft = draft(fields);
    try {
      endpoints.change(caller.tenant(), caller.actor(), found.id(), version, draft.check(post));
    } catch (Refusal refused) {
      return again(frame, EndpointForm.of(found).with(draft, refused), refused, model, response);
    }
    notice.say("Endpoint saved.");
    return back(caller, found.id());
  }

  @PostMapping("/{endpoint}/active")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String activate(
      Caller caller,
      Notice notice,
      @PathVariable UUID endpoint,
      @RequestParam(defaultValue = "false") boolean active) {
    var id = new EndpointId(endpoint);
    endpoints.activate(caller.tenant(), caller.actor(), id, active);
    notice.say(active ? "Endpoint switched on." : "Endpoint switched off.");
    return back(caller, id);
  }

  @PostMapping("/{endpoint}/rotate")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String rotate(Caller caller, Frame frame, @PathVariable UUID endpoint, Model model) {
    var id = new EndpointId(endpoint);
    endpoints.rotate(caller.tenant(), caller.actor(), id);
    return page(caller, frame, id, null, "", endpoints.secret(caller.tenant(), id), model);
  }

  @PostMapping("/{endpoint}/test")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String test(Caller caller, Notice notice, @PathVariable UUID endpoint) {
    var id = new EndpointId(endpoint);
    endpoints.test(caller.tenant(), caller.actor(), id);
    notice.say("A test is on its way. The log shows what came of it.");
    return back(caller, id);
  }

  @PostMapping("/{endpoint}/remove")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String remove(Caller caller, Notice notice, @PathVariable UUID endpoint) {
    endpoints.remove(caller.tenant(), caller.actor(), new EndpointId(endpoint));
    notice.say("Endpoint removed.");
    return "redirect:" + caller.path("/settings/webhooks");
  }

  /// @param days how far back to look for what failed
  @PostMapping("/{endpoint}/replay")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String replayFailed(
      Caller caller,
      Notice notice,
      @PathVariable UUID endpoint,
      @RequestParam(defaultValue = "1") int days) {
    var id = new EndpointId(endpoint);
    var since = clock.instant().minus(Duration.ofDays(Math.clamp(days, 1, 365)));
    int count = endpoints.replayFailed(caller.tenant(), caller.actor(), id, since);
    notice.say(count == 1 ? "1 webhook is sent again." : count + " webhooks are sent again.");
    return back(caller, id);
  }

  @GetMapping("/{endpoint}/log/{hook}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String hook(
      Caller caller,
      Frame frame,
      @PathVariable UUID endpoint,
      @PathVariable UUID hook,
      Model model) {
    var found = endpoints.require(caller.tenant(), new EndpointId(endpoint));
    var sent = endpoints.requireHook(caller.tenant(), found.id(), new HookId(hook));
    model
        .addAttribute("frame", frame)
        .addAttribute("endpoint", found)
        .addAttribute("hook", sent)
        .addAttribute("attempts", endpoints.attempts(caller.tenant(), sent.id()))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "integrations/endpoint-hook";
  }

  @PostMapping("/{endpoint}/log/{hook}/replay")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String replay(
      Caller caller, Notice notice, @PathVariable UUID endpoint, @PathVariable UUID hook) {
    var id = new EndpointId(endpoint);
    endpoints.replay(caller.tenant(), caller.actor(), id, new HookId(hook));
    notice.say("The webhook is sent again.");
    return back(caller, id);
  }

  private String page(
      Caller caller,
      Frame frame,
      EndpointId id,
      Hook.@Nullable State state,
      String at,
      String secret,
      Model model) {
    var endpoint = endpoints.require(caller.tenant(), id);
    long before = at.matches("[0-9]{1,18}") ? Long.parseLong(at) : Long.MAX_VALUE;
    var rows = endpoints.log(caller.tenant(), id, state, before, PAGE + 1);
    var shown = rows.subList(0, Math.min(PAGE, rows.size()));
    model
        .addAttribute("frame", frame)
        .addAttribute("endpoint", endpoint)
        .addAttribute("secret", secret)
        .addAttribute("rotating", rotating(endpoint))
        .addAttribute("rows", shown)
        .addAttribute("state", state == null ? "" : state.code())
        .addAttribute("at", at)
        .addAttribute("next", rows.size() > PAGE ? Long.toString(shown.getLast().seq()) : "")
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "integrations/endpoint";
  }

  private boolean rotating(Endpoint endpoint) {
    var until = endpoint.oldUntil();
    return until != null && clock.instant().isBefore(until);
  }

  private static String again(
      Frame frame, EndpointForm form, Refusal refused, Model model, HttpServletResponse response) {
    response.setStatus(refused.kind().status());
    return form(frame, form.with(form.draft(), refused), model);
  }

  private static String form(Frame frame, EndpointForm form, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("form", form)
        .addAttribute("types", HookCatalogue.TYPES);
    return "integrations/endpoint-form";
  }

  private static EndpointDraft draft(Map<String, String> fields) {
    List<String> types =
        HookCatalogue.TYPES.stream()
            .map(HookType::name)
            .filter(name -> !fields.getOrDefault("t-" + name, "").isEmpty())
            .toList();
    return new EndpointDraft(
        fields.getOrDefault("url", ""), fields.getOrDefault("description", ""), types);
  }

  private static Hook.@Nullable State state(String code) {
    return switch (code) {
      case "waiting" -> Hook.State.WAITING;
      case "delivered" -> Hook.State.DELIVERED;
      case "failed" -> Hook.State.FAILED;
      default -> null;
    };
  }

  private static String back(Caller caller, EndpointId id) {
    return "redirect:" + caller.path("/settings/webhooks/" + id);
  }
}
