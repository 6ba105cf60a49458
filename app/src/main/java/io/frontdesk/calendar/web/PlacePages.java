package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Location;
import io.frontdesk.calendar.LocationDraft;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Resource;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.tenancy.Workspaces;
import java.util.ArrayList;
import java.util.HashMap;
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

/// Settings of where services are done: locations, rooms and devices.
@Controller
@RequestMapping("/w/{workspace}/settings")
class PlacePages {
  private final Catalogue catalogue;
  private final Workspaces workspaces;

  PlacePages(Catalogue catalogue, Workspaces workspaces) {
    this.catalogue = catalogue;
    this.workspaces = workspaces;
  }

  @GetMapping("/resources")
  @Needs(Permission.VIEW_SETTINGS)
  String resources(Caller caller, Frame frame, Model model) {
    return resources(caller, frame, Filled.of(Map.of("capacity", "1")), model);
  }

  @PostMapping("/resources")
  @Needs(Permission.MANAGE_SERVICES)
  String addResource(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var errors = new ArrayList<FieldError>();
      int capacity = Fields.whole(sent, "capacity", errors);
      if (!errors.isEmpty()) {
        throw Refusal.fields(errors);
      }
      var kind = "device".equals(sent.get("kind")) ? Resource.Kind.DEVICE : Resource.Kind.ROOM;
      var location = sent.getOrDefault("location", "");
      catalogue.add(
          caller.tenant(),
          caller.actor(),
          kind,
          sent.getOrDefault("name", ""),
          capacity,
          location.isEmpty() ? null : new LocationId(Fields.id("location", location)));
      notice.say("Added.");
      return "redirect:" + caller.path("/settings/resources");
    } catch (Refusal refusal) {
      return resources(caller, frame, Filled.of(sent).refused(refusal), model);
    }
  }

  @PostMapping("/resources/{id}/archive")
  @Needs(Permission.MANAGE_SERVICES)
  String archiveResource(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "true") boolean archived) {
    catalogue.archive(caller.tenant(), caller.actor(), new ResourceId(id), archived);
    notice.say(archived ? "Archived." : "Back on the list.");
    return "redirect:" + caller.path("/settings/resources");
  }

  private String resources(Caller caller, Frame frame, Filled form, Model model) {
    base(caller, frame, model)
        .addAttribute("resources", catalogue.resources(caller.tenant()))
        .addAttribute("locations", catalogue.locations(caller.tenant()))
        .addAttribute("form", form);
    return "calendar/resources";
  }

  @GetMapping("/locations")
  @Needs(Permission.VIEW_SETTINGS)
  String locations(Caller caller, Frame frame, Model model) {
    base(caller, frame, model).addAttribute("locations", catalogue.allLocations(caller.tenant()));
    return "calendar/locations";
  }

  @GetMapping("/locations/new")
  @Needs(Permission.MANAGE_SERVICES)
  String newLocation(Caller caller, Frame frame, Model model) {
    var zone = workspaces.require(caller.tenant()).zone().getId();
    var values = Map.of("zone", zone, "follows", "on", "travelMin", "0");
    return locationForm(caller, frame, null, Filled.of(values), model);
  }

  @PostMapping("/locations")
  @Needs(Permission.MANAGE_SERVICES)
  String addLocation(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var made = catalogue.add(caller.tenant(), caller.actor(), draft(sent));
      notice.say(made.name() + " added.");
      return "redirect:" + caller.path("/settings/locations");
    } catch (Refusal refusal) {
      return locationForm(caller, frame, null, Filled.of(sent).refused(refusal), model);
    }
  }

  @GetMapping("/locations/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String location(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var location = catalogue.require(caller.tenant(), new LocationId(id));
    return locationForm(caller, frame, location, Filled.of(values(location)), model);
  }

  @PostMapping("/locations/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String saveLocation(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var location = catalogue.require(caller.tenant(), new LocationId(id));
    try {
      catalogue.change(
          caller.tenant(), caller.actor(), location.id(), draft(sent), Fields.version(sent));
      notice.say("Saved.");
      return "redirect:" + caller.path("/settings/locations");
    } catch (Refusal refusal) {
      return locationForm(caller, frame, location, Filled.of(sent).refused(refusal), model);
    }
  }

  @PostMapping("/locations/{id}/archive")
  @Needs(Permission.MANAGE_SERVICES)
  String archiveLocation(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "true") boolean archived) {
    catalogue.archive(caller.tenant(), caller.actor(), new LocationId(id), archived);
    notice.say(archived ? "Archived. Its appointments stay." : "Back on the list.");
    return "redirect:" + caller.path("/settings/locations");
  }

  private static LocationDraft draft(Map<String, String> sent) {
    var errors = new ArrayList<FieldError>();
    int travel = Fields.whole(sent, "travelMin", errors);
    var hours = sent.containsKey("follows") ? null : Fields.week(sent, errors);
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    return new LocationDraft(
        sent.getOrDefault("name", ""),
        sent.getOrDefault("address", ""),
        sent.getOrDefault("zone", ""),
        hours,
        travel);
  }

  private static Map<String, String> values(Location location) {
    var values = new HashMap<String, String>();
    values.put("name", location.name());
    values.put("address", location.address());
    values.put("zone", location.zone().getId());
    values.put("travelMin", Long.toString(location.travel().toMinutes()));
    values.put("version", Long.toString(location.version()));
    var hours = location.hours();
    if (hours == null) {
      values.put("follows", "on");
    } else {
      Fields.put(values, hours);
    }
    return values;
  }

  private static String locationForm(
      Caller caller, Frame frame, @Nullable Location location, Filled form, Model model) {
    base(caller, frame, model).addAttribute("location", location).addAttribute("form", form);
    return "calendar/location-form";
  }

  private static Model base(Caller caller, Frame frame, Model model) {
    return model.addAttribute("frame", frame).addAttribute("caller", caller);
  }
}
