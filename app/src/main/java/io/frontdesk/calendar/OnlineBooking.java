package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.page.BookingSites;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.Workspaces;
import org.springframework.stereotype.Component;

/// A workspace's page on which clients book by themselves. Joins an open transaction of the tenant.
@Component
public class OnlineBooking {
  private final BookingSites sites;
  private final Workspaces workspaces;

  OnlineBooking(BookingSites sites, Workspaces workspaces) {
    this.sites = sites;
    this.workspaces = workspaces;
  }

  /// Publishes the page, at first or with other words; other sites that show it stay.
  ///
  /// @param heading up to 120 characters; empty: the workspace's name
  /// @param intro up to 1,000 characters
  /// @return its path, e.g. `/book/tidewater-physiotherapy`
  /// @throws Refusal naming every wrong field
  public String publish(TenantId tenant, Actor actor, String heading, String intro) {
    var page = sites.of(tenant);
    var origins = String.join("\n", page.embedOrigins());
    sites.change(tenant, true, heading, intro, origins, page.version(), actor);
    return "/book/" + workspaces.require(tenant).slug();
  }
}
