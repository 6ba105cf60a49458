package io.frontdesk.calendar;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A wish to keep a time.
///
/// @param staff with whom; null: whoever is free, fairly
/// @param location null: wherever the service is done
/// @param key unique within the tenant, 1 to 200 characters; a key keeps one time at most
/// @param keepFor from now; at most [#LONGEST]
/// @param origin names a stranger's network, 1 to 100 characters that tell nothing of it; few times
///     are kept for one at once, and for all of them. Null: whoever asks is known
public record HoldRequest(
    ServiceId service,
    Instant start,
    @Nullable StaffId staff,
    @Nullable LocationId location,
    Source source,
    String key,
    Duration keepFor,
    @Nullable String origin) {
  public static final Duration LONGEST = Duration.ofDays(7);

  public HoldRequest(
      ServiceId service,
      Instant start,
      @Nullable StaffId staff,
      @Nullable LocationId location,
      Source source,
      String key,
      Duration keepFor) {
    this(service, start, staff, location, source, key, keepFor, null);
  }

  public HoldRequest {
    if (key.isBlank() || key.length() > 200) {
      throw new IllegalArgumentException("a hold's key has 1 to 200 characters");
    }
    if (!keepFor.isPositive() || keepFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a hold lasts up to " + LONGEST);
    }
    if (origin != null && (origin.isBlank() || origin.length() > 100)) {
      throw new IllegalArgumentException("an origin has 1 to 100 characters");
    }
  }

  public HoldRequest from(String network) {
    return new HoldRequest(service, start, staff, location, source, key, keepFor, network);
  }
}
