package io.frontdesk.integrations.webhooks;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.http.DirectPost;
import io.frontdesk.platform.web.Idempotency;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
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

/// Outgoing webhooks for programs.
@RestController
@RequestMapping("/api/v1/webhook-endpoints")
class EndpointApi {
  private static final String PATH = "/api/v1/webhook-endpoints";

  private final Endpoints endpoints;
  private final DirectPost post;
  private final Idempotency idempotency;
  private final JsonMapper json;

  EndpointApi(Endpoints endpoints, DirectPost post, Idempotency idempotency, JsonMapper json) {
    this.endpoints = endpoints;
    this.post = post;
    this.idempotency = idempotency;
    this.json = json;
  }

  @GetMapping
  @Needs(Permission.MANAGE_CONNECTIONS)
  Map<String, Object> list(Caller caller) {
    return Map.of("data", endpoints.all(caller.tenant()).stream().map(EndpointApi::view).toList());
  }

  /// The catalogue: what an endpoint can ask for.
  @GetMapping("/types")
  @Needs(Permission.MANAGE_CONNECTIONS)
  Map<String, Object> types() {
    return Map.of("data", HookCatalogue.TYPES);
  }

  @GetMapping("/{endpoint}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Map<String, @Nullable Object>> get(Caller caller, @PathVariable UUID endpoint) {
    return answer(endpoints.require(caller.tenant(), new EndpointId(endpoint)));
  }

