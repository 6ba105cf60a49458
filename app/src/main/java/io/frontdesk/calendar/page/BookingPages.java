package io.frontdesk.calendar.page;

import io.frontdesk.access.Open;
import io.frontdesk.access.Stranger;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Hold;
import io.frontdesk.calendar.HoldOutcome;
import io.frontdesk.calendar.Location;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.NewClients;
import io.frontdesk.calendar.page.BookingSites.Site;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The public booking page: choose a service, a time, say who you are. Under `/embed` the same
/// pages for other sites' frames.
@Controller
@RequestMapping("/{door:book|embed}/{slug}")
class BookingPages {
  private static final String OPEN = "clients book without an account";

  private final BookingSites sites;
  private final SelfService self;
  private final Catalogue catalogue;
  private final Availability availability;
  private final NewClients clients;
  private final FormSeal seal;
  private final VisitLimits limits;
  private final Clock clock;

  BookingPages(
      BookingSites sites,
      SelfService self,
      Catalogue catalogue,
      Availability availability,
      NewClients clients,
      FormSeal seal,
      VisitLimits limits,
      Clock clock) {
    this.sites = sites;
    this.self = self;
    this.catalogue = catalogue;
    this.availability = availability;
    this.clients = clients;
    this.seal = seal;
    this.limits = limits;
    this.clock = clock;
  }

  @Open(OPEN)
  @GetMapping
  String services(
      @PathVariable String door,
      @PathVariable String slug,
      @RequestParam(defaultValue = "") String staff,
      @RequestParam(required = false) @Nullable String over,
      HttpServletResponse response,
      Model model) {
    var site = enter(door, slug, response, model);
    model.addAttribute("over", over != null);
    var person = person(site, staff);
    var services =
        online(site).stream()
            .filter(one -> person.isEmpty() || one.staff().contains(person.get().id()))
            .toList();
    model.addAttribute("services", services).addAttribute("person", person.orElse(null));
    return "calendar/page/services";
  }

  @Open(OPEN)
  @GetMapping("/{service}")
  String times(
      @PathVariable String door,
      @PathVariable String slug,
      @PathVariable String service,
      @RequestParam(defaultValue = "") String staff,
      @RequestParam(defaultValue = "") String from,
      HttpServletResponse response,
      Model model) {
    var site = enter(door, slug, response, model);
    return times(site, service(site, service), person(site, staff).orElse(null), from, null, model);
  }

  @Open(value = OPEN + "; inside frames no cookie comes along", csrf = false)
  @PostMapping("/{service}")
  String choose(
      @PathVariable String door,
      @PathVariable String slug,
      @PathVariable String service,
      @RequestParam(defaultValue = "") String time,
      @RequestParam(defaultValue = "") String staff,
      @RequestParam(defaultValue = "") String visit,
      Stranger stranger,
      HttpServletResponse response,
      Model model) {
    var site = enter(door, slug, response, model);
    var wanted = service(site, service);
    var chosen = Chosen.parse(time);
    if (chosen.isEmpty()) {
      response.setStatus(Refusal.Kind.INVALID.status());
      return times(
          site, wanted, person(site, staff).orElse(null), "", "Choose one of the times.", model);
    }
    limits.keep(site.tenant(), stranger);
    var outcome =
        self.keep(
            site.tenant(),
            wanted.id(),
            chosen.get().start(),
            chosen.get().staff(),
            chosen.get().place(),
            uuid(visit).orElseGet(Uuid7::next),
            stranger);
    return switch (outcome) {
      case HoldOutcome.Held(var hold) ->
          "redirect:" + base(door, site) + "/details/" + self.token(site.tenant(), hold);
      case HoldOutcome.Taken(var _, var say) ->
          again(site, wanted, staff, chosen.get(), say, response, model);
      case HoldOutcome.Refused(var _, var say) ->
          again(site, wanted, staff, chosen.get(), say, response, model);
    };
  }

  @Open(OPEN)
  @GetMapping("/details/{token}")
  String details(
      @PathVariable String door,
      @PathVariable String slug,
      @PathVariable String token,
      HttpServletResponse response,
      Model model) {
    var site = enter(door, slug, response, model);
    var hold = self.held(site.tenant(), token);
    if (hold.isEmpty()) {
      return over(door, site, token);
    }
    return details(site, hold.get(), token, Details.BLANK, model);
  }

