package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.feed.Feed;
import io.frontdesk.calendar.feed.Feeds;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Feeds for programs. The address is in the answer that makes one, and nowhere else.
@RestController
@RequestMapping("/api/v1/calendar-feeds")
class FeedApi {
  private final Feeds feeds;
  private final URI base;

  FeedApi(Feeds feeds, Settings settings) {
    this.feeds = feeds;
    this.base = settings.get(PlatformSettings.BASE_URL);
  }

  record FeedView(
      UUID id,
      @Nullable UUID staff,
      @Nullable UUID location,
      String label,
      boolean busyOnly,
      Instant createdAt,
      @Nullable Instant readAt,
      @Nullable String address) {
    static FeedView of(Feed one, @Nullable String address) {
      var staff = one.staff();
      var location = one.location();
      return new FeedView(
          one.id(),
          staff == null ? null : staff.value(),
          location == null ? null : location.value(),
          one.label(),
          one.busyOnly(),
          one.createdAt(),
          one.readAt(),
          address);
    }
  }

  record Page(List<FeedView> items, @Nullable String next) {}

  /// Of a person or of a location.
  record Wanted(
      @Nullable String staff,
      @Nullable String location,
      @Nullable String label,
      @Nullable Boolean busyOnly) {}

  @GetMapping
  @Needs(Permission.MANAGE_SERVICES)
  Page list(Caller caller) {
    return new Page(
        feeds.all(caller.tenant()).stream().map(one -> FeedView.of(one, null)).toList(), null);
  }

  @PostMapping
  @Needs(Permission.MANAGE_SERVICES)
  ResponseEntity<FeedView> make(Caller caller, @RequestBody Wanted wanted) {
    var label = wanted.label() == null ? "" : wanted.label();
    var staff = Sent.idOrNull("staff", wanted.staff());
    var location = Sent.idOrNull("location", wanted.location());
    boolean busyOnly = Boolean.TRUE.equals(wanted.busyOnly());
    if ((staff == null) == (location == null)) {
      throw Refusal.field("staff", "give the id of a person, or of a location");
    }
    var made =
        staff != null
            ? feeds.make(caller.tenant(), caller.actor(), new StaffId(staff), label, busyOnly)
            : feeds.make(
                caller.tenant(),
                caller.actor(),
                new LocationId(Objects.requireNonNull(location)),
                label,
                busyOnly);
    return ResponseEntity.created(URI.create("/api/v1/calendar-feeds/" + made.feed().id()))
        .header("Cache-Control", "no-store")
        .body(FeedView.of(made.feed(), StaffCalendarPages.address(base, made.token())));
  }

  @DeleteMapping("/{feed}")
  @Needs(Permission.MANAGE_SERVICES)
  ResponseEntity<Void> revoke(Caller caller, @PathVariable UUID feed) {
    feeds.revoke(caller.tenant(), caller.actor(), feed);
    return ResponseEntity.noContent().build();
  }
}
