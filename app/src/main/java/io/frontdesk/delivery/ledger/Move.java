package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliveryState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change of one delivery's state and what is written with it.
///
/// @param kind the line in the history
/// @param dueAt when it is tried next; null leaves it
/// @param providerId set once known; null leaves it
/// @param reconcileAt when an unknown one is asked after; null: not by a machine
/// @param route in whose queue it stands from now on; null leaves it
record Move(
    DeliveryState to,
    String kind,
    String actor,
    @Nullable String code,
    @Nullable String reason,
    @Nullable Instant dueAt,
    @Nullable String providerId,
    @Nullable Instant reconcileAt,
    @Nullable Route route) {
  static final String DISPATCHER = "dispatcher";

  static Move to(DeliveryState to, String kind) {
    return new Move(to, kind, DISPATCHER, null, null, null, null, null, null);
  }

  Move by(String actor) {
    return new Move(to, kind, actor, code, reason, dueAt, providerId, reconcileAt, route);
  }

  Move because(@Nullable String code, @Nullable String reason) {
    return new Move(to, kind, actor, code, reason, dueAt, providerId, reconcileAt, route);
  }

  Move dueAt(Instant dueAt) {
    return new Move(to, kind, actor, code, reason, dueAt, providerId, reconcileAt, route);
  }

  Move providerId(@Nullable String providerId) {
    return new Move(to, kind, actor, code, reason, dueAt, providerId, reconcileAt, route);
  }

  Move reconcileAt(@Nullable Instant reconcileAt) {
    return new Move(to, kind, actor, code, reason, dueAt, providerId, reconcileAt, route);
  }

  Move route(Route route) {
    return new Move(to, kind, actor, code, reason, dueAt, providerId, reconcileAt, route);
  }

  /// A sender's queue and the senders that were tried in vain before.
  record Route(UUID line, List<UUID> tried) {
    Route {
      tried = List.copyOf(tried);
    }
  }
}
