package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Deposits;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.Staff;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.error.Refusal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The calendar for programs. Times are RFC 3339 with the workspace's offset.
@RestController
@RequestMapping("/api/v1")
class CalendarApi {
  private static final Set<String> CONFLICTS =
      Set.of("calendar.key-reused", "calendar.not-open", "calendar.in-the-way");
  private static final UUID LOWEST = new UUID(0, 0);

  private final Catalogue catalogue;
  private final Availability availability;
  private final Bookings bookings;
  private final Deposits deposits;
  private final Clock clock;

  CalendarApi(
      Catalogue catalogue,
      Availability availability,
      Bookings bookings,
      Deposits deposits,
      Clock clock) {
    this.catalogue = catalogue;
    this.availability = availability;
    this.bookings = bookings;
    this.deposits = deposits;
    this.clock = clock;
  }

  /// A list with the cursor of the next page, null on the last.
  record Page<T>(List<T> items, @Nullable String next) {}

  record StaffView(UUID id, String name, String title) {
    static StaffView of(Staff one) {
      return new StaffView(one.id().value(), one.name(), one.title());
    }
  }

  record SlotView(
      UUID service,
      OffsetDateTime start,
      OffsetDateTime end,
      UUID staff,
      String staffName,
      List<UUID> team,
      @Nullable UUID location,
      @Nullable UUID session,
      int seatsLeft) {
    static SlotView of(Slot one) {
      return new SlotView(
          one.service().value(),
          one.start().toOffsetDateTime(),
          one.end().toOffsetDateTime(),
          one.staff().value(),
          one.staffName(),
          one.team().stream().map(StaffId::value).toList(),
          one.location() == null ? null : one.location().value(),
          one.session() == null ? null : one.session().value(),
          one.seatsLeft());
    }
  }

  record AppointmentView(
      UUID id,
      UUID service,
      String serviceName,
      UUID staff,
      String staffName,
      UUID contact,
      OffsetDateTime start,
      OffsetDateTime end,
      String zone,
      String state,
      int revision,
      String source,
      @Nullable UUID call,
      @Nullable Long priceMinor,
      String currency,
      String note,
      @Nullable Long depositMinor,
      @Nullable UUID location,
      List<UUID> team,
      @Nullable UUID session,
      Instant createdAt,
      Instant updatedAt) {
    static AppointmentView of(Appointment one) {
      return new AppointmentView(
          one.id().value(),
          one.service().value(),
          one.serviceName(),
          one.staff().value(),
          one.staffName(),
          one.contact().value(),
          one.start().toOffsetDateTime(),
          one.end().toOffsetDateTime(),
          one.zone().getId(),
          one.state().code(),
          one.revision(),
          one.source().code(),
          one.callRef(),
          one.priceMinor(),
          one.currency(),
          one.note(),
          one.depositMinor(),
          one.location() == null ? null : one.location().value(),
          one.team().stream().map(StaffId::value).toList(),
          one.seat() == null ? null : one.seat().session().value(),
          one.createdAt(),
          one.updatedAt());
    }
  }

  record Booking(
      @Nullable String service,
      @Nullable String start,
      @Nullable String staff,
      @Nullable String contact,
      @Nullable String note,
      @Nullable String hold,
      @Nullable String location,
      @Nullable Map<UUID, @Nullable String> answers) {}

  record Cancelling(@Nullable String reason) {}

  record Moving(@Nullable String start, @Nullable String staff) {}

  record Paying(@Nullable Long amountMinor) {}

  /// @param dueMinor what the appointment asks for; null: no deposit
  /// @param paidMinor null: not paid
  record DepositView(
      @Nullable Long dueMinor,
      @Nullable Long paidMinor,
      String currency,
      @Nullable Instant paidAt,
      @Nullable String markedBy) {}

  record Lasting(@Nullable Integer minutes) {}

  /// What a problem document does not carry: the free times instead.
  record TakenView(
      String type,
      String title,
      int status,
      String code,
      String detail,
      List<SlotView> alternatives) {}

  @GetMapping("/staff")
  @Needs(Permission.VIEW_CALENDAR)
  Page<StaffView> staff(Caller caller) {
    return new Page<>(catalogue.staff(caller.tenant()).stream().map(StaffView::of).toList(), null);
  }

