package io.frontdesk.calls.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallLine;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The call log's pages.
@Controller
@RequestMapping("/w/{workspace}/calls")
class CallPages {
  private static final int PAGE = 50;
  private static final int LINES = 2_000;

  /// Of so many live calls a panel shows the last words.
  private static final int WITH_WORDS = 12;

  private final Calls calls;
  private final CallBrowse browse;
  private final Contacts contacts;
  private final Workspaces workspaces;

  CallPages(Calls calls, CallBrowse browse, Contacts contacts, Workspaces workspaces) {
    this.calls = calls;
    this.browse = browse;
    this.contacts = contacts;
    this.workspaces = workspaces;
  }

  @GetMapping
  @Needs(Permission.VIEW_CALLS)
  String list(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "all") String tab,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String status,
      @RequestParam(defaultValue = "") String outcome,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "") String at,
      @RequestHeader(name = "HX-Target", defaultValue = "") String target,
      Model model) {
    var zone = zone(caller);
    var filters = new CallFilters(tab, q, status, outcome, from, to);
    model
        .addAttribute("caller", caller)
        .addAttribute("page", browse.page(caller.tenant(), filters, zone, at, PAGE))
        .addAttribute("filters", filters)
        .addAttribute("at", at)
        .addAttribute("zone", zone);
    if (target.equals("call-rows")) {
      return "calls/rows";
    }
    model.addAttribute("frame", frame);
    return "calls/list";
  }

  /// Items for the palette.
  @GetMapping("/search")
  @Needs(Permission.VIEW_CALLS)
  String search(Caller caller, @RequestParam(defaultValue = "") String q, Model model) {
    var zone = zone(caller);
    var filters = new CallFilters("all", q, "", "", "", "");
    model
        .addAttribute("caller", caller)
        .addAttribute("zone", zone)
        .addAttribute(
            "rows",
            filters.q().isEmpty()
                ? List.of()
                : browse.page(caller.tenant(), filters, zone, "", 6).rows());
    return "calls/options";
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_CALLS)
  String call(Caller caller, Frame frame, @PathVariable String id, Model model) {
    var call = call(caller, id);
    fill(caller, call, model);
    model.addAttribute("frame", frame);
    return "calls/call";
  }

  @GetMapping("/{id}/head")
  @Needs(Permission.VIEW_CALLS)
  String head(Caller caller, Frame frame, @PathVariable String id, Model model) {
    fill(caller, call(caller, id), model);
    model.addAttribute("frame", frame);
    return "calls/head";
  }

  @GetMapping("/{id}/lines")
  @Needs(Permission.VIEW_CALLS)
  String lines(Caller caller, @PathVariable String id, Model model) {
    fill(caller, call(caller, id), model);
    return "calls/lines";
  }

  @GetMapping("/{id}/facts")
  @Needs(Permission.VIEW_CALLS)
  String facts(Caller caller, Frame frame, @PathVariable String id, Model model) {
    fill(caller, call(caller, id), model);
    model.addAttribute("frame", frame);
    return "calls/facts";
  }

  @PostMapping("/{id}/resolve")
  @Needs(Permission.EDIT_CALLS)
  String resolve(Caller caller, Notice notice, @PathVariable String id) {
    var call = call(caller, id);
    calls.resolve(caller.tenant(), call.id(), caller.actor());
    notice.say("Done: the call no longer needs anyone.");
    return back(caller, call);
  }

  @PostMapping("/{id}/note")
  @Needs(Permission.EDIT_CALLS)
  String note(
      Caller caller,
      Notice notice,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String note) {
    var call = call(caller, id);
    calls.note(caller.tenant(), call.id(), caller.actor(), note);
    notice.say(note.isBlank() ? "Note removed." : "Note saved.");
    return back(caller, call);
  }

  @GetMapping("/{id}/transcript.txt")
  @Needs(Permission.VIEW_CALLS)
  ResponseEntity<byte[]> transcript(Caller caller, @PathVariable String id) {
    var call = call(caller, id);
    var zone = zone(caller);
    var text = new StringBuilder("Call of ");
    text.append(
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm zzz", Locale.ENGLISH)
                .format(call.startedAt().atZone(zone)))
        .append("\n\n");
    var time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    for (var line : calls.lines(caller.tenant(), call.id(), 10_000)) {
      text.append(time.format(line.at().atZone(zone)))
          .append("  ")
          .append(line.role().label())
          .append(": ")
          .append(line.text())
          .append('\n');
    }
    return ResponseEntity.ok()
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            ContentDisposition.attachment()
                .filename("call-" + call.id() + ".txt")
                .build()
                .toString())
        .contentType(new MediaType("text", "plain", StandardCharsets.UTF_8))
        .body(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  // ── panels of other pages ──

  @GetMapping("/panel/live")
  @Needs(Permission.VIEW_CALLS)
  String livePanel(Caller caller, Model model) {
    var tenant = caller.tenant();
    var live = calls.live(tenant);
    var said = new HashMap<String, List<CallLine>>();
    live.stream()
        .limit(WITH_WORDS)
        .forEach(call -> said.put(call.id().toString(), calls.lines(tenant, call.id(), 2)));
    model
        .addAttribute("caller", caller)
        .addAttribute("rows", browse.rows(tenant, live))
        .addAttribute("said", said);
    return "calls/panel-live";
  }

  @GetMapping("/panel/needs")
  @Needs(Permission.VIEW_CALLS)
  String needsPanel(Caller caller, Model model) {
    model
        .addAttribute("caller", caller)
        .addAttribute("zone", zone(caller))
        .addAttribute("rows", browse.rows(caller.tenant(), calls.needing(caller.tenant(), 8)));
    return "calls/panel-needs";
  }

  @GetMapping("/panel/contact/{contact}")
  @Needs(Permission.VIEW_CALLS)
  String contactPanel(Caller caller, @PathVariable String contact, Model model) {
    ContactId person;
    try {
      person = ContactId.parse(contact);
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The contact");
    }
    var known = contacts.require(caller.tenant(), person).id();
    model
        .addAttribute("caller", caller)
        .addAttribute("zone", zone(caller))
        .addAttribute(
            "rows", browse.rows(caller.tenant(), calls.ofContact(caller.tenant(), known, 10)));
    return "calls/panel-contact";
  }

  private void fill(Caller caller, Call call, Model model) {
    var tenant = caller.tenant();
    model
        .addAttribute("caller", caller)
        .addAttribute("row", browse.row(tenant, call))
        .addAttribute("lines", calls.lines(tenant, call.id(), LINES))
        .addAttribute("tools", calls.tools(tenant, call.id()))
        .addAttribute("happenings", browse.happenings(tenant, call.id()))
        .addAttribute("recording", browse.recording(tenant, call.id()).orElse(null))
        .addAttribute("zone", zone(caller));
  }

  private Call call(Caller caller, String id) {
    try {
      return calls.require(caller.tenant(), CallId.parse(id));
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The call");
    }
  }

  private ZoneId zone(Caller caller) {
    return workspaces.require(caller.tenant()).zone();
  }

  private static String back(Caller caller, Call call) {
    return "redirect:" + caller.path("/calls/" + call.id());
  }
}
