package io.frontdesk.calendar.page;

import io.frontdesk.platform.tenant.TenantId;
import org.springframework.stereotype.Component;

/// What tests of the page need from its inside.
@Component
public class SelfServiceProbe {
  private final BookingSites sites;

  SelfServiceProbe(BookingSites sites) {
    this.sites = sites;
  }

  public long version(TenantId tenant) {
    return sites.of(tenant).version();
  }
}
