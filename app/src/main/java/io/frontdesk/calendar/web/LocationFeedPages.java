package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Location;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.feed.Feeds;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// A location's feeds.
@Controller
@RequestMapping("/w/{workspace}/settings/locations/{id}/feeds")
class LocationFeedPages {
  private final Feeds feeds;
  private final Catalogue catalogue;
  private final Boards boards;
  private final URI base;

  LocationFeedPages(Feeds feeds, Catalogue catalogue, Boards boards, Settings settings) {
    this.feeds = feeds;
    this.catalogue = catalogue;
    this.boards = boards;
    this.base = settings.get(PlatformSettings.BASE_URL);
  }

  @GetMapping
  @Needs(Permission.MANAGE_SERVICES)
  String list(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    return page(caller, frame, require(caller, id), Filled.of(Map.of()), null, model);
  }

  /// The secret is shown on the page that answers, and never again.
  @PostMapping
  @Needs(Permission.MANAGE_SERVICES)
  String make(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model,
      HttpServletResponse response) {
    var location = require(caller, id);
    response.setHeader("Cache-Control", "no-store");
    try {
      var made =
          feeds.make(
              caller.tenant(),
              caller.actor(),
              location.id(),
              sent.getOrDefault("label", ""),
              sent.containsKey("busy"));
      var address = StaffCalendarPages.address(base, made.token());
      return page(caller, frame, location, Filled.of(Map.of()), address, model);
    } catch (Refusal refused) {
      response.setStatus(refused.kind().status());
      return page(caller, frame, location, Filled.of(sent).refused(refused), null, model);
    }
  }

  @PostMapping("/{feed}/revoke")
  @Needs(Permission.MANAGE_SERVICES)
  String revoke(Caller caller, Notice notice, @PathVariable UUID id, @PathVariable UUID feed) {
    var location = require(caller, id);
    feeds.revoke(caller.tenant(), caller.actor(), feed);
    notice.say("Revoked. The address answers no more.");
    return "redirect:" + caller.path("/settings/locations/" + location.id() + "/feeds");
  }

  private Location require(Caller caller, UUID id) {
    return catalogue.require(caller.tenant(), new LocationId(id));
  }

  private String page(
      Caller caller,
      Frame frame,
      Location location,
      Filled form,
      @Nullable String secret,
      Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("location", location)
        .addAttribute("feeds", feeds.of(caller.tenant(), location.id()))
        .addAttribute("form", form)
        .addAttribute("secret", secret)
        .addAttribute("zone", boards.zone(caller));
    return "calendar/location-feeds";
  }
}
