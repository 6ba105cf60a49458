package io.frontdesk.contacts.book;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.Stage;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

/// The client book's pages.
@Controller
@RequestMapping("/w/{workspace}/contacts")
class ContactPages {
  private static final int PAGE = 50;
  private static final int LINES = 30;

  private final ContactBook book;
  private final Contacts contacts;
  private final Notes notes;
  private final Workspaces workspaces;
  private final AuditLog audit;

  ContactPages(
      ContactBook book, Contacts contacts, Notes notes, Workspaces workspaces, AuditLog audit) {
    this.book = book;
    this.contacts = contacts;
    this.notes = notes;
    this.workspaces = workspaces;
    this.audit = audit;
  }

  @GetMapping
  @Needs(Permission.VIEW_CONTACTS)
  String list(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String stage,
      @RequestParam(defaultValue = "") String tag,
      @RequestParam(defaultValue = "name") String sort,
      @RequestParam(defaultValue = "") String at,
      @RequestParam(defaultValue = "") String deleted,
      @RequestHeader(name = "HX-Target", defaultValue = "") String target,
      Model model) {
    var order = sort.equals("recent") ? Sort.RECENT : Sort.NAME;
    var query =
        new ListQuery(
            SearchWords.asked(q.length() > 200 ? q.substring(0, 200) : q),
            Stage.find(stage).orElse(null),
            uuidOrNull(tag),
            order);
    var page =
        book.page(caller.tenant(), query, at.isEmpty() ? null : Cursor.parse(at, order), PAGE);
    var filters = new ListFilters(q, stage, tag, order.name().toLowerCase(Locale.ROOT));
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("page", page)
        .addAttribute("filters", filters)
        .addAttribute("path", caller.path("/contacts"))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    if (target.equals("contact-rows")) {
      return "contacts/rows";
    }
    model
        .addAttribute("tags", book.tags(caller.tenant()))
        .addAttribute("total", book.count(caller.tenant(), 1_001))
        .addAttribute("deleted", uuidOrNull(deleted) == null ? "" : deleted);
    return "contacts/list";
  }

  /// Items for the palette and for pickers of other pages.
  @GetMapping("/search")
  @Needs(Permission.VIEW_CONTACTS)
  String search(Caller caller, @RequestParam(defaultValue = "") String q, Model model) {
    model
        .addAttribute("caller", caller)
        .addAttribute("found", contacts.search(caller.tenant(), shortened(q), 8));
    return "contacts/options";
  }

  @GetMapping("/new")
  @Needs(Permission.EDIT_CONTACTS)
  String blank(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String phone,
      @RequestParam(defaultValue = "") String email,
      Model model) {
    var form =
        new ContactForm(
            null,
            shortened(name),
            List.of(shortened(phone)),
            List.of(shortened(email)),
            Stage.PROSPECT.code(),
            "",
            0,
            List.of(),
            null);
    return form(caller, frame, model, form);
  }

  @PostMapping
  @Needs(Permission.EDIT_CONTACTS)
  String create(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") List<String> phone,
      @RequestParam(defaultValue = "") List<String> email,
      @RequestParam(defaultValue = "prospect") String stage,
      @RequestParam(defaultValue = "") String tags,
      Model model) {
    var sent = new ContactForm(null, name, phone, email, stage, tags, 0, List.of(), null);
    try {
      var made = book.create(caller, draft(caller.tenant(), sent), "manual");
      notice.say("Contact added.");
      return "redirect:" + caller.path("/contacts/" + made.id());
    } catch (Refusal refusal) {
      return form(caller, frame, model, sent.refused(refusal));
    }
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_CONTACTS)
  String person(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    if (!contact.id().value().equals(id)) {
      return "redirect:" + caller.path("/contacts/" + contact.id());
    }
    audit.read(caller.tenant(), caller.actor(), "contact", contact.id().toString());
    person(caller, contact, model);
    history(caller.tenant(), contact.id(), null, model);
    model
        .addAttribute("frame", frame)
        .addAttribute("notes", notes.of(caller.tenant(), contact.id()));
    return "contacts/person";
  }

  /// The person's head with addresses, stage and tags, as live changes fetch it.
  @GetMapping("/{id}/about")
  @Needs(Permission.VIEW_CONTACTS)
  String about(Caller caller, @PathVariable UUID id, Model model) {
    person(caller, contacts.require(caller.tenant(), new ContactId(id)), model);
    return "contacts/about";
  }

