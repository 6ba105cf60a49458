package io.frontdesk.calendar;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be booked.
///
/// @param kind whether one client has people to themselves, or several share a class
/// @param seats of a class, unless a session says otherwise
/// @param before kept free ahead of each appointment; may lie outside the hours
/// @param after kept free behind it
/// @param step starts lie on multiples of it after local midnight
/// @param offset and by so much later
/// @param priceMinor in the currency's minor unit; null when there is no fixed price
/// @param depositMinor to be paid when booking; null for none
/// @param colour a name of the palette, see [Colours]
/// @param online whether clients may book it themselves; the desk always may
/// @param notice how long ahead a client must book
/// @param horizonDays how far ahead it can be booked
/// @param maxPerDay at most so many on one local day; null for no limit
/// @param people how many do it together
/// @param byTurn whoever had one longest ago is asked first; else by priority
/// @param atClient done at the client's place
/// @param travel how long it takes to get there, and back again
/// @param staff who may do it, those to ask first in front
/// @param needs rooms and devices it takes besides
/// @param locations where it is done; the workspace itself when empty
/// @param questions what clients are asked
public record Service(
    ServiceId id,
    String name,
    String description,
    Kind kind,
    int seats,
    Duration duration,
    Duration before,
    Duration after,
    Duration step,
    Duration offset,
    @Nullable Long priceMinor,
    @Nullable Long depositMinor,
    String currency,
    String colour,
    boolean online,
    Duration notice,
    int horizonDays,
    @Nullable Integer maxPerDay,
    int people,
    boolean byTurn,
    boolean atClient,
    Duration travel,
    List<StaffId> staff,
    List<Need> needs,
    List<LocationId> locations,
    List<IntakeQuestion> questions,
    boolean archived,
    long version) {
  public Service {
    staff = List.copyOf(staff);
    needs = List.copyOf(needs);
    locations = List.copyOf(locations);
    questions = List.copyOf(questions);
  }

  /// How it is booked.
  public enum Kind {
    APPOINTMENT,
    CLASS
  }

  /// `quantity` of these resources.
  public record Need(int quantity, List<ResourceId> resources) {
    public Need {
      resources = List.copyOf(resources);
    }
  }

  public boolean isClass() {
    return kind == Kind.CLASS;
  }

  /// Taken ahead of the start: the way there included.
  public Duration lead() {
    return before.plus(travel);
  }

  /// Taken behind the end: the way back included.
  public Duration tail() {
    return after.plus(travel);
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
