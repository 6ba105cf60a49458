package io.frontdesk.outreach.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Audiences;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.Stage;
import io.frontdesk.delivery.Senders;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.outreach.Blocks;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.outreach.Recipient;
import io.frontdesk.outreach.planning.Preview;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Outreach: blocks, their words, their plans, their progress.
@Controller
@RequestMapping("/w/{workspace}/outreach")
class OutreachPages {
  private static final int PAGE = 50;

  private final Blocks blocks;
  private final Preview preview;
  private final Audiences audiences;
  private final Contacts contacts;
  private final Senders senders;
  private final Workspaces workspaces;

  OutreachPages(
      Blocks blocks,
      Preview preview,
      Audiences audiences,
      Contacts contacts,
      Senders senders,
      Workspaces workspaces) {
    this.blocks = blocks;
    this.preview = preview;
    this.audiences = audiences;
    this.contacts = contacts;
    this.senders = senders;
    this.workspaces = workspaces;
  }

  @GetMapping
  @Needs(Permission.VIEW_OUTREACH)
  String list(
      Caller caller,
      Frame frame,
      @RequestParam(required = false) @Nullable UUID after,
      Model model) {
    var rows = blocks.page(caller.tenant(), after == null ? null : new BlockId(after), PAGE + 1);
    var shown = rows.subList(0, Math.min(PAGE, rows.size()));
    model
        .addAttribute("frame", frame)
        .addAttribute("rows", shown)
        .addAttribute("first", after == null)
        .addAttribute("next", rows.size() > PAGE ? shown.getLast().id().toString() : "")
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "outreach/list";
  }

  @GetMapping("/new")
  @Needs(Permission.MANAGE_OUTREACH)
  String blank(Caller caller, Frame frame, Model model) {
    return form(caller, frame, model, BlockForm.blank(), null);
  }

  @PostMapping("/new")
  @Needs(Permission.MANAGE_OUTREACH)
  String create(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    var sent = sent(fields);
    try {
      var zone = workspaces.require(caller.tenant()).zone();
      var made = blocks.create(caller.tenant(), sent.read(zone), caller.actor());
      return to(caller, made.id());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return form(caller, frame, model, sent.wrong(refusal), null);
    }
  }

  /// What a draft would come to, while it is written.
  @PostMapping("/preview")
  @Needs(Permission.MANAGE_OUTREACH)
  String preview(Caller caller, @RequestParam Map<String, String> fields, Model model) {
    var values = new LinkedHashMap<>(sent(fields).values());
    // Nothing of the audience hangs on these.
    values.put("name", "Preview");
    values.put("body", "Preview");
    values.put("subject", "email".equals(values.get("channel")) ? "Preview" : "");
    try {
      var zone = workspaces.require(caller.tenant()).zone();
      model
          .addAttribute("problem", "")
          .addAttribute(
              "estimate",
              preview.estimate(caller.tenant(), new BlockForm(values, Map.of()).read(zone)));
    } catch (Refusal refusal) {
      model
          .addAttribute(
              "problem",
              refusal.fields().stream()
                  .map(Refusal.FieldError::message)
                  .collect(Collectors.joining(" ")))
          .addAttribute("estimate", null);
    }
    return "outreach/preview";
  }

  @GetMapping("/{block}")
  @Needs(Permission.VIEW_OUTREACH)
  String show(Caller caller, Frame frame, @PathVariable UUID block, Model model) {
    progress(caller, frame, block, model);
    return "outreach/block";
  }

  @GetMapping("/{block}/progress")
  @Needs(Permission.VIEW_OUTREACH)
  String progress(Caller caller, Frame frame, @PathVariable UUID block, Model model) {
    var tenant = caller.tenant();
    var found = blocks.require(tenant, new BlockId(block));
    model
        .addAttribute("frame", frame)
        .addAttribute("block", found)
        .addAttribute("parts", blocks.parts(tenant, found.id()))
        .addAttribute("results", blocks.results(tenant, found.id()))
        .addAttribute("stopped", blocks.stopped(tenant, found).orElse(""))
        .addAttribute("zone", workspaces.require(tenant).zone());
    return "outreach/progress";
  }

  @GetMapping("/{block}/edit")
  @Needs(Permission.MANAGE_OUTREACH)
  String edit(Caller caller, Frame frame, @PathVariable UUID block, Model model) {
    var found = blocks.require(caller.tenant(), new BlockId(block));
    var zone = workspaces.require(caller.tenant()).zone();
    return form(caller, frame, model, BlockForm.of(found, zone), found);
  }

