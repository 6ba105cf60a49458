package io.frontdesk.integrations.webhooks;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The endpoints of a workspace and the log of what was sent to them.
@Service
class Endpoints {
  /// How many a workspace may have.
  static final int MOST = 20;

  /// How long the old secret signs beside the new one.
  static final Duration OVERLAP = Duration.ofHours(24);

  private static final int MOST_REPLAYED = 10_000;

  private final TenantTransactions transactions;
  private final EndpointStore store;
  private final HookStore hooks;
  private final HookPlanner planner;
  private final HookSecrets secrets;
  private final Switches switches;
  private final AuditLog audit;
  private final Clock clock;

  Endpoints(
      TenantTransactions transactions,
      EndpointStore store,
      HookStore hooks,
      HookPlanner planner,
      HookSecrets secrets,
      Switches switches,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.hooks = hooks;
    this.planner = planner;
    this.secrets = secrets;
    this.switches = switches;
    this.audit = audit;
    this.clock = clock;
  }

  List<Endpoint> all(TenantId tenant) {
    return transactions.read(tenant, () -> store.all(tenant));
  }

  Optional<Endpoint> find(TenantId tenant, EndpointId id) {
    return transactions.read(tenant, () -> store.find(tenant, id));
  }

  Endpoint require(TenantId tenant, EndpointId id) {
    return find(tenant, id).orElseThrow(Endpoints::unknown);
  }

  /// Adds one; it hears of everything from now on.
  ///
  /// @param draft checked by [EndpointDraft#check]
  EndpointId add(TenantId tenant, Actor by, EndpointDraft draft) {
    var id = new EndpointId(UUID.randomUUID());
    transactions.write(
        tenant,
        () -> {
          if (store.countAlone(tenant) >= MOST) {
            throw Refusal.conflict(
                "webhooks.too-many", "A workspace can have " + MOST + " endpoints. Remove one.");
          }
          var secret = secrets.seal(tenant, HookSignature.newSecret());
          store.insert(
              tenant, id, draft.url(), draft.description(), draft.types(), secret, clock.instant());
          audit(tenant, by, "webhooks.added", id);
        });
    return id;
  }

  /// @param version the one the editor saw
  void change(TenantId tenant, Actor by, EndpointId id, int version, EndpointDraft draft) {
    transactions.write(
        tenant,
        () -> {
          lock(tenant, id);
          if (!store.update(
              tenant,
              id,
              version,
              draft.url(),
              draft.description(),
              draft.types(),
              clock.instant())) {
            throw Refusal.conflict(
                "webhooks.changed-meanwhile", "Somebody changed it meanwhile. Look at it again.");
          }
          audit(tenant, by, "webhooks.changed", id);
        });
  }

  /// Switches one on or off; repeatable. Switched on again it hears of everything from then on.
  void activate(TenantId tenant, Actor by, EndpointId id, boolean active) {
    transactions.write(
        tenant,
        () -> {
          var endpoint = lock(tenant, id);
          if (endpoint.active() == active) {
            return;
          }
          if (active) {
            store.switchOn(tenant, id, clock.instant());
            audit(tenant, by, "webhooks.switched-on", id);
          } else {
            switches.off(tenant, endpoint, Endpoint.Off.PERSON, by);
          }
        });
  }

  void remove(TenantId tenant, Actor by, EndpointId id) {
    transactions.write(
        tenant,
        () -> {
          lock(tenant, id);
          store.delete(tenant, id);
          audit(tenant, by, "webhooks.removed", id);
        });
  }

  /// The secret in use, for whoever just made or rotated it.
  String secret(TenantId tenant, EndpointId id) {
    return transactions.read(tenant, () -> secrets.signing(tenant, id).getFirst());
  }

  /// Makes a new secret; the one in use signs beside it for [#OVERLAP].
  void rotate(TenantId tenant, Actor by, EndpointId id) {
    transactions.write(
        tenant,
        () -> {
          lock(tenant, id);
          var now = clock.instant();
          var secret = secrets.seal(tenant, HookSignature.newSecret());
          store.rotate(tenant, id, secret, now.plus(OVERLAP), now);
          audit(tenant, by, "webhooks.rotated", id);
        });
  }

  /// Sends a test; its outcome stands in the log.
  ///
  /// @throws Refusal `webhooks.off` when the endpoint is switched off
  HookId test(TenantId tenant, Actor by, EndpointId id) {
    return transactions.write(
        tenant,
        () -> {
          requireActive(lock(tenant, id));
          audit(tenant, by, "webhooks.tested", id);
          return planner.planTest(tenant, id);
        });
  }

  /// Sends one again under its own `webhook-id`; nothing changes for one that still waits.
  void replay(TenantId tenant, Actor by, EndpointId id, HookId hook) {
    transactions.write(
        tenant,
        () -> {
          var endpoint = lock(tenant, id);
          var found =
              hooks.find(tenant, id, hook).orElseThrow(() -> Refusal.notFound("The webhook"));
          requireActive(endpoint);
          if (hooks.replay(tenant, id, found.id(), clock.instant())) {
            audit(tenant, by, "webhooks.replayed", id);
          }
        });
  }

  /// Sends everything again that failed since then, oldest first.
  ///
  /// @return how many, 10,000 at most
  int replayFailed(TenantId tenant, Actor by, EndpointId id, Instant since) {
    return transactions.write(
        tenant,
        () -> {
          requireActive(lock(tenant, id));
          int count = hooks.replayFailed(tenant, id, since, MOST_REPLAYED, clock.instant());
          audit(tenant, by, "webhooks.replayed", id);
          return count;
        });
  }

  /// The log, newest first.
  ///
  /// @param state null for all
  /// @param before a row's `seq`
  List<Hook> log(
      TenantId tenant, EndpointId id, Hook.@Nullable State state, long before, int limit) {
    return transactions.read(tenant, () -> hooks.page(tenant, id, state, before, limit));
  }

  Hook requireHook(TenantId tenant, EndpointId id, HookId hook) {
    return transactions
        .read(tenant, () -> hooks.find(tenant, id, hook))
        .orElseThrow(() -> Refusal.notFound("The webhook"));
  }

  /// Its attempts, newest first, the last hundred.
  List<Hook.Attempt> attempts(TenantId tenant, HookId hook) {
    return transactions.read(tenant, () -> hooks.attempts(tenant, hook));
  }

  private Endpoint lock(TenantId tenant, EndpointId id) {
    return store.lock(tenant, id).orElseThrow(Endpoints::unknown);
  }

  private static void requireActive(Endpoint endpoint) {
    if (!endpoint.active()) {
      throw Refusal.conflict("webhooks.off", "The endpoint is switched off. Switch it on first.");
    }
  }

  private void audit(TenantId tenant, Actor by, String action, EndpointId id) {
    audit.record(tenant, by, action, "webhook-endpoint", id.toString(), Map.of());
  }

  private static Refusal unknown() {
    return Refusal.notFound("The endpoint");
  }
}