  @Open(value = OPEN + "; inside frames no cookie comes along", csrf = false)
  @PostMapping("/details/{token}")
  String book(
      @PathVariable String door,
      @PathVariable String slug,
      @PathVariable String token,
      @RequestParam Map<String, String> fields,
      Stranger stranger,
      HttpServletResponse response,
      Model model) {
    var site = enter(door, slug, response, model);
    var tenant = site.tenant();
    var hold = self.held(tenant, token);
    if (hold.isEmpty()) {
      return over(door, site, token);
    }
    var sent = read(site, hold.get(), fields);
    // People don't see the extra field.
    if (!fields.getOrDefault("extra", "").isEmpty()
        || !seal.isGenuine(tenant, hold.get().id().toString(), fields.getOrDefault("form", ""))) {
      response.setStatus(Refusal.Kind.INVALID.status());
      return details(
          site, hold.get(), token, sent.wrong("That was too quick. Please send it again."), model);
    }
    try {
      var given = clients.read(tenant, sent.name(), sent.phone(), sent.email());
      if (given.name().isEmpty()) {
        throw Refusal.field("name", "Tell us your name.");
      }
      if (sent.note().length() > 1000) {
        throw Refusal.field("note", "At most 1,000 characters.");
      }
      limits.book(tenant, stranger);
      return switch (self.book(tenant, hold.get(), given, sent.note(), sent.answers())) {
        case BookingOutcome.Booked(var appointment) ->
            "redirect:" + base(door, site) + "/done/" + self.link(tenant, appointment.id());
        case BookingOutcome.Taken(var _, var say) ->
            details(site, hold.get(), token, sent.wrong(say), model);
        case BookingOutcome.Refused(var _, var say) ->
            details(site, hold.get(), token, sent.wrong(say), model);
      };
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return details(site, hold.get(), token, sent.refused(refusal), model);
    }
  }

  private Details read(Site site, Hold hold, Map<String, String> fields) {
    var answers = new HashMap<UUID, String>();
    for (var question : catalogue.require(site.tenant(), hold.service()).questions()) {
      var answer = fields.getOrDefault("q-" + question.id(), "").strip();
      if (!answer.isEmpty()) {
        answers.put(question.id(), answer);
      }
    }
    return new Details(
        fields.getOrDefault("name", ""),
        fields.getOrDefault("phone", ""),
        fields.getOrDefault("email", ""),
        fields.getOrDefault("note", ""),
        answers,
        Map.of(),
        null);
  }

  @Open(value = OPEN + "; inside frames no cookie comes along", csrf = false)
  @PostMapping("/back/{token}")
  String back(@PathVariable String door, @PathVariable String slug, @PathVariable String token) {
    var site = sites.require(slug);
    var hold = self.held(site.tenant(), token);
    self.giveBack(site.tenant(), token);
    return "redirect:" + base(door, site) + hold.map(one -> "/" + one.service()).orElse("");
  }

  @Open("the link is the right")
  @GetMapping("/done/{token}")
  String done(
      @PathVariable String door,
      @PathVariable String slug,
      @PathVariable String token,
      HttpServletResponse response,
      Model model) {
    var site = enter(door, slug, response, model);
    var found = self.require(token);
    if (!found.tenant().equals(site.tenant())) {
      throw Refusal.notFound("This page");
    }
    model.addAttribute("appointment", found.appointment()).addAttribute("token", token);
    return "calendar/page/done";
  }

  @Open("a picture the workspace shows to everybody")
  @GetMapping("/logo")
  ResponseEntity<byte[]> logo(@PathVariable String slug) {
    var site = sites.require(slug);
    return sites
        .logo(site.tenant())
        .map(
            logo ->
                ResponseEntity.ok()
                    .contentType(MediaType.parseMediaType(logo.type()))
                    .cacheControl(CacheControl.maxAge(java.time.Duration.ofMinutes(10)))
                    .header("Content-Security-Policy", "default-src 'none'; sandbox")
                    .body(logo.bytes()))
        .orElseThrow(() -> Refusal.notFound("Picture"));
  }

  private String again(
      Site site,
      Service service,
      String staff,
      Chosen chosen,
      String say,
      HttpServletResponse response,
      Model model) {
    response.setStatus(Refusal.Kind.CONFLICT.status());
    var day = chosen.start().atZone(site.workspace().zone()).toLocalDate().toString();
    return times(site, service, person(site, staff).orElse(null), day, say, model);
  }

