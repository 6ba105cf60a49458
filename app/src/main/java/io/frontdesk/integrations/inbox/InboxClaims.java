package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Decides whose events are worked on next.
///
/// Tenants take turns: who had least lately goes first, and no tenant may hold every place. Within
/// a tenant the oldest due keys go first; where leased keys hide the others, a walk over the keys
/// finds them. Each gets few rows at a time, and twice as many each time while all have more than
/// they get: so a flood of many costs few claims, and one tenant's waits for the others. Nothing
/// here looks at more rows than a fixed number per tenant, however many wait.
@Component
class InboxClaims {
  private static final int FEW = 16;
  private static final int MANY = 256;
  private static final int MOST = 2_048;
  private static final int WALK = 64;
  private static final int TENANTS = 32;
  private static final int REMEMBERED = 1_000;
  private static final ConnectionId LOWEST = new ConnectionId(new UUID(0, 0));

  /// Rows of one tenant that are worked on by one thread: whole keys, in order.
  record Unit(InboxClaimStore.Lease lease, List<InboxClaimStore.Claimed> rows) {
    TenantId tenant() {
      return lease.tenant();
    }
  }

  private final InboxClaimStore store;
  private final Turns turns = new Turns(System::nanoTime);
  private final Map<TenantId, Integer> shares = new HashMap<>();
  private final Map<TenantId, InboxClaimStore.Key> walked = new HashMap<>();
  private @Nullable TenantId last;

  InboxClaims(InboxClaimStore store) {
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
    store.expire();
    var found = new LinkedHashMap<TenantId, Offer>();
    var waiting = new ArrayDeque<Offer>();
    tenants().stream()
        .map(tenant -> new Offer(tenant, turns.had(tenant), inWork.applyAsInt(tenant), most))
        .filter(offer -> offer.room > 0)
        .sorted(Comparator.comparingDouble(offer -> offer.had))
        .forEach(waiting::add);
    // Looks at no more tenants than there are places to fill.
    while (found.size() < units && !waiting.isEmpty()) {
      var some = new LinkedHashMap<TenantId, Offer>();
      while (found.size() + some.size() < units && !waiting.isEmpty()) {
        var next = waiting.remove();
        some.put(next.tenant, next);
      }
      look(some);
      some.values().stream()
          .filter(offer -> !offer.keys.isEmpty())
          .forEach(offer -> found.put(offer.tenant, offer));
    }
    var keys = choose(units, List.copyOf(found.values()));
    return keys.isEmpty() ? List.of() : leased(keys, lease);
  }

  private List<Unit> leased(List<InboxClaimStore.LeasedKey> keys, Duration lease) {
    var units =
        store.lease(keys, lease).stream()
            .collect(
                Collectors.groupingBy(
                    InboxClaimStore.Claimed::lease, LinkedHashMap::new, Collectors.toList()));
    return units.entrySet().stream()
        .map(
            unit -> {
              turns.took(unit.getKey().tenant(), unit.getValue().size());
              return new Unit(unit.getKey(), unit.getValue());
            })
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

  private void look(Map<TenantId, Offer> offers) {
    var looks = new LinkedHashMap<TenantId, Integer>();
    offers.forEach((tenant, offer) -> looks.put(tenant, offer.look));
    var due = store.dueKeys(looks);
    for (var found : due.keys()) {
      var offer = offers.get(found.key().tenant());
      if (offer != null) {
        offer.add(found);
      }
    }
    offers.forEach(
        (tenant, offer) -> {
          if (due.hidden().contains(tenant) && offer.rows < FEW) {
            walk(offer);
          } else {
            walked.remove(tenant);
          }
        });
  }

  private void walk(Offer offer) {
    var from = walked.getOrDefault(offer.tenant, new InboxClaimStore.Key(offer.tenant, LOWEST, ""));
    var met = store.keysAfter(from, WALK);
    met.stream()
        .filter(InboxClaimStore.WalkedKey::free)
        .filter(one -> offer.keys.stream().noneMatch(own -> own.key().equals(one.key())))
        .forEach(one -> offer.add(new InboxClaimStore.FoundKey(one.key(), FEW)));
    if (met.size() < WALK) {
      walked.remove(offer.tenant);
    } else {
      walked.put(offer.tenant, met.getLast().key());
    }
  }

  // Place by place, each to the tenant that had least.
  private List<InboxClaimStore.LeasedKey> choose(int units, List<Offer> offers) {
    if (shares.size() > REMEMBERED) {
      shares.clear();
    }
    boolean flooded = offers.stream().allMatch(offer -> offer.rows >= share(offer.tenant));
    for (var offer : offers) {
      int share = share(offer.tenant);
      int places = Math.clamp(units / offers.size(), 1, offer.room);
      offer.share = Math.clamp((offer.rows + places - 1) / places, 1, share);
      if (flooded) {
        shares.put(offer.tenant, Math.min(2 * share, MANY));
      } else {
        shares.remove(offer.tenant);
      }
    }
    var chosen = new ArrayList<InboxClaimStore.LeasedKey>();
    for (int unit = 0; unit < units; unit++) {
      var next =
          offers.stream()
              .filter(offer -> !offer.keys.isEmpty() && offer.room > 0)
              .min(Comparator.comparingDouble(offer -> offer.had));
      if (next.isEmpty()) {
        break;
      }
      chosen.addAll(next.get().unit());
    }
    return chosen;
  }

  private int share(TenantId tenant) {
    return shares.getOrDefault(tenant, FEW);
  }

  /// What a tenant has to offer to one claim.
  private static final class Offer {
    final TenantId tenant;
    final Deque<InboxClaimStore.FoundKey> keys = new ArrayDeque<>();
    final int look;
    double had;
    int room;
    int rows;
    int share = 1;

    Offer(TenantId tenant, double had, int inWork, int most) {
      this.tenant = tenant;
      this.had = had;
      this.room = most - inWork;
      // Those in work come first, and are passed over.
      this.look = Math.min((inWork + 2) * MANY, MOST);
    }

    void add(InboxClaimStore.FoundKey key) {
      keys.add(key);
      rows += key.rows();
    }

    List<InboxClaimStore.LeasedKey> unit() {
      var lease = UUID.randomUUID();
      var unit = new ArrayList<InboxClaimStore.LeasedKey>();
      int taken = 0;
      while (taken < share && !keys.isEmpty()) {
        var key = keys.remove();
        int some = Math.min(key.rows(), share - taken);
        unit.add(new InboxClaimStore.LeasedKey(key.key(), lease, some));
        taken += some;
      }
      had += taken;
      room--;
      return unit;
    }
  }
}
