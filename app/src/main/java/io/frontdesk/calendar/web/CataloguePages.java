package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Members;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Resource;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffException;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspaces;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
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

/// Settings of what can be booked: services, people with their hours, rooms and devices.
@Controller
@RequestMapping("/w/{workspace}/settings")
class CataloguePages {
  private final Catalogue catalogue;
  private final Members members;
  private final Workspaces workspaces;
  private final Clock clock;

  CataloguePages(Catalogue catalogue, Members members, Workspaces workspaces, Clock clock) {
    this.catalogue = catalogue;
    this.members = members;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @GetMapping("/services")
  @Needs(Permission.VIEW_SETTINGS)
  String services(Caller caller, Frame frame, Model model) {
    base(caller, frame, model)
        .addAttribute("services", catalogue.allServices(caller.tenant()))
        .addAttribute("staff", catalogue.allStaff(caller.tenant()));
    return "calendar/services";
  }

  @GetMapping("/services/new")
  @Needs(Permission.MANAGE_SERVICES)
  String newService(Caller caller, Frame frame, Model model) {
    var values = new HashMap<>(values(ServiceDraft.of("", 30, null, List.of()), currency(caller)));
    catalogue.staff(caller.tenant()).forEach(one -> values.put("staff-" + one.id(), "on"));
    return serviceForm(caller, frame, null, Filled.of(values), model);
  }

  @PostMapping("/services")
  @Needs(Permission.MANAGE_SERVICES)
  String addService(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var made = catalogue.add(caller.tenant(), caller.actor(), service(caller, sent));
      notice.say(made.name() + " added.");
      return "redirect:" + caller.path("/settings/services");
    } catch (Refusal refusal) {
      return serviceForm(caller, frame, null, Filled.of(sent).refused(refusal), model);
    }
  }

  @GetMapping("/services/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String service(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    return serviceForm(caller, frame, service, Filled.of(values(service)), model);
  }

