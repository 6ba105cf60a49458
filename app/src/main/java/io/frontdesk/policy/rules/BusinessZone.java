package io.frontdesk.policy.rules;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import java.time.ZoneId;
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
}
