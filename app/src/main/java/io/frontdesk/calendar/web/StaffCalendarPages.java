package io.frontdesk.calendar.web;

import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Open;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.feed.Feeds;
import io.frontdesk.calendar.sync.Calendars;
import io.frontdesk.calendar.sync.Consents;
import io.frontdesk.calendar.sync.SyncAccount;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/// A person's calendars elsewhere: what comes in, what goes out, and their feeds.
@Controller
class StaffCalendarPages {
  private static final String HOME = "/w/{workspace}/settings/staff/{id}/calendars";

  private final Calendars calendars;
  private final Consents consents;
  private final Feeds feeds;
  private final Catalogue catalogue;
  private final Workspaces workspaces;
  private final URI base;

  StaffCalendarPages(
      Calendars calendars,
      Consents consents,
      Feeds feeds,
      Catalogue catalogue,
      Workspaces workspaces,
      Settings settings) {
    this.calendars = calendars;
    this.consents = consents;
    this.feeds = feeds;
    this.catalogue = catalogue;
    this.workspaces = workspaces;
    this.base = settings.get(PlatformSettings.BASE_URL);
  }

  @GetMapping(HOME)
  @Needs(Permission.MANAGE_SERVICES)
  String show(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    return page(caller, frame, new StaffId(id), "", Filled.of(Map.of()), null, model);
  }

  @PostMapping(HOME + "/connect/{provider}")
  @Needs(Permission.MANAGE_SERVICES)
  String connect(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @PathVariable String provider,
      @RequestParam Map<String, String> sent,
      Model model,
      HttpServletResponse response) {
    var staff = new StaffId(id);
    catalogue.require(caller.tenant(), staff);
    try {
      calendars.connect(caller.tenant(), caller.actor(), staff, provider, sent);
      notice.say("Connected. Choose what its calendars are used for.");
      return back(caller, staff);
    } catch (Refusal refused) {
      response.setStatus(refused.kind().status());
      return page(caller, frame, staff, provider, Filled.of(sent).refused(refused), null, model);
    }
  }

  /// Sends the person to the provider.
  @PostMapping(HOME + "/allow/{provider}")
  @Needs(Permission.MANAGE_SERVICES)
  String allow(Caller caller, @PathVariable UUID id, @PathVariable String provider) {
    if (!(caller.actor() instanceof Actor.Person who)) {
      throw Refusal.forbidden("Only a person can allow access.");
    }
    return "redirect:" + consents.begin(caller.tenant(), who, new StaffId(id), provider);
  }

  /// Where providers send everybody back; leads into the workspace that the signed state names.
  @Open("the provider knows one address for all; the signed state names the workspace")
  @GetMapping("/oauth/calendar")
  String returned(
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String code,
      HttpServletResponse response) {
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
    var tenant =
        consents
            .tenantOf(state)
            .orElseThrow(
                () ->
                    new Refusal(
                        Refusal.Kind.GONE,
                        "calendar.consent",
                        "This way back is not good any more. Begin again."));
    return "redirect:"
        + UriComponentsBuilder.fromPath(
                "/w/" + workspaces.require(tenant).slug() + "/settings/calendars/allowed")
            .queryParam("state", "{state}")
            .queryParam("code", "{code}")
            .encode()
            .buildAndExpand(state, code)
            .toUriString();
  }

  @GetMapping("/w/{workspace}/settings/calendars/allowed")
  @Needs(Permission.MANAGE_SERVICES)
  String allowed(
      Caller caller,
      Notice notice,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String code) {
    var staff = consents.finish(caller, state, code);
    notice.say("Connected. Choose what its calendars are used for.");
    return back(caller, staff);
  }

  @PostMapping(HOME + "/accounts/{account}")
  @Needs(Permission.MANAGE_SERVICES)
  String choose(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @PathVariable UUID account,
      @RequestParam Map<String, String> sent) {
    var found = require(caller, id, account);
    calendars.choose(caller.tenant(), caller.actor(), found.id(), ticked(sent), out(sent));
    notice.say("Saved. The calendar is read within a minute.");
    return back(caller, found.staff());
  }

