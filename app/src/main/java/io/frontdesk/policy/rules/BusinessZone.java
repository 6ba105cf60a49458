package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The workspace's own zone: where a person is taken to be when nothing else is known.
@Component
class BusinessZone {
  private final Workspaces workspaces;

  BusinessZone(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  ZoneId of(TenantId tenant) {
    return workspaces.require(tenant).zone();
  }

  /// The zone of one workspace, looked up when first asked for and once.
  static final class Once implements Supplier<ZoneId> {
    private final BusinessZone zones;
    private final TenantId tenant;
    private @Nullable ZoneId known;

    Once(BusinessZone zones, TenantId tenant) {
      this.zones = zones;
      this.tenant = tenant;
    }

    @Override
    public ZoneId get() {
      if (known == null) {
        known = zones.of(tenant);
      }
      return known;
    }
  }
}