  /// Adds one and tells its secret; repeatable with an `Idempotency-Key`. The kept answer of that
  /// key holds no secret: it is opened anew.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Map<String, @Nullable Object>> create(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody String body) {
    var sent = read(body);
    var draft =
        new EndpointDraft(text(sent, "url", ""), text(sent, "description", ""), types(sent))
            .check(post);
    var made =
        idempotency.once(
            caller.tenant(),
            key,
            "POST " + PATH,
            body,
            () ->
                new Idempotency.Answer(
                    201, endpoints.add(caller.tenant(), caller.actor(), draft).toString()));
    var id = new EndpointId(UUID.fromString(made.body()));
    return ResponseEntity.status(made.status())
        .header("Location", PATH + "/" + id)
        .header("Cache-Control", "no-store")
        .body(withSecret(caller, id));
  }

  /// Changes what is sent and leaves the rest. With `If-Match` only the version that was read is
  /// changed.
  @PatchMapping(
      path = "/{endpoint}",
      consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Map<String, @Nullable Object>> patch(
      Caller caller,
      @PathVariable UUID endpoint,
      @RequestHeader(name = "If-Match", required = false) @Nullable String match,
      @RequestBody String body) {
    var id = new EndpointId(endpoint);
    var sent = read(body);
    var now = endpoints.require(caller.tenant(), id);
    if (match != null && !match.equals("*") && !match.equals(etag(now))) {
      throw Refusal.conflict(
          "webhooks.changed-meanwhile", "The endpoint is another version by now; read it again.");
    }
    if (sent.has("url") || sent.has("description") || sent.has("types")) {
      var draft =
          new EndpointDraft(
                  text(sent, "url", now.url()),
                  text(sent, "description", now.description()),
                  sent.has("types") ? types(sent) : now.types())
              .check(post);
      endpoints.change(caller.tenant(), caller.actor(), id, now.version(), draft);
    }
    if (sent.has("active")) {
      if (!sent.path("active").isBoolean()) {
        throw Refusal.field("active", "send true or false");
      }
      endpoints.activate(caller.tenant(), caller.actor(), id, sent.path("active").booleanValue());
    }
    return answer(endpoints.require(caller.tenant(), id));
  }

  @DeleteMapping("/{endpoint}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Void> remove(Caller caller, @PathVariable UUID endpoint) {
    endpoints.remove(caller.tenant(), caller.actor(), new EndpointId(endpoint));
    return ResponseEntity.noContent().build();
  }

  /// Makes a new secret and tells it; the old one signs beside it for a day. Repeatable with an
  /// `Idempotency-Key`.
  @PostMapping("/{endpoint}/rotate-secret")
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Map<String, @Nullable Object>> rotate(
      Caller caller,
      @PathVariable UUID endpoint,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    var id = new EndpointId(endpoint);
    idempotency.once(
        caller.tenant(),
        key,
        "POST " + PATH + "/" + id + "/rotate-secret",
        "",
        () -> {
          endpoints.rotate(caller.tenant(), caller.actor(), id);
          return new Idempotency.Answer(200, "");
        });
    return ResponseEntity.ok().header("Cache-Control", "no-store").body(withSecret(caller, id));
  }

  /// Sends a `webhook.test`. Repeatable with an `Idempotency-Key`.
  @PostMapping("/{endpoint}/test")
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Map<String, @Nullable Object>> test(
      Caller caller,
      @PathVariable UUID endpoint,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    var id = new EndpointId(endpoint);
    var made =
        idempotency.once(
            caller.tenant(),
            key,
            "POST " + PATH + "/" + id + "/test",
            "",
            () ->
                new Idempotency.Answer(
                    202, endpoints.test(caller.tenant(), caller.actor(), id).toString()));
    var hook = new HookId(UUID.fromString(made.body()));
    return ResponseEntity.status(made.status())
        .body(view(endpoints.requireHook(caller.tenant(), id, hook)));
  }

  /// The log, newest first; `next` is the cursor of the following page, null at the end.
  @GetMapping("/{endpoint}/deliveries")
  @Needs(Permission.MANAGE_CONNECTIONS)
  Map<String, @Nullable Object> log(
      Caller caller,
      @PathVariable UUID endpoint,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > 200) {
      throw Refusal.field("limit", "send 1 to 200");
    }
    if (!cursor.matches("[0-9]{0,18}")) {
      throw Refusal.field("cursor", "send the next of the page before");
    }
    var id = endpoints.require(caller.tenant(), new EndpointId(endpoint)).id();
    long before = cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(cursor);
    var rows = endpoints.log(caller.tenant(), id, state(state), before, limit + 1);
    var shown = rows.subList(0, Math.min(limit, rows.size()));
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("data", shown.stream().map(EndpointApi::view).toList());
    answer.put("next", rows.size() > limit ? Long.toString(shown.getLast().seq()) : null);
    return answer;
  }

  /// One with its attempts and what was sent.
  @GetMapping("/{endpoint}/deliveries/{hook}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  Map<String, @Nullable Object> one(
      Caller caller, @PathVariable UUID endpoint, @PathVariable UUID hook) {
    var found = endpoints.requireHook(caller.tenant(), new EndpointId(endpoint), new HookId(hook));
    var view = view(found);
    view.put("payload", json.readTree(found.body()));
    view.put(
        "log",
        endpoints.attempts(caller.tenant(), found.id()).stream().map(EndpointApi::view).toList());
    return view;
  }

  @PostMapping("/{endpoint}/deliveries/{hook}/replay")
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Map<String, @Nullable Object>> replay(
      Caller caller, @PathVariable UUID endpoint, @PathVariable UUID hook) {
    var id = new EndpointId(endpoint);
    endpoints.replay(caller.tenant(), caller.actor(), id, new HookId(hook));
    return ResponseEntity.status(202)
        .body(view(endpoints.requireHook(caller.tenant(), id, new HookId(hook))));
  }

  /// Sends everything again that failed at or after `since`; at most 10,000 in one go.
  @PostMapping(path = "/{endpoint}/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Permission.MANAGE_CONNECTIONS)
  ResponseEntity<Map<String, Object>> replayFailed(
      Caller caller, @PathVariable UUID endpoint, @RequestBody String body) {
    var id = endpoints.require(caller.tenant(), new EndpointId(endpoint)).id();
    int count = endpoints.replayFailed(caller.tenant(), caller.actor(), id, since(read(body)));
    return ResponseEntity.status(202).body(Map.of("replayed", count));
  }

  private static Instant since(JsonNode sent) {
    try {
      return Instant.parse(text(sent, "since", ""));
    } catch (DateTimeParseException noInstant) {
      throw Refusal.field("since", "send a time such as 2026-03-02T15:00:00Z");
    }
  }

  private static Hook.@Nullable State state(String code) {
    try {
      return code.isEmpty() ? null : Hook.State.ofCode(code);
    } catch (IllegalArgumentException unknown) {
      throw Refusal.field("state", "send waiting, delivered or failed");
    }
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

  private static String text(JsonNode sent, String field, String otherwise) {
    var node = sent.get(field);
    if (node == null) {
      return otherwise;
    }
    if (!node.isString() || node.asString().length() > 2_000) {
      throw Refusal.field(field, "send a short text");
    }
    return node.asString();
  }

  private static List<String> types(JsonNode sent) {
    var node = sent.path("types");
    if (!node.isArray() || node.size() > 100) {
      throw Refusal.field("types", "send a list of events");
    }
    var types = new ArrayList<String>();
    for (var one : node) {
      types.add(one.isString() ? one.asString() : "");
    }
    return types;
  }

  private Map<String, @Nullable Object> withSecret(Caller caller, EndpointId id) {
    var view = view(endpoints.require(caller.tenant(), id));
    view.put("secret", endpoints.secret(caller.tenant(), id));
    return view;
  }

  private static ResponseEntity<Map<String, @Nullable Object>> answer(Endpoint endpoint) {
    return ResponseEntity.ok().eTag(etag(endpoint)).body(view(endpoint));
  }

  private static String etag(Endpoint endpoint) {
    return "\"" + endpoint.version() + "\"";
  }

  private static Map<String, @Nullable Object> view(Endpoint endpoint) {
    var off = endpoint.off();
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", endpoint.id().toString());
    view.put("url", endpoint.url());
    view.put("description", endpoint.description());
    view.put("types", endpoint.types());
    view.put("active", endpoint.active());
    view.put("off_because", off == null ? null : off.code());
    view.put("failing_since", time(endpoint.failingSince()));
    view.put("delivered_at", time(endpoint.deliveredAt()));
    view.put("created_at", time(endpoint.createdAt()));
    view.put("updated_at", time(endpoint.updatedAt()));
    view.put("version", endpoint.version());
    return view;
  }

  private static Map<String, @Nullable Object> view(Hook hook) {
    boolean waits = hook.state() == Hook.State.WAITING;
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", hook.id().toString());
    view.put("webhook_id", hook.id().header());
    view.put("type", hook.type());
    view.put("state", hook.state().code());
    view.put("attempts", hook.attempts());
    view.put("next_attempt_at", waits ? time(hook.dueAt()) : null);
    view.put("status", hook.status());
    view.put("error", hook.error());
    view.put("created_at", time(hook.createdAt()));
    view.put("finished_at", time(hook.finishedAt()));
    return view;
  }

  private static Map<String, @Nullable Object> view(Hook.Attempt attempt) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("number", attempt.number());
    view.put("at", time(attempt.at()));
    view.put("duration_ms", attempt.tookMillis());
    view.put("status", attempt.status());
    view.put("error", attempt.error());
    view.put("response", attempt.excerpt());
    return view;
  }

  private static @Nullable String time(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }
}
