package io.frontdesk.contacts.book;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The notes on a person's page; answers are fragments.
@Controller
@RequestMapping("/w/{workspace}/contacts/{contact}/notes")
class NotePages {
  private final Notes notes;
  private final Contacts contacts;
  private final Workspaces workspaces;

  NotePages(Notes notes, Contacts contacts, Workspaces workspaces) {
    this.notes = notes;
    this.contacts = contacts;
    this.workspaces = workspaces;
  }

  @GetMapping
  @Needs(Permission.VIEW_CONTACTS)
  String list(Caller caller, @PathVariable UUID contact, Model model) {
    return list(caller, contact, null, model);
  }

  @PostMapping
  @Needs(Permission.EDIT_CONTACTS)
  String add(
      Caller caller,
      @PathVariable UUID contact,
      @RequestParam(defaultValue = "") String body,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      Model model) {
    try {
      notes.add(caller, new ContactId(contact), body);
    } catch (Refusal refusal) {
      if (refusal.kind() != Refusal.Kind.INVALID || htmx.isEmpty()) {
        throw refusal;
      }
      model.addAttribute("draft", body);
      return list(caller, contact, refusal.fields().getFirst().message(), model);
    }
    if (htmx.isEmpty()) {
      return "redirect:" + caller.path("/contacts/" + contact);
    }
    return list(caller, contact, null, model);
  }

  @GetMapping("/{id}/edit")
  @Needs(Permission.EDIT_CONTACTS)
  String edit(Caller caller, @PathVariable UUID contact, @PathVariable UUID id, Model model) {
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", new ContactId(contact))
        .addAttribute("note", notes.require(caller.tenant(), new ContactId(contact), id));
    return "contacts/note-edit";
  }

  @PostMapping("/{id}")
  @Needs(Permission.EDIT_CONTACTS)
  String save(
      Caller caller,
      @PathVariable UUID contact,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String body,
      Model model) {
    notes.edit(caller, new ContactId(contact), id, body);
    return list(caller, contact, null, model);
  }

  @PostMapping("/{id}/delete")
  @Needs(Permission.EDIT_CONTACTS)
  String delete(
      Caller caller,
      @PathVariable UUID contact,
      @PathVariable UUID id,
      HttpServletResponse response,
      Model model) {
    notes.delete(caller, new ContactId(contact), id);
    response.setHeader(
        "HX-Trigger",
        "{\"toast\":{\"text\":\"Note deleted\",\"undo\":\"%s\"}}"
            .formatted(caller.path("/contacts/" + contact + "/notes/" + id + "/restore")));
    return list(caller, contact, null, model);
  }

  @PostMapping("/{id}/restore")
  @Needs(Permission.EDIT_CONTACTS)
  String restore(
      Caller caller,
      @PathVariable UUID contact,
      @PathVariable UUID id,
      HttpServletResponse response,
      Model model) {
    notes.restore(caller, new ContactId(contact), id);
    response.setHeader("HX-Trigger", "notes-changed");
    return list(caller, contact, null, model);
  }

  private String list(Caller caller, UUID contact, @Nullable String error, Model model) {
    var person = contacts.require(caller.tenant(), new ContactId(contact));
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", person)
        .addAttribute("zone", workspaces.require(caller.tenant()).zone())
        .addAttribute("notes", notes.of(caller.tenant(), person.id()))
        .addAttribute("error", error);
    return "contacts/notes";
  }
}