  @GetMapping("/availability")
  @Needs(Permission.VIEW_CALENDAR)
  Page<SlotView> availability(
      Caller caller,
      @RequestParam String service,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String until,
      @RequestParam(required = false) @Nullable String staff,
      @RequestParam(required = false) @Nullable String location,
      @RequestParam(defaultValue = "200") int limit) {
    var what = new ServiceId(uuid("service", service));
    catalogue.require(caller.tenant(), what);
    var begin = from == null ? clock.instant() : instant("from", from);
    var end = until == null ? begin.plus(Duration.ofDays(7)) : instant("until", until);
    if (!begin.isBefore(end)) {
      throw Refusal.field("until", "must come after from");
    }
    if (limit < 1 || limit > 2000) {
      throw Refusal.field("limit", "give 1 to 2000");
    }
    var request =
        SlotRequest.between(what, begin, end)
            .with(staff == null ? null : new StaffId(uuid("staff", staff)))
            .at(location == null ? null : new LocationId(uuid("location", location)))
            .perPerson()
            .atMost(limit);
    return new Page<>(
        availability.slots(caller.tenant(), request).stream().map(SlotView::of).toList(), null);
  }

  @GetMapping("/appointments")
  @Needs(Permission.VIEW_CALENDAR)
  Page<AppointmentView> appointments(
      Caller caller,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String until,
      @RequestParam(required = false) @Nullable String contact,
      @RequestParam(required = false) @Nullable String staff,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > 200) {
      throw Refusal.field("limit", "give 1 to 200");
    }
    var begin = from == null ? Instant.parse("1990-01-01T00:00:00Z") : instant("from", from);
    var end = until == null ? Instant.parse("2200-01-01T00:00:00Z") : instant("until", until);
    var after =
        cursor == null
            ? new Position(Instant.parse("1970-01-01T00:00:00Z"), LOWEST)
            : Position.parse(cursor);
    var found =
        bookings.page(
            caller.tenant(),
            begin,
            end,
            contact == null ? null : new ContactId(uuid("contact", contact)),
            staff == null ? null : new StaffId(uuid("staff", staff)),
            after.start(),
            after.id(),
            limit + 1);
    var items = found.stream().limit(limit).toList();
    var last = found.size() > limit ? items.getLast() : null;
    return new Page<>(
        items.stream().map(AppointmentView::of).toList(),
        last == null ? null : new Position(last.startsAt(), last.id().value()).text());
  }

  @GetMapping("/appointments/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  AppointmentView appointment(Caller caller, @PathVariable UUID id) {
    return AppointmentView.of(bookings.require(caller.tenant(), new AppointmentId(id)));
  }

  @PostMapping("/appointments")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> book(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody Booking body) {
    if (key == null || key.isBlank() || key.length() > 190) {
      throw Refusal.field("Idempotency-Key", "send this header with 1 to 190 characters");
    }
    if (body.note() != null && body.note().length() > 2000) {
      throw Refusal.field("note", "at most 2000 characters");
    }
    var staff = body.staff();
    var note = body.note();
    var hold = body.hold();
    var location = body.location();
    var outcome =
        bookings.book(
            caller.tenant(),
            new BookingRequest(
                    new ServiceId(uuid("service", body.service())),
                    instant("start", body.start()),
                    staff == null ? null : new StaffId(uuid("staff", staff)),
                    new ContactId(uuid("contact", body.contact())),
                    Source.API,
                    "api:" + key,
                    caller.actor(),
                    null,
                    note == null ? "" : note)
                .fromHold(hold == null ? null : new HoldId(uuid("hold", hold)))
                .at(location == null ? null : new LocationId(uuid("location", location)))
                .answering(answers(body)));
    return answer(outcome, true);
  }

  private static Map<UUID, String> answers(Booking body) {
    var answers = new HashMap<UUID, String>();
    if (body.answers() != null) {
      body.answers()
          .forEach(
              (question, answer) -> {
                if (answer != null) {
                  answers.put(question, answer);
                }
              });
    }
    return answers;
  }

  @PostMapping("/appointments/{id}/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> cancel(
      Caller caller,
      @PathVariable UUID id,
      @RequestBody(required = false) @Nullable Cancelling body) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var reason = body == null ? null : body.reason();
    return answer(
        bookings.cancel(
            caller.tenant(), appointment.id(), reason == null ? "" : reason, caller.actor()),
        false);
  }

  @PostMapping("/appointments/{id}/reschedule")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> reschedule(Caller caller, @PathVariable UUID id, @RequestBody Moving body) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var staff = body.staff();
    return answer(
        bookings.reschedule(
            caller.tenant(),
            appointment.id(),
            instant("start", body.start()),
            staff == null ? null : new StaffId(uuid("staff", staff)),
            Source.API,
            caller.actor()),
        false);
  }

  @PostMapping("/appointments/{id}/duration")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> duration(Caller caller, @PathVariable UUID id, @RequestBody Lasting body) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var minutes = body.minutes();
    if (minutes == null) {
      throw Refusal.field("minutes", "give 5 to 1440 whole minutes");
    }
    return answer(
        bookings.resize(
            caller.tenant(), appointment.id(), Duration.ofMinutes(minutes), caller.actor()),
        false);
  }

  @GetMapping("/appointments/{id}/deposit")
  @Needs(Permission.VIEW_CALENDAR)
  DepositView deposit(Caller caller, @PathVariable UUID id) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var paid = deposits.find(caller.tenant(), appointment.id()).orElse(null);
    return new DepositView(
        appointment.depositMinor(),
        paid == null ? null : paid.amountMinor(),
        appointment.currency(),
        paid == null ? null : paid.paidAt(),
        paid == null ? null : paid.markedBy());
  }

  /// Marks it paid; without an amount, all that is due.
  @PostMapping("/appointments/{id}/deposit")
  @Needs(Permission.BOOK_APPOINTMENTS)
  DepositView pay(Caller caller, @PathVariable UUID id, @RequestBody Paying body) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var due = appointment.depositMinor();
    var amount = body.amountMinor() == null ? due : body.amountMinor();
    if (amount == null) {
      throw Refusal.field("amountMinor", "give the amount that was paid");
    }
    deposits.markPaid(caller.tenant(), appointment.id(), amount, caller.actor());
    return deposit(caller, id);
  }

  @DeleteMapping("/appointments/{id}/deposit")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<Void> unpaid(Caller caller, @PathVariable UUID id) {
    deposits.takeBack(caller.tenant(), new AppointmentId(id), caller.actor());
    return ResponseEntity.noContent().build();
  }

  private static ResponseEntity<?> answer(BookingOutcome outcome, boolean made) {
    return switch (outcome) {
      case BookingOutcome.Booked(var appointment) ->
          made
              ? ResponseEntity.created(URI.create("/api/v1/appointments/" + appointment.id()))
                  .body(AppointmentView.of(appointment))
              : ResponseEntity.ok(AppointmentView.of(appointment));
      case BookingOutcome.Taken(var alternatives, var say) ->
          ResponseEntity.status(409)
              .header("Content-Type", "application/problem+json")
              .body(
                  new TakenView(
                      "about:blank",
                      "The time is taken",
                      409,
                      "calendar.slot-taken",
                      say,
                      alternatives.stream().map(SlotView::of).toList()));
      case BookingOutcome.Refused(var code, var say) ->
          throw new Refusal(
              CONFLICTS.contains(code) ? Refusal.Kind.CONFLICT : Refusal.Kind.UNPROCESSABLE,
              code,
              say);
    };
  }

  /// Where a list goes on.
  private record Position(Instant start, UUID id) {
    String text() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((start + "|" + id).getBytes(StandardCharsets.UTF_8));
    }

    static Position parse(String cursor) {
      try {
        var parts =
            new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8)
                .split("\\|", 2);
        return new Position(Instant.parse(parts[0]), UUID.fromString(parts[1]));
      } catch (IllegalArgumentException
          | DateTimeException
          | ArrayIndexOutOfBoundsException wrong) {
        throw Refusal.field("cursor", "is not one that we gave");
      }
    }
  }

  private static UUID uuid(String field, @Nullable String text) {
    return Optional.ofNullable(text)
        .flatMap(CalendarApi::asUuid)
        .orElseThrow(() -> Refusal.field(field, "give an id"));
  }

  private static Optional<UUID> asUuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  private static Instant instant(String field, @Nullable String text) {
    try {
      var at = OffsetDateTime.parse(text == null ? "" : text);
      if (at.getYear() < 1990 || at.getYear() > 2200) {
        throw Refusal.field(field, "give a time between 1990 and 2200");
      }
      return at.toInstant();
    } catch (DateTimeException wrong) {
      throw Refusal.field(field, "give a time with offset, e.g. 2026-03-03T15:00:00-05:00");
    }
  }
}