  private String times(
      Site site,
      Service service,
      @Nullable Staff person,
      String from,
      @Nullable String problem,
      Model model) {
    var zone = site.workspace().zone();
    var today = clock.instant().atZone(zone).toLocalDate();
    var question =
        SlotRequest.between(service.id(), Instant.EPOCH, Instant.EPOCH)
            .with(person == null ? null : person.id());
    model
        .addAttribute("service", service)
        .addAttribute("person", person)
        .addAttribute(
            "people",
            catalogue.staff(site.tenant()).stream()
                .filter(one -> service.staff().contains(one.id()))
                .toList())
        .addAttribute(
            "week",
            Week.find(
                availability,
                site.tenant(),
                question,
                date(from, today),
                today,
                zone,
                places(catalogue, site.tenant())))
        .addAttribute("visit", Uuid7.next().toString())
        .addAttribute("problem", problem);
    return "calendar/page/times";
  }

  private String details(Site site, Hold hold, String token, Details form, Model model) {
    var place = hold.location();
    var at = place == null ? null : catalogue.require(site.tenant(), place);
    var zone = at == null ? site.workspace().zone() : at.zone();
    model
        .addAttribute("place", at == null ? "" : at.name())
        .addAttribute("service", catalogue.require(site.tenant(), hold.service()))
        .addAttribute("person", catalogue.require(site.tenant(), hold.staff()))
        .addAttribute("start", hold.startsAt().atZone(zone))
        .addAttribute("until", hold.expiresAt())
        .addAttribute("token", token)
        .addAttribute("form", seal.seal(site.tenant(), hold.id().toString()))
        .addAttribute("sent", form);
    return "calendar/page/details";
  }

  // A hold is over because it was booked (the form was sent twice) or because its time is up.
  private String over(String door, Site site, String token) {
    return self.bookedWith(site.tenant(), token)
        .map(
            booked ->
                "redirect:" + base(door, site) + "/done/" + self.link(site.tenant(), booked.id()))
        .orElse("redirect:" + base(door, site) + "?over");
  }

  private Site enter(String door, String slug, HttpServletResponse response, Model model) {
    var site = sites.require(slug);
    boolean embedded = door.equals("embed");
    Headers.set(response, embedded ? site.page().embedOrigins() : List.of());
    model.addAttribute(
        "site",
        new SiteFrame(
            base(door, site),
            site.heading(),
            site.page(),
            embedded,
            clock.instant().atZone(site.workspace().zone())));
    return site;
  }

  private List<Service> online(Site site) {
    return catalogue.services(site.tenant()).stream().filter(Service::online).toList();
  }

  private Service service(Site site, String id) {
    return uuid(id)
        .flatMap(one -> catalogue.find(site.tenant(), new ServiceId(one)))
        .filter(one -> one.online() && !one.archived())
        .orElseThrow(() -> Refusal.notFound("This page"));
  }

  private Optional<Staff> person(Site site, String id) {
    return uuid(id)
        .flatMap(one -> catalogue.find(site.tenant(), new StaffId(one)))
        .filter(one -> !one.archived());
  }

  private static String base(String door, Site site) {
    return "/" + door + "/" + site.workspace().slug();
  }

  static Map<LocationId, String> places(Catalogue catalogue, TenantId tenant) {
    return catalogue.allLocations(tenant).stream()
        .collect(Collectors.toMap(Location::id, Location::name));
  }

  /// A time as a button sends it: the instant, the person, and the place if it has one.
  record Chosen(Instant start, StaffId staff, @Nullable LocationId place) {
    static Optional<Chosen> parse(String text) {
      var parts = text.split("/", -1);
      try {
        return parts.length < 2 || parts.length > 3
            ? Optional.empty()
            : Optional.of(
                new Chosen(
                    Instant.parse(parts[0]),
                    StaffId.parse(parts[1]),
                    parts.length == 2 ? null : LocationId.parse(parts[2])));
      } catch (DateTimeException | IllegalArgumentException noTime) {
        return Optional.empty();
      }
    }
  }

  static Optional<UUID> uuid(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  static LocalDate date(String text, LocalDate otherwise) {
    try {
      var day = LocalDate.parse(text);
      return day.getYear() < 1990 || day.getYear() > 2200 ? otherwise : day;
    } catch (DateTimeException noDay) {
      return otherwise;
    }
  }
}
