package io.frontdesk.outreach.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.outreach.Blocks;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.outreach.Part;
import io.frontdesk.outreach.planning.Preview;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.web.Idempotency;
import io.frontdesk.tenancy.Workspaces;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
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

/// Blocks for programs.
@RestController
@RequestMapping("/api/v1/outreach/blocks")
class OutreachApi {
  private static final String PATH = "/api/v1/outreach/blocks";

  private final Blocks blocks;
  private final Preview preview;
  private final Workspaces workspaces;
  private final Idempotency idempotency;
  private final JsonMapper json;

  OutreachApi(
      Blocks blocks,
      Preview preview,
      Workspaces workspaces,
      Idempotency idempotency,
      JsonMapper json) {
    this.blocks = blocks;
    this.preview = preview;
    this.workspaces = workspaces;
    this.idempotency = idempotency;
    this.json = json;
  }

  /// The newest first; `next` is the cursor of the following page, null at the end.
  @GetMapping
  @Needs(Permission.VIEW_OUTREACH)
  Map<String, @Nullable Object> list(
      Caller caller,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    check(limit);
    var after = cursor.isEmpty() ? null : new BlockId(Cursors.id(cursor));
    var rows = blocks.page(caller.tenant(), after, limit);
    return page(
        rows.stream().map(this::view).toList(),
        rows.size() < limit ? null : rows.getLast().id().toString());
  }

