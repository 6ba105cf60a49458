package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Members;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.StaffWeek;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

/// Settings of the people who can be booked, with their hours and days that differ.
@Controller
@RequestMapping("/w/{workspace}/settings")
class StaffPages {
  private final Catalogue catalogue;
  private final Members members;
  private final Workspaces workspaces;
  private final Clock clock;

  StaffPages(Catalogue catalogue, Members members, Workspaces workspaces, Clock clock) {
    this.catalogue = catalogue;
    this.members = members;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @GetMapping("/staff")
  @Needs(Permission.VIEW_SETTINGS)
  String staff(Caller caller, Frame frame, Model model) {
    base(caller, frame, model)
        .addAttribute("staff", catalogue.allStaff(caller.tenant()))
        .addAttribute("services", catalogue.services(caller.tenant()));
    return "calendar/staff";
  }

  @GetMapping("/staff/new")
  @Needs(Permission.MANAGE_SERVICES)
  String newStaff(Caller caller, Frame frame, Model model) {
    var values = new HashMap<String, String>();
    values.put("follows", "on");
    values.put("colour", "blue");
    catalogue.services(caller.tenant()).forEach(one -> values.put("service-" + one.id(), "on"));
    return staffForm(caller, frame, null, Filled.of(values), Filled.of(Map.of()), model);
  }

  @PostMapping("/staff")
  @Needs(Permission.MANAGE_SERVICES)
  String addStaff(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var made = catalogue.add(caller.tenant(), caller.actor(), person(caller, sent));
      notice.say(made.name() + " added.");
      return "redirect:" + caller.path("/settings/staff");
    } catch (Refusal refusal) {
      return staffForm(
          caller, frame, null, Filled.of(sent).refused(refusal), Filled.of(Map.of()), model);
    }
  }

  @GetMapping("/staff/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String person(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var person = catalogue.require(caller.tenant(), new StaffId(id));
    return staffForm(
        caller, frame, person, Filled.of(values(caller, person)), Filled.of(Map.of()), model);
  }

  @PostMapping("/staff/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String savePerson(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var person = catalogue.require(caller.tenant(), new StaffId(id));
    try {
      catalogue.change(
          caller.tenant(), caller.actor(), person.id(), person(caller, sent), Fields.version(sent));
      notice.say("Saved.");
      return "redirect:" + caller.path("/settings/staff");
    } catch (Refusal refusal) {
      return staffForm(
          caller, frame, person, Filled.of(sent).refused(refusal), Filled.of(Map.of()), model);
    }
  }