  @GetMapping("/{id}/timeline")
  @Needs(Permission.VIEW_CONTACTS)
  String timeline(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(required = false) UUID before,
      Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    person(caller, contact, model);
    history(caller.tenant(), contact.id(), before, model);
    return before == null ? "contacts/timeline" : "contacts/lines";
  }

  @GetMapping("/{id}/edit")
  @Needs(Permission.EDIT_CONTACTS)
  String edit(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    return form(
        caller, frame, model, ContactForm.of(contacts.require(caller.tenant(), new ContactId(id))));
  }

  @PostMapping("/{id}")
  @Needs(Permission.EDIT_CONTACTS)
  String save(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") List<String> phone,
      @RequestParam(defaultValue = "") List<String> email,
      @RequestParam(defaultValue = "prospect") String stage,
      @RequestParam(defaultValue = "") String tags,
      @RequestParam long version,
      Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    var sent =
        new ContactForm(contact.id(), name, phone, email, stage, tags, version, List.of(), null);
    try {
      book.edit(caller, contact.id(), version, draft(caller.tenant(), sent));
      notice.say("Saved.");
      return "redirect:" + caller.path("/contacts/" + contact.id());
    } catch (Refusal refusal) {
      return form(caller, frame, model, sent.refused(refusal));
    }
  }

  @PostMapping("/{id}/stage")
  @Needs(Permission.EDIT_CONTACTS)
  String stage(Caller caller, @PathVariable UUID id, @RequestParam String stage, Model model) {
    var chosen =
        Stage.find(stage).orElseThrow(() -> Refusal.field("stage", "choose one of the stages"));
    person(caller, book.setStage(caller, new ContactId(id), chosen), model);
    return "contacts/about";
  }

  @GetMapping("/{id}/merge")
  @Needs(Permission.EDIT_CONTACTS)
  String merge(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestParam(required = false) @Nullable String q,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    // Without a search, people of the same name are offered.
    var text = q != null ? shortened(q) : contact.name() == null ? "" : contact.name();
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("contact", contact)
        .addAttribute("q", text)
        .addAttribute(
            "found",
            contacts.search(caller.tenant(), text, 20).stream()
                .filter(other -> !other.id().equals(contact.id()))
                .toList());
    return htmx.isEmpty() ? "contacts/merge" : "contacts/candidates";
  }

  @PostMapping("/{id}/merge")
  @Needs(Permission.EDIT_CONTACTS)
  String merge(Caller caller, Notice notice, @PathVariable UUID id, @RequestParam UUID gone) {
    var kept = book.merge(caller, new ContactId(id), new ContactId(gone));
    notice.say("Merged. Everything of both is here now.");
    return "redirect:" + caller.path("/contacts/" + kept.id());
  }

  @PostMapping("/{id}/delete")
  @Needs(Permission.DELETE_CONTACTS)
  String delete(Caller caller, @PathVariable UUID id) {
    book.delete(caller, new ContactId(id));
    return "redirect:" + caller.path("/contacts?deleted=" + id);
  }

  @PostMapping("/{id}/restore")
  @Needs(Permission.DELETE_CONTACTS)
  String restore(Caller caller, Notice notice, @PathVariable UUID id) {
    book.restore(caller, new ContactId(id));
    notice.say("The contact is back.");
    return "redirect:" + caller.path("/contacts/" + id);
  }

  private void person(Caller caller, Contact contact, Model model) {
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", contact)
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
  }

  private void history(TenantId tenant, ContactId id, @Nullable UUID before, Model model) {
    var lines = book.history(tenant, id, before, LINES);
    boolean more = lines.size() > LINES;
    model.addAttribute("lines", more ? lines.subList(0, LINES) : lines).addAttribute("more", more);
  }

  private String form(Caller caller, Frame frame, Model model, ContactForm form) {
    model
        .addAttribute("frame", frame)
        .addAttribute("form", form)
        .addAttribute("tags", book.tags(caller.tenant()));
    return "contacts/form";
  }

  private Draft draft(TenantId tenant, ContactForm form) {
    return Draft.read(
        form.name(),
        form.phones(),
        form.emails(),
        form.stage(),
        Arrays.asList(form.tags().split(",")),
        workspaces.require(tenant).region());
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  private static @Nullable UUID uuidOrNull(String text) {
    try {
      return text.isEmpty() ? null : UUID.fromString(text);
    } catch (IllegalArgumentException notOurs) {
      return null;
    }
  }
}
