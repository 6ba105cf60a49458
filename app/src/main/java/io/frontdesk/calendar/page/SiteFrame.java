package io.frontdesk.calendar.page;

import io.frontdesk.calendar.SpokenTimes;
import java.time.ZonedDateTime;

/// What every page of a booking site needs.
///
/// @param base path of this site, `/book/{slug}` or `/embed/{slug}`
/// @param embedded whether it is shown inside another site
/// @param now in the workspace's zone
public record SiteFrame(
    String base, String heading, BookingPage page, boolean embedded, ZonedDateTime now) {
  /// E.g. `Eastern Time`.
  public String zoneName() {
    return SpokenTimes.sayZone(now.getZone());
  }

  public String zone() {
    return now.getZone().getId();
  }

  /// The sites that may frame it, for the page's script to tell.
  public String origins() {
    return String.join(" ", page.embedOrigins());
  }
}