  @PostMapping("/staff/{id}/archive")
  @Needs(Permission.MANAGE_SERVICES)
  String archivePerson(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "true") boolean archived) {
    catalogue.archive(caller.tenant(), caller.actor(), new StaffId(id), archived);
    notice.say(archived ? "Archived. Their appointments stay." : "Back on the list.");
    return "redirect:" + caller.path("/settings/staff");
  }

  @PostMapping("/staff/{id}/exceptions")
  @Needs(Permission.MANAGE_SERVICES)
  String addException(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var person = catalogue.require(caller.tenant(), new StaffId(id));
    try {
      catalogue.add(caller.tenant(), caller.actor(), person.id(), exception(sent));
      notice.say("Added.");
      return "redirect:" + caller.path("/settings/staff/" + id);
    } catch (Refusal refusal) {
      return staffForm(
          caller,
          frame,
          person,
          Filled.of(values(caller, person)),
          Filled.of(sent).refused(refusal),
          model);
    }
  }

  @PostMapping("/staff/{id}/exceptions/{exception}/remove")
  @Needs(Permission.MANAGE_SERVICES)
  String removeException(
      Caller caller, Notice notice, @PathVariable UUID id, @PathVariable UUID exception) {
    catalogue.removeException(caller.tenant(), caller.actor(), new StaffId(id), exception);
    notice.say("Removed.");
    return "redirect:" + caller.path("/settings/staff/" + id);
  }

  private String staffForm(
      Caller caller,
      Frame frame,
      @Nullable Staff person,
      Filled form,
      Filled exception,
      Model model) {
    var today = clock.instant().atZone(workspaces.require(caller.tenant()).zone()).toLocalDate();
    base(caller, frame, model)
        .addAttribute("person", person)
        .addAttribute("form", form)
        .addAttribute("exception", exception)
        .addAttribute("members", members.of(caller.tenant()))
        .addAttribute("services", catalogue.services(caller.tenant()))
        .addAttribute("locations", catalogue.locations(caller.tenant()))
        .addAttribute(
            "exceptions",
            person == null ? List.of() : catalogue.exceptions(caller.tenant(), person.id(), today));
    return "calendar/staff-form";
  }

  private static Model base(Caller caller, Frame frame, Model model) {
    return model.addAttribute("frame", frame).addAttribute("caller", caller);
  }

  private StaffDraft person(Caller caller, Map<String, String> sent) {
    var member = sent.getOrDefault("member", "");
    MemberId linked = null;
    if (!member.isEmpty()) {
      linked =
          members.of(caller.tenant()).stream()
              .filter(one -> one.id().value().toString().equals(member))
              .findFirst()
              .orElseThrow(() -> Refusal.field("member", "Choose a member of the list."))
              .id();
    }
    var errors = new ArrayList<FieldError>();
    var max = Fields.wholeOrNull(sent, "maxPerDay", errors);
    var week = sent.containsKey("follows") ? null : week(sent, errors);
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    return new StaffDraft(
        sent.getOrDefault("name", ""),
        sent.getOrDefault("title", ""),
        linked,
        sent.getOrDefault("colour", "blue"),
        week,
        max,
        Fields.ids(sent, "service").stream().map(ServiceId::new).toList());
  }

  // Each stretch may be spent at one location.
  private static StaffWeek week(Map<String, String> sent, List<FieldError> errors) {
    var week = Fields.week(sent, errors);
    var hours = new ArrayList<StaffWeek.Hours>();
    for (var day : DayOfWeek.values()) {
      for (int i = 1; i <= 2; i++) {
        var name = "day" + day.getValue() + "-" + i;
        var from = sent.getOrDefault(name + "-from", "");
        var where = sent.getOrDefault(name + "-at", "");
        week.on(day).stream()
            .filter(range -> !from.isEmpty() && range.from().toString().equals(from))
            .forEach(
                range ->
                    hours.add(
                        new StaffWeek.Hours(
                            day,
                            range,
                            where.isEmpty()
                                ? null
                                : new LocationId(Fields.id("day" + day.getValue(), where)))));
      }
    }
    return new StaffWeek(hours);
  }

  private static StaffException exception(Map<String, String> sent) {
    var errors = new ArrayList<FieldError>();
    var first = Fields.day(sent, "first", errors);
    var lastText = sent.getOrDefault("last", "");
    var last = lastText.isEmpty() ? first : Fields.day(sent, "last", errors);
    boolean works = "works".equals(sent.get("kind"));
    var ranges = new ArrayList<TimeRange>();
    var from = sent.getOrDefault("from", "");
    var to = sent.getOrDefault("to", "");
    if (!from.isEmpty() || !to.isEmpty()) {
      Fields.range(from, to, "from", errors, ranges);
    } else if (works) {
      errors.add(new FieldError("from", "Give the hours of these days."));
    }
    if (first != null && last != null && last.isBefore(first)) {
      errors.add(new FieldError("last", "The last day comes before the first."));
    }
    if (!errors.isEmpty() || first == null || last == null) {
      throw Refusal.fields(errors);
    }
    return new StaffException(
        Uuid7.next(),
        first,
        last,
        ranges.isEmpty() ? null : ranges.getFirst(),
        works,
        sent.getOrDefault("note", "").strip());
  }

  private Map<String, String> values(Caller caller, Staff person) {
    var values = new HashMap<String, String>();
    values.put("name", person.name());
    values.put("title", person.title());
    values.put("colour", person.colour());
    values.put("version", Long.toString(person.version()));
    var member = person.member();
    values.put("member", member == null ? "" : member.value().toString());
    var max = person.maxPerDay();
    values.put("maxPerDay", max == null ? "" : max.toString());
    var week = person.week();
    if (week == null) {
      values.put("follows", "on");
    } else {
      Fields.put(values, week.whole());
      for (var hours : week.hours()) {
        var location = hours.location();
        if (location != null) {
          int number = 1 + week.whole().on(hours.day()).indexOf(hours.range());
          values.put("day" + hours.day().getValue() + "-" + number + "-at", location.toString());
        }
      }
    }
    for (var service : catalogue.services(caller.tenant())) {
      if (service.staff().contains(person.id())) {
        values.put("service-" + service.id(), "on");
      }
    }
    return values;
  }
}
