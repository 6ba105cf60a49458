package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.ClassDraft;
import io.frontdesk.calendar.Classes;
import io.frontdesk.calendar.IntakeQuestion;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Session;
import io.frontdesk.calendar.SessionId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
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
import org.springframework.web.bind.annotation.RestController;

/// What can be booked, for programs: services, rooms and devices, meetings of classes.
@RestController
@RequestMapping("/api/v1")
class CatalogueApi {
  private static final Duration AHEAD = Duration.ofDays(92);

  private final Catalogue catalogue;
  private final Classes classes;
  private final Clock clock;

  CatalogueApi(Catalogue catalogue, Classes classes, Clock clock) {
    this.catalogue = catalogue;
    this.classes = classes;
    this.clock = clock;
  }

  record Items<T>(List<T> items, @Nullable String next) {}

  record Need(int quantity, List<UUID> resources) {}

  record Question(
      @Nullable UUID id,
      String label,
      String kind,
      @Nullable List<String> choices,
      boolean required) {}

  /// A service as it is told and as it is sent; what is left out of a new one has its usual value.
  record ServiceBody(
      @Nullable UUID id,
      @Nullable String name,
      @Nullable String description,
      @Nullable String kind,
      @Nullable Integer seats,
      @Nullable Integer durationMinutes,
      @Nullable Integer bufferBeforeMinutes,
      @Nullable Integer bufferAfterMinutes,
      @Nullable Integer stepMinutes,
      @Nullable Integer offsetMinutes,
      @Nullable Long priceMinor,
      @Nullable Long depositMinor,
      @Nullable String currency,
      @Nullable String colour,
      @Nullable Boolean online,
      @Nullable Integer noticeMinutes,
      @Nullable Integer horizonDays,
      @Nullable Integer maxPerDay,
      @Nullable Integer people,
      @Nullable Boolean byTurn,
      @Nullable Boolean atClient,
      @Nullable Integer travelMinutes,
      @Nullable List<UUID> staff,
      @Nullable List<Need> needs,
      @Nullable List<UUID> locations,
      @Nullable List<Question> questions,
      @Nullable Long version) {
    static ServiceBody of(Service one) {
      var draft = ServiceDraft.of(one);
      return new ServiceBody(
          one.id().value(),
          draft.name(),
          draft.description(),
          one.kind().name().toLowerCase(Locale.ROOT),
          draft.seats(),
          draft.durationMin(),
          draft.beforeMin(),
          draft.afterMin(),
          draft.stepMin(),
          draft.offsetMin(),
          draft.priceMinor(),
          draft.depositMinor(),
          one.currency(),
          draft.colour(),
          draft.online(),
          draft.noticeMin(),
          draft.horizonDays(),
          draft.maxPerDay(),
          draft.people(),
          draft.byTurn(),
          draft.atClient(),
          draft.travelMin(),
          draft.staff().stream().map(StaffId::value).toList(),
          draft.needs().stream()
              .map(
                  need ->
                      new Need(
                          need.quantity(),
                          need.resources().stream().map(ResourceId::value).toList()))
              .toList(),
          draft.locations().stream().map(LocationId::value).toList(),
          draft.questions().stream()
              .map(
                  question ->
                      new Question(
                          question.id(),
                          question.label(),
                          question.kind().code(),
                          question.choices(),
                          question.required()))
              .toList(),
          one.version());
    }

    /// What it says on top of `start`; a price, deposit or limit that is left out is none.
    ServiceDraft over(ServiceDraft start) {
      return start.with(
          one -> {
            one.name = or(name, one.name);
            one.description = or(description, one.description);
            one.kind = kind == null ? one.kind : kind(kind);
            one.seats = or(seats, one.seats);
            one.durationMin = or(durationMinutes, one.durationMin);
            one.beforeMin = or(bufferBeforeMinutes, one.beforeMin);
            one.afterMin = or(bufferAfterMinutes, one.afterMin);
            one.stepMin = or(stepMinutes, one.stepMin);
            one.offsetMin = or(offsetMinutes, one.offsetMin);
            one.priceMinor = priceMinor;
            one.depositMinor = depositMinor;
            one.colour = or(colour, one.colour);
            one.online = or(online, one.online);
            one.noticeMin = or(noticeMinutes, one.noticeMin);
            one.horizonDays = or(horizonDays, one.horizonDays);
            one.maxPerDay = maxPerDay;
            one.people = or(people, one.people);
            one.byTurn = or(byTurn, one.byTurn);
            one.atClient = or(atClient, one.atClient);
            one.travelMin = or(travelMinutes, one.travelMin);
            one.staff = staff == null ? one.staff : staff.stream().map(StaffId::new).toList();
            one.needs = needs == null ? one.needs : needs.stream().map(ServiceBody::need).toList();
            one.locations =
                locations == null
                    ? one.locations
                    : locations.stream().map(LocationId::new).toList();
            one.questions =
                questions == null
                    ? one.questions
                    : questions.stream().map(ServiceBody::question).toList();
          });
    }

    private static <T> T or(@Nullable T sent, T standard) {
      return sent == null ? standard : sent;
    }

    private static Service.Kind kind(String text) {
      return switch (text) {
        case "appointment" -> Service.Kind.APPOINTMENT;
        case "class" -> Service.Kind.CLASS;
        default -> throw Refusal.field("kind", "give appointment or class");
      };
    }

    private static Service.Need need(Need need) {
      return new Service.Need(
          need.quantity(), need.resources().stream().map(ResourceId::new).toList());
    }

    private static IntakeQuestion question(Question question) {
      var id = question.id();
      var choices = question.choices();
      try {
        return new IntakeQuestion(
            id == null ? Uuid7.next() : id,
            question.label(),
            IntakeQuestion.Kind.valueOf(question.kind().toUpperCase(Locale.ROOT)),
            choices == null ? List.of() : choices,
            question.required());
      } catch (IllegalArgumentException unknown) {
        throw Refusal.field("questions", "kind is one of text, long, choice, yes_no");
      }
    }
  }

