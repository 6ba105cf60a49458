package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Location;
import io.frontdesk.calendar.LocationDraft;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspaces;
import java.net.URI;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Locations, for programs.
@RestController
@RequestMapping("/api/v1/locations")
class LocationApi {
  private final Catalogue catalogue;
  private final Workspaces workspaces;

  LocationApi(Catalogue catalogue, Workspaces workspaces) {
    this.catalogue = catalogue;
    this.workspaces = workspaces;
  }

  record Items<T>(List<T> items, @Nullable String next) {}

  /// A stretch of a week, e.g. `{"day": "monday", "from": "09:00", "to": "17:00"}`; a `to` of
  /// `00:00` is midnight.
  record HoursView(@Nullable String day, @Nullable String from, @Nullable String to) {}

  /// A location as it is given and sent. What is left out keeps its value, or is as at first;
  /// `openingHours` of null: open when the workspace is.
  record LocationBody(
      @Nullable UUID id,
      @Nullable String name,
      @Nullable String address,
      @Nullable String zone,
      @Nullable Long travelMinutes,
      @Nullable Boolean followsOpening,
      @Nullable List<HoursView> openingHours,
      @Nullable Boolean archived,
      @Nullable Long version) {
    static LocationBody of(Location one) {
      var hours = one.hours();
      return new LocationBody(
          one.id().value(),
          one.name(),
          one.address(),
          one.zone().getId(),
          one.travel().toMinutes(),
          hours == null,
          hours == null ? null : views(hours),
          one.archived(),
          one.version());
    }

    private static List<HoursView> views(WeekHours hours) {
      return Arrays.stream(DayOfWeek.values())
          .flatMap(
              day ->
                  hours.on(day).stream()
                      .map(
                          range ->
                              new HoursView(
                                  day.name().toLowerCase(Locale.ROOT),
                                  range.from().toString(),
                                  range.to().toString())))
          .toList();
    }

    LocationDraft over(LocationDraft was) {
      return new LocationDraft(
          name == null ? was.name() : name,
          address == null ? was.address() : address,
          zone == null ? was.zone() : zone,
          week(was),
          travelMinutes == null ? was.travelMin() : (int) Math.clamp(travelMinutes, -1, 10_000));
    }

    private @Nullable WeekHours week(LocationDraft was) {
      if (Boolean.TRUE.equals(followsOpening)) {
        return null;
      }
      if (openingHours == null) {
        return was.hours();
      }
      var week = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
      try {
        for (var one : openingHours) {
          week.computeIfAbsent(
                  DayOfWeek.valueOf(String.valueOf(one.day()).toUpperCase(Locale.ROOT)),
                  _ -> new ArrayList<>())
              .add(TimeRange.of(String.valueOf(one.from()), String.valueOf(one.to())));
        }
        return new WeekHours(week);
      } catch (IllegalArgumentException | DateTimeException wrong) {
        throw Refusal.field(
            "openingHours",
            "give a day, from and to, e.g. monday 09:00 17:00, in order, not overlapping");
      }
    }
  }

  record Closing(@Nullable Boolean archived) {}

  @GetMapping
  @Needs(Permission.VIEW_CALENDAR)
  Items<LocationBody> locations(
      Caller caller, @RequestParam(defaultValue = "false") boolean archived) {
    var all =
        archived ? catalogue.allLocations(caller.tenant()) : catalogue.locations(caller.tenant());
    return new Items<>(all.stream().map(LocationBody::of).toList(), null);
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  LocationBody location(Caller caller, @PathVariable UUID id) {
    return LocationBody.of(catalogue.require(caller.tenant(), new LocationId(id)));
  }

  @PostMapping
  @Needs(Permission.MANAGE_SERVICES)
  ResponseEntity<LocationBody> add(Caller caller, @RequestBody LocationBody body) {
    var zone = workspaces.require(caller.tenant()).zone().getId();
    var draft = body.over(new LocationDraft("", "", zone, null, 0));
    var made = catalogue.add(caller.tenant(), caller.actor(), draft);
    return ResponseEntity.created(URI.create("/api/v1/locations/" + made.id()))
        .body(LocationBody.of(made));
  }

  @PutMapping("/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  LocationBody change(Caller caller, @PathVariable UUID id, @RequestBody LocationBody body) {
    var location = catalogue.require(caller.tenant(), new LocationId(id));
    var version = body.version();
    if (version == null) {
      throw Refusal.field("version", "send the version you read");
    }
    var was =
        new LocationDraft(
            location.name(),
            location.address(),
            location.zone().getId(),
            location.hours(),
            (int) location.travel().toMinutes());
    return LocationBody.of(
        catalogue.change(caller.tenant(), caller.actor(), location.id(), body.over(was), version));
  }

  /// Takes a location off the list; with `{"archived": false}` puts it back.
  @PostMapping("/{id}/archive")
  @Needs(Permission.MANAGE_SERVICES)
  LocationBody archive(
      Caller caller, @PathVariable UUID id, @RequestBody(required = false) @Nullable Closing body) {
    var location = catalogue.require(caller.tenant(), new LocationId(id));
    boolean archived = body == null || !Boolean.FALSE.equals(body.archived());
    catalogue.archive(caller.tenant(), caller.actor(), location.id(), archived);
    return LocationBody.of(catalogue.require(caller.tenant(), location.id()));
  }
}