  @PostMapping(HOME + "/accounts/{account}/sync")
  @Needs(Permission.MANAGE_SERVICES)
  String sync(Caller caller, Notice notice, @PathVariable UUID id, @PathVariable UUID account) {
    var found = require(caller, id, account);
    calendars.syncSoon(caller.tenant(), found.id());
    notice.say("The calendar is read within a minute.");
    return back(caller, found.staff());
  }

  @PostMapping(HOME + "/accounts/{account}/disconnect")
  @Needs(Permission.MANAGE_SERVICES)
  String disconnect(
      Caller caller, Notice notice, @PathVariable UUID id, @PathVariable UUID account) {
    var found = require(caller, id, account);
    calendars.disconnect(caller.tenant(), caller.actor(), found.id());
    notice.say("Disconnected.");
    return back(caller, found.staff());
  }

  /// The secret is shown on the page that answers, and never again.
  @PostMapping(HOME + "/feeds")
  @Needs(Permission.MANAGE_SERVICES)
  String makeFeed(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model,
      HttpServletResponse response) {
    var staff = new StaffId(id);
    catalogue.require(caller.tenant(), staff);
    response.setHeader("Cache-Control", "no-store");
    try {
      var made =
          feeds.make(
              caller.tenant(),
              caller.actor(),
              staff,
              sent.getOrDefault("label", ""),
              sent.containsKey("busy"));
      return page(
          caller, frame, staff, "", Filled.of(Map.of()), address(base, made.token()), model);
    } catch (Refusal refused) {
      response.setStatus(refused.kind().status());
      return page(caller, frame, staff, "feed", Filled.of(sent).refused(refused), null, model);
    }
  }

  @PostMapping(HOME + "/feeds/{feed}/revoke")
  @Needs(Permission.MANAGE_SERVICES)
  String revoke(Caller caller, Notice notice, @PathVariable UUID id, @PathVariable UUID feed) {
    catalogue.require(caller.tenant(), new StaffId(id));
    feeds.revoke(caller.tenant(), caller.actor(), feed);
    notice.say("Revoked. The address answers no more.");
    return back(caller, new StaffId(id));
  }

  static String address(URI base, String token) {
    return base + "/ics/" + token + ".ics";
  }

  private SyncAccount require(Caller caller, UUID staff, UUID account) {
    var found = calendars.require(caller.tenant(), account);
    if (!found.staff().value().equals(staff)) {
      throw Refusal.notFound("The calendar account");
    }
    return found;
  }

  private static Set<UUID> ticked(Map<String, String> sent) {
    var ticked = new HashSet<UUID>();
    for (var name : sent.keySet()) {
      if (name.startsWith("busy-")) {
        ticked.add(uuid(name.substring("busy-".length())));
      }
    }
    return ticked;
  }

  private static @Nullable UUID out(Map<String, String> sent) {
    var text = sent.getOrDefault("out", "");
    return text.isEmpty() ? null : uuid(text);
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException noId) {
      throw Refusal.field("calendar", "Choose from the list.");
    }
  }

  private static String back(Caller caller, StaffId staff) {
    return "redirect:" + caller.path("/settings/staff/" + staff + "/calendars");
  }

  private String page(
      Caller caller,
      Frame frame,
      StaffId staff,
      String tried,
      Filled form,
      @Nullable String secret,
      Model model) {
    var tenant = caller.tenant();
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("person", catalogue.require(tenant, staff))
        .addAttribute("accounts", calendars.of(tenant, staff))
        .addAttribute("providers", calendars.providers())
        .addAttribute("feeds", feeds.of(tenant, staff))
        .addAttribute("tried", tried)
        .addAttribute("form", form)
        .addAttribute("secret", secret)
        .addAttribute("zone", workspaces.require(tenant).zone());
    return "calendar/staff-calendars";
  }
}
