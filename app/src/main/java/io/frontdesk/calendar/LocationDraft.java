package io.frontdesk.calendar;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.tenancy.WeekHours;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// What a location shall be; see [Location] for the fields.
///
/// @param zone an IANA name, e.g. `America/Chicago`
public record LocationDraft(
    String name, String address, String zone, @Nullable WeekHours hours, int travelMin) {
  public LocationDraft {
    name = name.strip().replaceAll("\\s+", " ");
    address = address.strip();
    zone = zone.strip();
  }

  /// @throws Refusal naming every wrong field
  void check() {
    var errors = new ArrayList<FieldError>();
    if (name.isEmpty() || name.length() > 120) {
      errors.add(new FieldError("name", "Give a name of up to 120 characters."));
    }
    if (address.length() > 500) {
      errors.add(new FieldError("address", "At most 500 characters."));
    }
    if (!isZone(zone)) {
      errors.add(new FieldError("zone", "Give a time zone such as America/Chicago."));
    }
    if (travelMin < 0 || travelMin > 480) {
      errors.add(new FieldError("travelMin", "Give 0 to 480 minutes."));
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
  }

  // Regions only: an offset such as +02:00 knows no summer time.
  private static boolean isZone(String name) {
    try {
      return name.length() <= 64
          && ZoneId.getAvailableZoneIds().contains(name)
          && ZoneId.of(name).getRules() != null;
    } catch (DateTimeException unknown) {
      return false;
    }
  }
}
