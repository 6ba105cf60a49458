package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.tenant.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Who has had how much of the worker lately: whoever had least goes first. What a tenant had is
/// forgotten by half every few seconds, so that a flood waits for those who rarely ask and still
/// gets all that nobody else wants. One claimer uses it at a time.
final class Turns {
  private static final double HALF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double NOTHING = 0.01;
  private static final int MANY = 1_000;

  private record Had(double rows, long at) {}

  private final LongSupplier nanoTime;
  private final Map<TenantId, Had> had = new HashMap<>();

  Turns(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// How much the tenant had lately, in rows.
  double had(TenantId tenant) {
    var before = had.get(tenant);
    return before == null ? 0 : faded(before, nanoTime.getAsLong());
  }

  void took(TenantId tenant, int rows) {
    long now = nanoTime.getAsLong();
    had.merge(tenant, new Had(rows, now), (old, _) -> new Had(faded(old, now) + rows, now));
    if (had.size() > MANY) {
      had.values().removeIf(one -> faded(one, now) < NOTHING);
    }
  }

  private static double faded(Had one, long now) {
    return one.rows() * Math.pow(0.5, (now - one.at()) / HALF_LIFE_NANOS);
  }
}
