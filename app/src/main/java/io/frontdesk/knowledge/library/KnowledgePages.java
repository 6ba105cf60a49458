package io.frontdesk.knowledge.library;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.knowledge.DocumentId;
import io.frontdesk.knowledge.Draft;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/// The pages of what the receptionist may answer from.
@Controller
@RequestMapping("/w/{workspace}/knowledge")
class KnowledgePages {
  private static final long MOST_BYTES = 1_200_000;

  private final Library library;
  private final Workspaces workspaces;

  KnowledgePages(Library library, Workspaces workspaces) {
    this.library = library;
    this.workspaces = workspaces;
  }

  @GetMapping
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String list(
      Caller caller, Frame frame, @RequestParam(defaultValue = "") String deleted, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("documents", library.list(caller.tenant()))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone())
        .addAttribute("deleted", deleted.matches("[0-9a-f-]{36}") ? deleted : "");
    return "knowledge/list";
  }

  @GetMapping("/try")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String ask(Caller caller, @RequestParam(defaultValue = "") String q, Model model) {
    model
        .addAttribute("asked", !q.isBlank())
        .addAttribute("path", caller.path("/knowledge"))
        .addAttribute("passages", library.search(caller.tenant(), q, 5));
    return "knowledge/found";
  }

  @GetMapping("/new")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String blank(Frame frame, Model model) {
    return form(frame, new DocumentForm(null, 0, "", "", "", null), model);
  }

  @PostMapping
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String add(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam(defaultValue = "") String title,
      @RequestParam(defaultValue = "") String category,
      @RequestParam(defaultValue = "") String body,
      Model model) {
    try {
      library.add(caller.tenant(), caller.actor(), new Draft(title, category, body));
    } catch (Refusal refusal) {
      return form(frame, new DocumentForm(null, 0, title, category, body, refusal), model);
    }
    notice.say("Document added. Try a question.");
    return "redirect:" + caller.path("/knowledge");
  }

  @PostMapping("/upload")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String upload(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam MultipartFile file,
      @RequestParam(defaultValue = "") String category,
      Model model)
      throws IOException {
    var name = file.getOriginalFilename() == null ? "" : file.getOriginalFilename();
    var title = name.replaceAll(".*[/\\\\]", "").replaceFirst("\\.[A-Za-z]{1,8}$", "");
    try {
      var draft = new Draft(title, category, text(name, file));
      library.add(caller.tenant(), caller.actor(), draft);
    } catch (Refusal refusal) {
      return form(frame, new DocumentForm(null, 0, title, category, "", refusal), model);
    }
    notice.say("Document added. Try a question.");
    return "redirect:" + caller.path("/knowledge");
  }

  @GetMapping("/{id}")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String edit(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    return form(
        frame, DocumentForm.of(library.require(caller.tenant(), new DocumentId(id))), model);
  }

  @PostMapping("/{id}")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String save(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam int version,
      @RequestParam(defaultValue = "") String title,
      @RequestParam(defaultValue = "") String category,
      @RequestParam(defaultValue = "") String body,
      Model model) {
    try {
      library.edit(
          caller.tenant(),
          caller.actor(),
          new DocumentId(id),
          version,
          new Draft(title, category, body));
    } catch (Refusal refusal) {
      if (refusal.kind() == Refusal.Kind.NOT_FOUND) {
        throw refusal;
      }
      return form(
          frame, new DocumentForm(id.toString(), version, title, category, body, refusal), model);
    }
    notice.say("Saved.");
    return "redirect:" + caller.path("/knowledge");
  }

  @PostMapping("/{id}/active")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String activate(
      Caller caller, Notice notice, @PathVariable UUID id, @RequestParam boolean active) {
    library.activate(caller.tenant(), caller.actor(), new DocumentId(id), active);
    notice.say(active ? "It may answer again." : "It no longer answers.");
    return "redirect:" + caller.path("/knowledge");
  }

  @PostMapping("/{id}/delete")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String delete(Caller caller, @PathVariable UUID id) {
    library.delete(caller.tenant(), caller.actor(), new DocumentId(id));
    return "redirect:" + caller.path("/knowledge?deleted=" + id);
  }

  @PostMapping("/{id}/restore")
  @Needs(Permission.MANAGE_KNOWLEDGE)
  String restore(Caller caller, Notice notice, @PathVariable UUID id) {
    library.restore(caller.tenant(), caller.actor(), new DocumentId(id));
    notice.say("The document is back.");
    return "redirect:" + caller.path("/knowledge");
  }

  private static String form(Frame frame, DocumentForm form, Model model) {
    model.addAttribute("frame", frame).addAttribute("form", form);
    return "knowledge/form";
  }

  private static String text(String name, MultipartFile file) throws IOException {
    var lower = name.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(".txt") && !lower.endsWith(".md") && !lower.endsWith(".markdown")) {
      throw Refusal.field("file", "choose a text or Markdown file (.txt, .md)");
    }
    if (file.getSize() > MOST_BYTES) {
      throw Refusal.field("file", "this file is larger than 1.2 MB; split it");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(file.getBytes()))
          .toString();
    } catch (CharacterCodingException notText) {
      throw Refusal.field("file", "this is not a text in UTF-8; save it as UTF-8 and try again");
    }
  }
}
