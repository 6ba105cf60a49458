package io.frontdesk.calendar;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be booked.
///
/// @param before kept free ahead of each appointment; may lie outside the hours
/// @param after kept free behind it
/// @param step starts lie on multiples of it after local midnight
/// @param priceMinor in the currency's minor unit; null when there is no fixed price
/// @param colour a name of the palette, see [Colours]
/// @param online whether clients may book it themselves; the desk always may
/// @param notice how long ahead a client must book
/// @param horizonDays how far ahead it can be booked
/// @param staff who may do it, those to ask first in front
/// @param needs rooms and devices it takes besides
public record Service(
    ServiceId id,
    String name,
    String description,
    Duration duration,
    Duration before,
    Duration after,
    Duration step,
    @Nullable Long priceMinor,
    String currency,
    String colour,
    boolean online,
    Duration notice,
    int horizonDays,
    List<StaffId> staff,
    List<Need> needs,
    boolean archived,
    long version) {
  public Service {
    staff = List.copyOf(staff);
    needs = List.copyOf(needs);
  }

  /// `quantity` of these resources.
  public record Need(int quantity, List<ResourceId> resources) {
    public Need {
      resources = List.copyOf(resources);
    }
  }

  /// E.g. `45 min` or `1 h 30 min`.
  public String durationLabel() {
    return label(duration);
  }

  static String label(Duration length) {
    long hours = length.toHours();
    int minutes = length.toMinutesPart();
    if (hours == 0) {
      return minutes + " min";
    }
    return minutes == 0 ? hours + " h" : hours + " h " + minutes + " min";
  }
}