  @PostMapping("/services/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String saveService(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    try {
      catalogue.change(
          caller.tenant(), caller.actor(), service.id(), service(caller, sent), version(sent));
      notice.say("Saved.");
      return "redirect:" + caller.path("/settings/services");
    } catch (Refusal refusal) {
      return serviceForm(caller, frame, service, Filled.of(sent).refused(refusal), model);
    }
  }

  @PostMapping("/services/{id}/archive")
  @Needs(Permission.MANAGE_SERVICES)
  String archiveService(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "true") boolean archived) {
    catalogue.archive(caller.tenant(), caller.actor(), new ServiceId(id), archived);
    notice.say(archived ? "Archived. It can't be booked any more." : "Back on the list.");
    return "redirect:" + caller.path("/settings/services");
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
          caller.tenant(), caller.actor(), person.id(), person(caller, sent), version(sent));
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
      int capacity = whole(sent, "capacity", errors);
      if (!errors.isEmpty()) {
        throw Refusal.fields(errors);
      }
      var kind = "device".equals(sent.get("kind")) ? Resource.Kind.DEVICE : Resource.Kind.ROOM;
      catalogue.add(caller.tenant(), caller.actor(), kind, sent.getOrDefault("name", ""), capacity);
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
        .addAttribute("form", form);
    return "calendar/resources";
  }

  private String serviceForm(
      Caller caller, Frame frame, @Nullable Service service, Filled form, Model model) {
    base(caller, frame, model)
        .addAttribute("service", service)
        .addAttribute("form", form)
        .addAttribute("currency", currency(caller))
        .addAttribute("staff", catalogue.staff(caller.tenant()))
        .addAttribute(
            "resources",
            catalogue.resources(caller.tenant()).stream().filter(one -> !one.archived()).toList());
    return "calendar/service-form";
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
        .addAttribute(
            "exceptions",
            person == null ? List.of() : catalogue.exceptions(caller.tenant(), person.id(), today));
    return "calendar/staff-form";
  }

  private static Model base(Caller caller, Frame frame, Model model) {
    return model.addAttribute("frame", frame).addAttribute("caller", caller);
  }

  private String currency(Caller caller) {
    return workspaces.require(caller.tenant()).currency();
  }

  // Reading what was sent: every wrong field is told, not only the first.

  private ServiceDraft service(Caller caller, Map<String, String> sent) {
    var errors = new ArrayList<FieldError>();
    int duration = whole(sent, "durationMin", errors);
    int before = whole(sent, "beforeMin", errors);
    int after = whole(sent, "afterMin", errors);
    int step = whole(sent, "stepMin", errors);
    int notice = whole(sent, "noticeMin", errors);
    int horizon = whole(sent, "horizonDays", errors);
    var price = price(sent.getOrDefault("price", ""), currency(caller), errors);
    if (sent.getOrDefault("name", "").isBlank()) {
      errors.add(new FieldError("name", "Give a name of up to 120 characters."));
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    var needs =
        ids(sent, "resource").stream()
            .map(one -> new Service.Need(1, List.of(new ResourceId(one))))
            .toList();
    return new ServiceDraft(
        sent.getOrDefault("name", ""),
        sent.getOrDefault("description", ""),
        duration,
        before,
        after,
        step,
        price,
        sent.getOrDefault("colour", "blue"),
        sent.containsKey("online"),
        notice,
        horizon,
        ids(sent, "staff").stream().map(StaffId::new).toList(),
        "any".equals(sent.get("resources")) && !needs.isEmpty()
            ? List.of(
                new Service.Need(
                    1, needs.stream().flatMap(need -> need.resources().stream()).toList()))
            : needs);
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
    return new StaffDraft(
        sent.getOrDefault("name", ""),
        sent.getOrDefault("title", ""),
        linked,
        sent.getOrDefault("colour", "blue"),
        sent.containsKey("follows") ? null : week(sent),
        ids(sent, "service").stream().map(ServiceId::new).toList());
  }

  private static WeekHours week(Map<String, String> sent) {
    var errors = new ArrayList<FieldError>();
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      var ranges = new ArrayList<TimeRange>();
      for (int i = 1; i <= 2; i++) {
        var name = "day" + day.getValue() + "-" + i;
        var from = sent.getOrDefault(name + "-from", "");
        var to = sent.getOrDefault(name + "-to", "");
        if (from.isEmpty() && to.isEmpty()) {
          continue;
        }
        range(from, to, "day" + day.getValue(), errors, ranges);
      }
      try {
        days.put(day, new WeekHours(Map.of(day, ranges)).on(day));
      } catch (IllegalArgumentException overlap) {
        errors.add(new FieldError("day" + day.getValue(), "These hours overlap."));
      }
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    return new WeekHours(days);
  }

  private static StaffException exception(Map<String, String> sent) {
    var errors = new ArrayList<FieldError>();
    var first = day(sent, "first", errors);
    var lastText = sent.getOrDefault("last", "");
    var last = lastText.isEmpty() ? first : day(sent, "last", errors);
    boolean works = "works".equals(sent.get("kind"));
    var ranges = new ArrayList<TimeRange>();
    var from = sent.getOrDefault("from", "");
    var to = sent.getOrDefault("to", "");
    if (!from.isEmpty() || !to.isEmpty()) {
      range(from, to, "from", errors, ranges);
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

  private static void range(
      String from, String to, String field, List<FieldError> errors, List<TimeRange> ranges) {
    try {
      ranges.add(new TimeRange(LocalTime.parse(from), LocalTime.parse(to)));
    } catch (DateTimeException wrong) {
      errors.add(new FieldError(field, "Give both times, e.g. 09:00 and 17:00."));
    } catch (IllegalArgumentException backwards) {
      errors.add(new FieldError(field, "The end comes before the beginning."));
    }
  }

  private static @Nullable LocalDate day(
      Map<String, String> sent, String field, List<FieldError> errors) {
    try {
      var day = LocalDate.parse(sent.getOrDefault(field, ""));
      if (day.getYear() >= 1990 && day.getYear() <= 2200) {
        return day;
      }
    } catch (DateTimeException notADay) {
      // told below
    }
    errors.add(new FieldError(field, "Give a day."));
    return null;
  }

  private static int whole(Map<String, String> sent, String field, List<FieldError> errors) {
    try {
      return Integer.parseInt(sent.getOrDefault(field, "").strip());
    } catch (NumberFormatException notANumber) {
      errors.add(new FieldError(field, "Give a whole number."));
      return 0;
    }
  }

  private static @Nullable Long price(String text, String currency, List<FieldError> errors) {
    if (text.isBlank()) {
      return null;
    }
    try {
      int digits = digits(currency);
      var amount = new BigDecimal(text.strip());
      if (amount.abs().compareTo(BigDecimal.valueOf(1_000_000)) <= 0) {
        return amount.movePointRight(digits).longValueExact();
      }
    } catch (NumberFormatException | ArithmeticException notAPrice) {
      // told below
    }
    errors.add(new FieldError("price", "Give a price such as 45 or 45.50, or leave it empty."));
    return null;
  }

  private static int digits(String currency) {
    try {
      return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException unknown) {
      return 2;
    }
  }

  private static List<UUID> ids(Map<String, String> sent, String group) {
    var ids = new ArrayList<UUID>();
    for (var field : sent.keySet()) {
      if (field.startsWith(group + "-")) {
        try {
          ids.add(UUID.fromString(field.substring(group.length() + 1)));
        } catch (IllegalArgumentException notAnId) {
          throw Refusal.field(group, "Choose from the list.");
        }
      }
    }
    return ids;
  }

  private static long version(Map<String, String> sent) {
    try {
      return Long.parseLong(sent.getOrDefault("version", ""));
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  // Filling forms with what is.

  private Map<String, String> values(Service service) {
    var draft =
        new ServiceDraft(
            service.name(),
            service.description(),
            (int) service.duration().toMinutes(),
            (int) service.before().toMinutes(),
            (int) service.after().toMinutes(),
            (int) service.step().toMinutes(),
            service.priceMinor(),
            service.colour(),
            service.online(),
            (int) service.notice().toMinutes(),
            service.horizonDays(),
            service.staff(),
            service.needs());
    var values = new HashMap<>(values(draft, service.currency()));
    values.put("version", Long.toString(service.version()));
    return values;
  }

  private static Map<String, String> values(ServiceDraft draft, String currency) {
    var values = new HashMap<String, String>();
    values.put("name", draft.name());
    values.put("description", draft.description());
    values.put("durationMin", Integer.toString(draft.durationMin()));
    values.put("beforeMin", Integer.toString(draft.beforeMin()));
    values.put("afterMin", Integer.toString(draft.afterMin()));
    values.put("stepMin", Integer.toString(draft.stepMin()));
    values.put("noticeMin", Integer.toString(draft.noticeMin()));
    values.put("horizonDays", Integer.toString(draft.horizonDays()));
    values.put("colour", draft.colour());
    var price = draft.priceMinor();
    values.put(
        "price", price == null ? "" : BigDecimal.valueOf(price, digits(currency)).toPlainString());
    if (draft.online()) {
      values.put("online", "on");
    }
    draft.staff().forEach(one -> values.put("staff-" + one, "on"));
    draft
        .needs()
        .forEach(need -> need.resources().forEach(one -> values.put("resource-" + one, "on")));
    boolean any = draft.needs().size() == 1 && draft.needs().getFirst().resources().size() > 1;
    values.put("resources", any ? "any" : "all");
    return values;
  }

  private Map<String, String> values(Caller caller, Staff person) {
    var values = new HashMap<String, String>();
    values.put("name", person.name());
    values.put("title", person.title());
    values.put("colour", person.colour());
    values.put("version", Long.toString(person.version()));
    var member = person.member();
    values.put("member", member == null ? "" : member.value().toString());
    var hours = person.hours();
    if (hours == null) {
      values.put("follows", "on");
    } else {
      for (var day : DayOfWeek.values()) {
        var ranges = hours.on(day);
        for (int i = 0; i < Math.min(2, ranges.size()); i++) {
          var name = "day" + day.getValue() + "-" + (i + 1);
          values.put(name + "-from", ranges.get(i).from().toString());
          values.put(name + "-to", ranges.get(i).to().toString());
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
