package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.tenant.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many places of the worker each tenant holds just now.
final class InWork {
  private final Map<TenantId, Integer> units = new ConcurrentHashMap<>();

  void began(TenantId tenant) {
    units.merge(tenant, 1, Integer::sum);
  }

  void ended(TenantId tenant) {
    units.computeIfPresent(tenant, (_, many) -> many == 1 ? null : many - 1);
  }

  int of(TenantId tenant) {
    return units.getOrDefault(tenant, 0);
  }
}
