package io.frontdesk.contacts.book;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.Stage;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.web.Idempotency;
import io.frontdesk.tenancy.Workspaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The client book for programs.
@RestController
@RequestMapping("/api/v1/contacts")
class ContactsApi {
  private final ContactBook book;
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final Idempotency idempotency;
  private final JsonMapper json;

  ContactsApi(
      ContactBook book,
      Contacts contacts,
      Workspaces workspaces,
      AuditLog audit,
      Idempotency idempotency,
      JsonMapper json) {
    this.book = book;
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.audit = audit;
    this.idempotency = idempotency;
    this.json = json;
  }

  /// A page of contacts by name; `next` is the cursor of the following one, null at the end.
  @GetMapping
  @Needs(Permission.VIEW_CONTACTS)
  Map<String, @Nullable Object> list(
      Caller caller,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(required = false) @Nullable String stage,
      @RequestParam(required = false) @Nullable UUID tag,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > 200) {
      throw Refusal.field("limit", "send 1 to 200");
    }
    var query =
        new ListQuery(
            SearchWords.asked(q.length() > 200 ? q.substring(0, 200) : q),
            stage == null ? null : stage(stage),
            tag,
            Sort.NAME);
    var page =
        book.page(
            caller.tenant(), query, cursor == null ? null : Cursor.parse(cursor, Sort.NAME), limit);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("data", page.contacts().stream().map(ContactsApi::view).toList());
    answer.put("next", page.next());
    return answer;
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_CONTACTS)
  ResponseEntity<Map<String, @Nullable Object>> get(Caller caller, @PathVariable UUID id) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    audit.read(caller.tenant(), caller.actor(), "contact", contact.id().toString());
    return ResponseEntity.ok().eTag(etag(contact)).body(view(contact));
  }

  /// Makes a contact; repeatable with an `Idempotency-Key`.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Permission.EDIT_CONTACTS)
  ResponseEntity<String> create(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody String body) {
    var sent = read(body);
    var region = workspaces.require(caller.tenant()).region();
    var answer =
        idempotency.once(
            caller.tenant(),
            key,
            "POST /api/v1/contacts",
            body,
            () -> {
              var draft =
                  Draft.read(
                      text(sent, "name"),
                      texts(sent, "phones"),
                      texts(sent, "emails"),
                      sent.hasNonNull("stage") ? String.valueOf(text(sent, "stage")) : "prospect",
                      texts(sent, "tags"),
                      region);
              var made = book.create(caller, draft, "api");
              return new Idempotency.Answer(201, json.writeValueAsString(view(made)));
            });
    var id = json.readTree(answer.body()).get("id").asString();
    return ResponseEntity.status(answer.status())
        .header("Location", "/api/v1/contacts/" + id)
        .contentType(MediaType.APPLICATION_JSON)
        .body(answer.body());
  }

  /// Changes what is sent and leaves the rest. With `If-Match` only the version that was read is
  /// changed.
  @PatchMapping(
      path = "/{id}",
      consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
  @Needs(Permission.EDIT_CONTACTS)
  ResponseEntity<Map<String, @Nullable Object>> patch(
      Caller caller,
      @PathVariable UUID id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String match,
      @RequestBody String body) {
    var sent = read(body);
    var now = contacts.require(caller.tenant(), new ContactId(id));
    if (match != null && !match.equals("*") && !match.equals(etag(now))) {
      throw stale();
    }
    var draft =
        Draft.read(
            sent.has("name") ? text(sent, "name") : now.name(),
            sent.has("phones")
                ? texts(sent, "phones")
                : now.phones().stream().map(PhoneNumber::e164).toList(),
            sent.has("emails")
                ? texts(sent, "emails")
                : now.emails().stream().map(email -> email.value()).toList(),
            sent.hasNonNull("stage") ? String.valueOf(text(sent, "stage")) : now.stage(),
            sent.has("tags") ? texts(sent, "tags") : now.tags(),
            workspaces.require(caller.tenant()).region());
    // What was not sent comes from the version read above, so that version must still stand.
    var changed = book.edit(caller, now.id(), now.version(), draft);
    return ResponseEntity.ok().eTag(etag(changed)).body(view(changed));
  }

  private JsonNode read(String body) {
    try {
      var node = json.readTree(body);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException notJson) {
      // told below
    }
    throw new Refusal(Refusal.Kind.INVALID, "request.malformed", "Send one JSON object");
  }

  private static @Nullable String text(JsonNode sent, String field) {
    var node = sent.get(field);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isString() || node.asString().length() > 1_000) {
      throw Refusal.field(field, "send a short text");
    }
    return node.asString();
  }

  private static List<String> texts(JsonNode sent, String field) {
    var node = sent.get(field);
    if (node == null || node.isNull()) {
      return List.of();
    }
    if (!node.isArray() || node.size() > 100) {
      throw Refusal.field(field, "send a list of up to 100 texts");
    }
    var texts = new ArrayList<String>();
    for (var one : node) {
      if (!one.isString() || one.asString().length() > 1_000) {
        throw Refusal.field(field, "send a list of short texts");
      }
      texts.add(one.asString());
    }
    return texts;
  }

  private static Stage stage(String code) {
    return Stage.find(code)
        .orElseThrow(() -> Refusal.field("stage", "send one of the stages' codes"));
  }

  private static Refusal stale() {
    return Refusal.conflict(
        "contacts.changed-meanwhile", "The contact is another version by now; read it again.");
  }

  private static String etag(Contact contact) {
    return "\"" + contact.version() + "\"";
  }

  private static Map<String, @Nullable Object> view(Contact contact) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", contact.id().toString());
    view.put("name", contact.name());
    view.put("phones", contact.phones().stream().map(PhoneNumber::e164).toList());
    view.put("emails", contact.emails().stream().map(email -> email.value()).toList());
    view.put("stage", contact.stage());
    view.put("tags", contact.tags());
    view.put("source", contact.source());
    view.put("created_at", contact.createdAt().toString());
    view.put("updated_at", contact.updatedAt().toString());
    view.put("active_at", contact.activeAt().toString());
    view.put("version", contact.version());
    return view;
  }
}