  /// Makes a draft; repeatable with an `Idempotency-Key`.
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Permission.MANAGE_OUTREACH)
  ResponseEntity<String> create(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody String body) {
    var draft = form(read(body), BlockForm.blank().values()).read(workspaceZone(caller));
    var answer =
        idempotency.once(
            caller.tenant(),
            key,
            "POST " + PATH,
            body,
            () ->
                new Idempotency.Answer(
                    201,
                    json.writeValueAsString(
                        view(blocks.create(caller.tenant(), draft, caller.actor())))));
    return ResponseEntity.status(answer.status())
        .header("Location", PATH + "/" + json.readTree(answer.body()).get("id").asString())
        .contentType(MediaType.APPLICATION_JSON)
        .body(answer.body());
  }

  /// Whom a block with these words would contact, among the first thousand of its audience.
  @PostMapping(path = "/preview", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Permission.MANAGE_OUTREACH)
  Map<String, @Nullable Object> estimate(Caller caller, @RequestBody String body) {
    var draft = form(read(body), BlockForm.blank().values()).read(workspaceZone(caller));
    var estimate = preview.estimate(caller.tenant(), draft);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("people", estimate.people());
    answer.put("more", estimate.more());
    answer.put("sampled", estimate.sampled());
    answer.put("contacted", estimate.contacted());
    answer.put(
        "left_out",
        estimate.leftOut().entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().code(), Map.Entry::getValue, Long::sum, TreeMap::new)));
    return answer;
  }

  /// One block with its plan by reason and place, and what became of its messages.
  @GetMapping("/{block}")
  @Needs(Permission.VIEW_OUTREACH)
  ResponseEntity<Map<String, @Nullable Object>> get(Caller caller, @PathVariable UUID block) {
    return whole(caller, blocks.require(caller.tenant(), new BlockId(block)));
  }

  /// Changes what is sent and leaves the rest; a plan made for it is void. With `If-Match` only the
  /// version that was read is changed.
  @PatchMapping(
      path = "/{block}",
      consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
  @Needs(Permission.MANAGE_OUTREACH)
  ResponseEntity<Map<String, @Nullable Object>> patch(
      Caller caller,
      @PathVariable UUID block,
      @RequestHeader(name = "If-Match", required = false) @Nullable String match,
      @RequestBody String body) {
    var now = blocks.require(caller.tenant(), new BlockId(block));
    if (match != null && !match.equals("*") && !match.equals(etag(now))) {
      throw Refusal.conflict(
          "outreach.changed-meanwhile", "The block is another version by now; read it again.");
    }
    var zone = workspaceZone(caller);
    var draft = form(read(body), BlockForm.fields(now.draft(), zone)).read(zone);
    return whole(
        caller, blocks.change(caller.tenant(), now.id(), now.version(), draft, caller.actor()));
  }

  /// `plan`, `stop-planning`, `start`, `pause` or `cancel`; each is repeatable.
  @PostMapping("/{block}/plan")
  @Needs(Permission.MANAGE_OUTREACH)
  ResponseEntity<Map<String, @Nullable Object>> plan(Caller caller, @PathVariable UUID block) {
    blocks.plan(caller.tenant(), new BlockId(block), caller.actor());
    return get(caller, block);
  }

  @PostMapping("/{block}/stop-planning")
  @Needs(Permission.MANAGE_OUTREACH)
  ResponseEntity<Map<String, @Nullable Object>> stopPlanning(
      Caller caller, @PathVariable UUID block) {
    blocks.stopPlanning(caller.tenant(), new BlockId(block), caller.actor());
    return get(caller, block);
  }

  @PostMapping("/{block}/start")
  @Needs(Permission.MANAGE_OUTREACH)
  ResponseEntity<Map<String, @Nullable Object>> start(Caller caller, @PathVariable UUID block) {
    blocks.start(caller.tenant(), new BlockId(block), caller.actor());
    return get(caller, block);
  }

  @PostMapping("/{block}/pause")
  @Needs(Permission.MANAGE_OUTREACH)
  ResponseEntity<Map<String, @Nullable Object>> pause(Caller caller, @PathVariable UUID block) {
    blocks.pause(caller.tenant(), new BlockId(block), caller.actor());
    return get(caller, block);
  }

  @PostMapping("/{block}/cancel")
  @Needs(Permission.MANAGE_OUTREACH)
  ResponseEntity<Map<String, @Nullable Object>> cancel(Caller caller, @PathVariable UUID block) {
    blocks.cancel(caller.tenant(), new BlockId(block), caller.actor());
    return get(caller, block);
  }

  /// Whom the plan contacts, or leaves out for a `reason`; `next` is the cursor of the following
  /// page, null at the end.
  @GetMapping("/{block}/recipients")
  @Needs(Permission.VIEW_OUTREACH)
  Map<String, @Nullable Object> recipients(
      Caller caller,
      @PathVariable UUID block,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    check(limit);
    var found = blocks.require(caller.tenant(), new BlockId(block));
    var out = LeftOut.find(reason).orElse(null);
    if (out == null && !reason.isEmpty()) {
      throw Refusal.field("reason", "there is no such reason");
    }
    var rows =
        blocks.recipients(caller.tenant(), found.id(), out, Cursors.recipient(cursor), limit);
    return page(
        rows.stream()
            .map(
                row -> {
                  var line = new LinkedHashMap<String, @Nullable Object>();
                  line.put("contact", row.contact().toString());
                  line.put("address", row.address());
                  return line;
                })
            .toList(),
        rows.size() < limit ? null : Cursors.of(rows.getLast()));
  }

  private ResponseEntity<Map<String, @Nullable Object>> whole(Caller caller, Block block) {
    var view = view(block);
    var parts = blocks.parts(caller.tenant(), block.id());
    var out = new TreeMap<String, Long>();
    for (var part : parts) {
      if (part instanceof Part.Out left) {
        out.put(left.reason().code(), left.people());
      }
    }
    view.put("left_out", out);
    view.put(
        "places",
        parts.stream()
            .filter(Part.At.class::isInstance)
            .map(Part.At.class::cast)
            .map(
                part ->
                    Map.of(
                        "zones", part.place().zones(),
                        "earliest", part.opensAt().toString(),
                        "people", part.people(),
                        "handed_over", part.fed()))
            .toList());
    view.put(
        "results",
        blocks.results(caller.tenant(), block.id()).entrySet().stream()
            .collect(
                Collectors.toMap(
                    (Map.Entry<DeliveryState, Long> entry) -> entry.getKey().code(),
                    Map.Entry::getValue,
                    Long::sum,
                    TreeMap::new)));
    view.put("stopped", blocks.stopped(caller.tenant(), block).orElse(null));
    return ResponseEntity.ok().eTag(etag(block)).body(view);
  }

  private Map<String, @Nullable Object> view(Block block) {
    var draft = block.draft();
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", block.id().toString());
    view.put("state", block.state().code());
    view.put("version", block.version());
    BlockForm.fields(draft, ZoneOffset.UTC)
        .forEach((field, value) -> view.put(field, value.isEmpty() ? null : value));
    view.put("stages", draft.stages().stream().map(stage -> stage.code()).sorted().toList());
    view.put("active_days", draft.activeDays());
    view.put("quiet_days", draft.quietDays());
    view.put("starts_at", draft.startsAt() == null ? null : draft.startsAt().toString());
    view.put("per_minute", draft.perMinute());
    view.put("created_at", block.createdAt().toString());
    view.put("looked_at", block.lookedAt());
    view.put("to_contact", block.toContact());
    view.put("segments", block.segments());
    view.put("cost_micros", block.costMicros());
    view.put("handed_over", block.handedOver());
    view.put("skipped", block.skipped());
    return view;
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

  // What was sent, beside what holds when nothing was.
  private static BlockForm form(JsonNode sent, Map<String, String> otherwise) {
    var values = new LinkedHashMap<>(otherwise);
    for (var field : BlockForm.FIELDS) {
      var node = sent.get(field);
      if (node == null) {
        continue;
      }
      if (node.isNull()) {
        values.remove(field);
      } else if (field.equals("stages") && node.isArray() && node.size() <= 20) {
        values.put(
            field,
            node.valueStream()
                .map(one -> one.isString() ? one.asString() : "?")
                .collect(Collectors.joining(",")));
      } else if (node.isString() || node.isIntegralNumber()) {
        values.put(field, node.asString());
      } else {
        throw Refusal.field(field, "send a text or a whole number");
      }
    }
    return new BlockForm(values, Map.of());
  }

  private ZoneId workspaceZone(Caller caller) {
    return workspaces.require(caller.tenant()).zone();
  }

  private static void check(int limit) {
    if (limit < 1 || limit > 200) {
      throw Refusal.field("limit", "send 1 to 200");
    }
  }

  private static Map<String, @Nullable Object> page(Object data, @Nullable String next) {
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("data", data);
    answer.put("next", next);
    return answer;
  }

  private static String etag(Block block) {
    return "\"" + block.version() + "\"";
  }
}