  record ResourceView(UUID id, String kind, String name, int capacity, @Nullable UUID location) {}

  record SessionView(
      UUID id,
      UUID service,
      String serviceName,
      UUID staff,
      @Nullable UUID location,
      OffsetDateTime start,
      OffsetDateTime end,
      int seats,
      int seatsLeft,
      boolean cancelled) {
    static SessionView of(Session one) {
      return new SessionView(
          one.id().value(),
          one.service().value(),
          one.serviceName(),
          one.staff().value(),
          one.location() == null ? null : one.location().value(),
          one.start().toOffsetDateTime(),
          one.end().toOffsetDateTime(),
          one.seats(),
          one.seatsLeft(),
          one.cancelled());
    }
  }

  /// @param start local at the place, e.g. `2026-03-03T18:30`
  record SessionBody(
      @Nullable UUID service,
      @Nullable UUID staff,
      @Nullable String start,
      @Nullable String until,
      @Nullable Integer seats,
      @Nullable UUID location) {}

  record CallOff(@Nullable String reason, @Nullable Boolean following) {}

  record CalledOff(int told) {}

  @GetMapping("/services")
  @Needs(Permission.VIEW_CALENDAR)
  Items<ServiceBody> services(Caller caller) {
    return new Items<>(
        catalogue.services(caller.tenant()).stream().map(ServiceBody::of).toList(), null);
  }

  @GetMapping("/services/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  ServiceBody service(Caller caller, @PathVariable UUID id) {
    return ServiceBody.of(catalogue.require(caller.tenant(), new ServiceId(id)));
  }

  @PostMapping("/services")
  @Needs(Permission.MANAGE_SERVICES)
  ResponseEntity<ServiceBody> add(Caller caller, @RequestBody ServiceBody body) {
    var draft = body.over(ServiceDraft.of("", 0, null, List.of()));
    var made = catalogue.add(caller.tenant(), caller.actor(), draft);
    return ResponseEntity.created(URI.create("/api/v1/services/" + made.id()))
        .body(ServiceBody.of(made));
  }

  @PutMapping("/services/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  ServiceBody change(Caller caller, @PathVariable UUID id, @RequestBody ServiceBody body) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    var version = body.version();
    if (version == null) {
      throw Refusal.field("version", "send the version you read");
    }
    return ServiceBody.of(
        catalogue.change(
            caller.tenant(),
            caller.actor(),
            service.id(),
            body.over(ServiceDraft.of(service)),
            version));
  }

  @GetMapping("/resources")
  @Needs(Permission.VIEW_CALENDAR)
  Items<ResourceView> resources(Caller caller) {
    return new Items<>(
        catalogue.resources(caller.tenant()).stream()
            .filter(one -> !one.archived())
            .map(
                one ->
                    new ResourceView(
                        one.id().value(),
                        one.kind().name().toLowerCase(Locale.ROOT),
                        one.name(),
                        one.capacity(),
                        one.location() == null ? null : one.location().value()))
            .toList(),
        null);
  }

  @GetMapping("/sessions")
  @Needs(Permission.VIEW_CALENDAR)
  Items<SessionView> sessions(Caller caller) {
    var now = clock.instant();
    return new Items<>(
        classes.between(caller.tenant(), now, now.plus(AHEAD), false).stream()
            .map(SessionView::of)
            .toList(),
        null);
  }

  @PostMapping("/sessions")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<Items<SessionView>> hold(Caller caller, @RequestBody SessionBody body) {
    var service = body.service();
    var staff = body.staff();
    if (service == null) {
      throw Refusal.field("service", "give an id");
    }
    if (staff == null) {
      throw Refusal.field("staff", "give an id");
    }
    var location = body.location();
    var what = catalogue.require(caller.tenant(), new ServiceId(service));
    var seats = body.seats();
    var made =
        classes.hold(
            caller.tenant(),
            caller.actor(),
            new ClassDraft(
                what.id(),
                new StaffId(staff),
                start(body.start()),
                until(body.until()),
                seats == null ? what.seats() : seats,
                location == null ? null : new LocationId(location)));
    return ResponseEntity.status(201)
        .body(new Items<>(made.stream().map(SessionView::of).toList(), null));
  }

  @PostMapping("/sessions/{session}/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  CalledOff callOff(
      Caller caller,
      @PathVariable UUID session,
      @RequestBody(required = false) @Nullable CallOff body) {
    var reason = body == null ? null : body.reason();
    boolean following = body != null && Boolean.TRUE.equals(body.following());
    return new CalledOff(
        classes.callOff(
            caller.tenant(),
            caller.actor(),
            new SessionId(session),
            following,
            reason == null ? "" : reason));
  }

  private static LocalDateTime start(@Nullable String text) {
    try {
      var at = LocalDateTime.parse(text == null ? "" : text);
      if (at.getYear() >= 1990 && at.getYear() <= 2200) {
        return at;
      }
    } catch (DateTimeException wrong) {
      // told below
    }
    throw Refusal.field("start", "give a local time, e.g. 2026-03-03T18:30");
  }

  private static @Nullable LocalDate until(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException wrong) {
      throw Refusal.field("until", "give a day, e.g. 2026-06-30");
    }
  }
}