  @PostMapping("/{block}/edit")
  @Needs(Permission.MANAGE_OUTREACH)
  String change(
      Caller caller,
      Frame frame,
      @PathVariable UUID block,
      @RequestParam(defaultValue = "0") long version,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    var found = blocks.require(caller.tenant(), new BlockId(block));
    var sent = sent(fields);
    try {
      var zone = workspaces.require(caller.tenant()).zone();
      blocks.change(caller.tenant(), found.id(), version, sent.read(zone), caller.actor());
      return to(caller, found.id());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return form(caller, frame, model, sent.wrong(refusal), found);
    }
  }

  @PostMapping("/{block}/plan")
  @Needs(Permission.MANAGE_OUTREACH)
  String plan(Caller caller, @PathVariable UUID block) {
    blocks.plan(caller.tenant(), new BlockId(block), caller.actor());
    return to(caller, new BlockId(block));
  }

  @PostMapping("/{block}/stop-planning")
  @Needs(Permission.MANAGE_OUTREACH)
  String stopPlanning(Caller caller, @PathVariable UUID block) {
    blocks.stopPlanning(caller.tenant(), new BlockId(block), caller.actor());
    return to(caller, new BlockId(block));
  }

  @PostMapping("/{block}/start")
  @Needs(Permission.MANAGE_OUTREACH)
  String start(Caller caller, Notice notice, @PathVariable UUID block) {
    blocks.start(caller.tenant(), new BlockId(block), caller.actor());
    notice.say("It runs.");
    return to(caller, new BlockId(block));
  }

  @PostMapping("/{block}/pause")
  @Needs(Permission.MANAGE_OUTREACH)
  String pause(Caller caller, Notice notice, @PathVariable UUID block) {
    blocks.pause(caller.tenant(), new BlockId(block), caller.actor());
    notice.say("Paused. Nothing of it leaves.");
    return to(caller, new BlockId(block));
  }

  @PostMapping("/{block}/cancel")
  @Needs(Permission.MANAGE_OUTREACH)
  String cancel(Caller caller, Notice notice, @PathVariable UUID block) {
    blocks.cancel(caller.tenant(), new BlockId(block), caller.actor());
    notice.say("Cancelled. What waited was withdrawn.");
    return to(caller, new BlockId(block));
  }

  @GetMapping("/{block}/recipients")
  @Needs(Permission.VIEW_OUTREACH)
  String recipients(
      Caller caller,
      Frame frame,
      @PathVariable UUID block,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String at,
      Model model) {
    var tenant = caller.tenant();
    var found = blocks.require(tenant, new BlockId(block));
    var out = LeftOut.find(reason).orElse(null);
    var rows = blocks.recipients(tenant, found.id(), out, Cursors.recipient(at), PAGE + 1);
    var shown = rows.subList(0, Math.min(PAGE, rows.size()));
    model
        .addAttribute("frame", frame)
        .addAttribute("block", found)
        .addAttribute("reason", out)
        .addAttribute("rows", shown)
        .addAttribute(
            "people", contacts.all(tenant, shown.stream().map(Recipient::contact).toList()))
        .addAttribute("first", at.isEmpty())
        .addAttribute("next", rows.size() > PAGE ? Cursors.of(shown.getLast()) : "");
    return "outreach/recipients";
  }

  private String form(
      Caller caller, Frame frame, Model model, BlockForm form, @Nullable Block block) {
    model
        .addAttribute("frame", frame)
        .addAttribute("form", form)
        .addAttribute("block", block)
        .addAttribute("labels", audiences.labels(caller.tenant()))
        .addAttribute("senders", senders.list(caller.tenant()))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "outreach/form";
  }

  // Ticked stages come one by one.
  private static BlockForm sent(Map<String, String> fields) {
    var values = new LinkedHashMap<String, String>();
    BlockForm.FIELDS.forEach(field -> values.put(field, fields.getOrDefault(field, "")));
    values.put(
        "stages",
        Arrays.stream(Stage.values())
            .map(Stage::code)
            .filter(code -> fields.containsKey("stage-" + code))
            .collect(Collectors.joining(",")));
    return new BlockForm(values, Map.of());
  }

  private static String to(Caller caller, BlockId block) {
    return "redirect:" + caller.path("/outreach/" + block);
  }
}
