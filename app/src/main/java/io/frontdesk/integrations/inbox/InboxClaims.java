package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Decides whose events are worked on next.
///
/// Tenants take turns: who had least lately goes first, and no tenant may hold every place. Within
// a
/// tenant the oldest due keys go first; where one key's backlog hides the others, a walk over the
/// keys finds them. Nothing here looks at more rows than a fixed number per tenant, however many
/// wait.
@Component
class InboxClaims {
  private static final int ROWS_PER_KEY = 16;
  private static final int KEYS_PER_UNIT = 8;
  private static final int LOOK = 128;
  private static final int WALK = 64;
  private static final int TENANTS = 32;

  /// Rows of one tenant that are worked on by one thread: whole keys, in order.
  record Unit(TenantId tenant, List<InboxStore.Claimed> rows) {}

  private final InboxStore store;
  private final Turns turns = new Turns(System::nanoTime);
  private final Map<TenantId, InboxStore.Key> walked = new HashMap<>();
  private @Nullable TenantId last;

  InboxClaims(InboxStore store) {
    this.store = store;
  }

  /// Leases what is next. One claim at a time over all nodes, so that no two workers ever hold the
  /// same key.
  ///
  /// @param units at most so many
  /// @param inWork units that each tenant has in work already
  /// @param most units that one tenant may have in work
  synchronized List<Unit> claim(
      int units, ToIntFunction<TenantId> inWork, int most, Duration lease) {
    return store.alone(() -> claimAlone(units, inWork, most, lease));
  }

  private List<Unit> claimAlone(
      int units, ToIntFunction<TenantId> inWork, int most, Duration lease) {
    var tenants = tenants();
    var free = new LinkedHashMap<TenantId, Integer>();
    for (var tenant : tenants) {
      int room = most - inWork.applyAsInt(tenant);
      if (room > 0) {
        free.put(tenant, room);
      }
    }
    if (free.isEmpty()) {
      return List.of();
    }
    var chosen = choose(units, free, candidates(new ArrayList<>(free.keySet())));
    if (chosen.isEmpty()) {
      return List.of();
    }
    var claimed = new LinkedHashMap<UUID, List<InboxStore.Claimed>>();
    var unitOf = new HashMap<UUID, UUID>();
    var keys = new ArrayList<InboxStore.LeasedKey>();
    for (var unit : chosen) {
      var id = UUID.randomUUID();
      claimed.put(id, new ArrayList<>());
      for (var key : unit) {
        var fence = UUID.randomUUID();
        unitOf.put(fence, id);
        keys.add(new InboxStore.LeasedKey(key, fence));
      }
    }
    for (var row : store.lease(keys, ROWS_PER_KEY, lease)) {
      turns.took(row.tenant(), 1);
      claimed.computeIfAbsent(unitOf.get(row.lease()), _ -> new ArrayList<>()).add(row);
    }
    return claimed.values().stream()
        .filter(rows -> !rows.isEmpty())
        .map(rows -> new Unit(rows.getFirst().tenant(), rows))
        .toList();
  }

  // Some of those who have anything due, another lot each time when there are many.
  private List<TenantId> tenants() {
    var after = last;
    var found = new ArrayList<>(store.dueTenants(after, TENANTS));
    if (after != null && found.size() < TENANTS) {
      store.dueTenants(null, TENANTS).stream()
          .filter(tenant -> !found.contains(tenant))
          .limit(TENANTS - found.size())
          .forEach(found::add);
    }
    last = found.size() < TENANTS ? null : found.getLast();
    return found;
  }

  private Map<TenantId, ArrayDeque<InboxStore.Key>> candidates(List<TenantId> tenants) {
    var keys = new LinkedHashMap<TenantId, ArrayDeque<InboxStore.Key>>();
    var hidden = new ArrayList<TenantId>();
    for (var found : store.dueKeys(tenants, LOOK)) {
      var own = keys.computeIfAbsent(found.key().tenant(), _ -> new ArrayDeque<>());
      if (found.free()) {
        own.add(found.key());
      }
      if (found.more() && !hidden.contains(found.key().tenant())) {
        hidden.add(found.key().tenant());
      }
    }
    for (var tenant : hidden) {
      var own = keys.computeIfAbsent(tenant, _ -> new ArrayDeque<>());
      if (own.size() < KEYS_PER_UNIT) {
        walk(tenant, own);
      }
    }
    walked.keySet().retainAll(hidden);
    return keys;
  }

  private void walk(TenantId tenant, ArrayDeque<InboxStore.Key> own) {
    var from = walked.getOrDefault(tenant, new InboxStore.Key(tenant, LOWEST, ""));
    var met = store.keysAfter(from, WALK);
    met.stream()
        .filter(InboxStore.FoundKey::free)
        .map(InboxStore.FoundKey::key)
        .filter(key -> !own.contains(key))
        .forEach(own::add);
    if (met.size() < WALK) {
      walked.remove(tenant);
    } else {
      walked.put(tenant, met.getLast().key());
    }
  }

  private static final ConnectionId LOWEST = new ConnectionId(new UUID(0, 0));

  // Place by place, each to the tenant that had least; many keys of one tenant share a place.
  private List<List<InboxStore.Key>> choose(
      int units,
      Map<TenantId, Integer> free,
      Map<TenantId, ArrayDeque<InboxStore.Key>> candidates) {
    var perUnit = new HashMap<TenantId, Integer>();
    var tags = new HashMap<TenantId, Double>();
    candidates.forEach(
        (tenant, keys) -> {
          int places = Math.min(units, free.getOrDefault(tenant, 1));
          perUnit.put(tenant, Math.clamp((keys.size() + places - 1) / places, 1, KEYS_PER_UNIT));
          tags.put(tenant, turns.had(tenant));
        });
    var chosen = new ArrayList<List<InboxStore.Key>>();
    while (chosen.size() < units) {
      var next =
          candidates.entrySet().stream()
              .filter(one -> !one.getValue().isEmpty() && free.getOrDefault(one.getKey(), 0) > 0)
              .min(Comparator.comparingDouble(one -> tags.getOrDefault(one.getKey(), 0.0)));
      if (next.isEmpty()) {
        break;
      }
      var tenant = next.get().getKey();
      var unit = new ArrayList<InboxStore.Key>();
      while (unit.size() < perUnit.getOrDefault(tenant, 1) && !next.get().getValue().isEmpty()) {
        unit.add(next.get().getValue().remove());
      }
      chosen.add(unit);
      free.merge(tenant, -1, Integer::sum);
      tags.merge(tenant, (double) unit.size(), Double::sum);
    }
    return chosen;
  }
}
