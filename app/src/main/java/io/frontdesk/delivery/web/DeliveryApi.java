package io.frontdesk.delivery.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.error.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Lists of deliveries, and decisions on the unknown ones, for programs.
@RestController
@RequestMapping("/api/v1/deliveries")
class DeliveryApi {
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  /// @param segments parts a text message is paid for
  /// @param costMicros what it is expected to cost, in millionths of a dollar
  record Line(
      UUID id,
      UUID contact,
      String channel,
      String state,
      @Nullable String reason,
      @Nullable String reasonCode,
      int segments,
      long costMicros,
      int attempts,
      Instant dueAt,
      Instant changedAt) {
    static Line of(Delivery one) {
      return new Line(
          one.id().value(),
          one.contact().value(),
          one.channel().name().toLowerCase(Locale.ROOT),
          one.state().code(),
          one.reason(),
          one.reasonCode(),
          one.segments(),
          one.costMicros(),
          one.attempts(),
          one.dueAt(),
          one.changedAt());
    }
  }

  /// @param before for the next page, as `before`; null on the last one
  record Lines(List<Line> items, @Nullable Instant before) {}

  /// @param decision `sent`, `again` or `give-up`
  record Decide(@Nullable String decision) {}

  private final Deliveries deliveries;

  DeliveryApi(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /// @param filter `unknown`, `trouble`, `waiting`, `sent` or `withdrawn`
  @GetMapping
  @Needs(Permission.VIEW_INBOX)
  Lines list(
      Caller caller,
      @RequestParam(defaultValue = "unknown") String filter,
      @RequestParam(required = false) @Nullable Instant before,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > 100) {
      throw Refusal.field("limit", "give 1 to 100");
    }
    if (!DeliveryFilter.of(filter).code().equals(filter)) {
      throw Refusal.field("filter", "give unknown, trouble, waiting, sent or withdrawn");
    }
    var found =
        deliveries.list(
            caller.tenant(),
            DeliveryFilter.of(filter).states(),
            before == null ? END_OF_TIME : before,
            limit + 1);
    var shown = found.subList(0, Math.min(limit, found.size()));
    return new Lines(
        shown.stream().map(Line::of).toList(),
        found.size() > limit ? shown.getLast().changedAt() : null);
  }

  /// Settles an unknown delivery.
  @PostMapping("/{delivery}/decision")
  @Needs(Permission.SEND_MESSAGES)
  Line decide(Caller caller, @PathVariable UUID delivery, @RequestBody Decide decide) {
    var id = deliveries.require(caller.tenant(), new DeliveryId(delivery)).id();
    switch (decide.decision() == null ? "" : decide.decision()) {
      case "sent" -> deliveries.confirmSent(caller.tenant(), id, caller.actor());
      case "again" -> deliveries.sendAgain(caller.tenant(), id, caller.actor());
      case "give-up" -> deliveries.giveUp(caller.tenant(), id, caller.actor());
      default -> throw Refusal.field("decision", "give sent, again or give-up");
    }
    return Line.of(deliveries.require(caller.tenant(), id));
  }
}
