package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.GroupId;
import io.frontdesk.calendar.GroupOutcome;
import io.frontdesk.calendar.GroupRequest;
import io.frontdesk.calendar.Groups;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Occurrence;
import io.frontdesk.calendar.Series;
import io.frontdesk.calendar.SeriesId;
import io.frontdesk.calendar.SeriesOutcome;
import io.frontdesk.calendar.SeriesRequest;
import io.frontdesk.calendar.SeriesView;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.web.CalendarApi.AppointmentView;
import io.frontdesk.calendar.web.CalendarApi.SlotView;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import java.net.URI;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Appointments that repeat and appointments booked together, for programs. Times of a series are
/// local, by the clock of the place and without offset.
@RestController
@RequestMapping("/api/v1")
class SeriesApi {
  private final Series series;
  private final Groups groups;
  private final Bookings bookings;
  private final Contacts contacts;

  SeriesApi(Series series, Groups groups, Bookings bookings, Contacts contacts) {
    this.series = series;
    this.groups = groups;
    this.bookings = bookings;
    this.contacts = contacts;
  }

  record Items<T>(List<T> items) {}

  record OccurrenceView(LocalDateTime at, OffsetDateTime start, boolean free, String why) {
    static OccurrenceView of(Occurrence one) {
      return new OccurrenceView(one.at(), one.start().toOffsetDateTime(), one.isFree(), one.say());
    }
  }

  record PartView(LocalDateTime at, boolean moved, AppointmentView appointment) {}

  record SeriesJson(UUID id, String rule, LocalDateTime first, List<PartView> parts) {
    static SeriesJson of(SeriesView one) {
      return new SeriesJson(
          one.id().value(),
          one.rule(),
          one.first(),
          one.parts().stream()
              .map(
                  part ->
                      new PartView(
                          part.at(), part.isMoved(), AppointmentView.of(part.appointment())))
              .toList());
    }
  }

  /// `chosen` names some of the rule's times; without it all are booked.
  record Repeating(
      @Nullable String service,
      @Nullable String first,
      @Nullable String rule,
      @Nullable String staff,
      @Nullable String contact,
      @Nullable List<String> chosen,
      @Nullable String note,
      @Nullable String location) {}

  record Moving(@Nullable String scope, @Nullable String to, @Nullable String staff) {}

  record Cancelling(@Nullable String scope, @Nullable String reason) {}

  record ChangedView(UUID series, List<AppointmentView> appointments) {}

  /// A problem document with the times that stand in the way.
  record BlockedView(
      String type,
      String title,
      int status,
      String code,
      String detail,
      List<OccurrenceView> blocked) {}

  @PostMapping("/series/preview")
  @Needs(Permission.BOOK_APPOINTMENTS)
  Items<OccurrenceView> preview(Caller caller, @RequestBody Repeating body) {
    var staff = Sent.idOrNull("staff", body.staff());
    return new Items<>(
        series
            .preview(
                caller.tenant(),
                new ServiceId(Sent.id("service", body.service())),
                Sent.local("first", body.first()),
                rule(body.rule()),
                staff == null ? null : new StaffId(staff),
                location(body),
                Source.API)
            .stream()
            .map(OccurrenceView::of)
            .toList());
  }

  @PostMapping("/series")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> book(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody Repeating body) {
    var staff = Sent.idOrNull("staff", body.staff());
    var chosen = body.chosen();
    var note = body.note();
    var contact =
        contacts.require(caller.tenant(), new ContactId(Sent.id("contact", body.contact())));
    var outcome =
        series.book(
            caller.tenant(),
            new SeriesRequest(
                    new ServiceId(Sent.id("service", body.service())),
                    Sent.local("first", body.first()),
                    rule(body.rule()),
                    staff == null ? null : new StaffId(staff),
                    contact.id(),
                    chosen == null
                        ? null
                        : new LinkedHashSet<>(
                            chosen.stream().map(one -> Sent.local("chosen", one)).toList()),
                    Source.API,
                    "api:" + Sent.key(key),
                    caller.actor(),
                    note == null ? "" : note)
                .at(location(body)));
    return switch (outcome) {
      case SeriesOutcome.Done done ->
          ResponseEntity.created(URI.create("/api/v1/series/" + done.series()))
              .body(SeriesJson.of(series.require(caller.tenant(), done.series())));
      case SeriesOutcome.Blocked(var blocked) -> blocked(blocked);
      case SeriesOutcome.Refused(var code, var say) -> throw Refusal.conflict(code, say);
    };
  }

  private static @Nullable LocationId location(Repeating body) {
    var id = Sent.idOrNull("location", body.location());
    return id == null ? null : new LocationId(id);
  }

  @GetMapping("/series/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  SeriesJson series(Caller caller, @PathVariable UUID id) {
    return SeriesJson.of(series.require(caller.tenant(), new SeriesId(id)));
  }

  /// Moves one appointment of a series, those that follow too, or all that are ahead.
  @PostMapping("/appointments/{id}/series/move")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> move(Caller caller, @PathVariable UUID id, @RequestBody Moving body) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var staff = Sent.idOrNull("staff", body.staff());
    return changed(
        series.move(
            caller.tenant(),
            appointment.id(),
            scope(body.scope()),
            Sent.local("to", body.to()),
            staff == null ? null : new StaffId(staff),
            Source.API,
            caller.actor()));
  }

  @PostMapping("/appointments/{id}/series/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> cancel(Caller caller, @PathVariable UUID id, @RequestBody Cancelling body) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var reason = body.reason();
    return changed(
        series.cancel(
            caller.tenant(),
            appointment.id(),
            scope(body.scope()),
            reason == null ? "" : reason,
            caller.actor()));
  }

  record GroupPart(
      @Nullable String service,
      @Nullable String start,
      @Nullable String staff,
      @Nullable String contact) {}

  record Grouping(
      @Nullable String contact, @Nullable List<GroupPart> parts, @Nullable String note) {}

  record GroupJson(UUID id, UUID contact, List<AppointmentView> appointments) {
    static GroupJson of(Groups.Group one) {
      return new GroupJson(
          one.id().value(),
          one.contact().value(),
          one.appointments().stream().map(AppointmentView::of).toList());
    }
  }

  /// @param part counted from 0
  record NotBookedView(
      String type,
      String title,
      int status,
      String code,
      String detail,
      int part,
      List<SlotView> alternatives) {}

  /// Times at which several services can be had together.
  ///
  /// @param services ids with commas between
  /// @param order `in_a_row` or `at_once`
  @GetMapping("/availability/together")
  @Needs(Permission.VIEW_CALENDAR)
  Items<List<SlotView>> together(
      Caller caller,
      @RequestParam String services,
      @RequestParam String day,
      @RequestParam(defaultValue = "in_a_row") String order,
      @RequestParam(defaultValue = "20") int limit) {
    if (limit < 1 || limit > 200) {
      throw Refusal.field("limit", "give 1 to 200");
    }
    var steps = new ArrayList<Groups.Step>();
    for (var one : services.split(",", 20)) {
      steps.add(new Groups.Step(new ServiceId(Sent.id("services", one)), null));
    }
    return new Items<>(
        groups
            .search(caller.tenant(), steps, order(order), Sent.day("day", day), false, limit)
            .stream()
            .map(chain -> chain.stream().map(SlotView::of).toList())
            .toList());
  }

  @PostMapping("/appointment-groups")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<?> group(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody Grouping body) {
    var sent = body.parts();
    if (sent == null) {
      throw Refusal.field("parts", "give 2 to " + GroupRequest.MOST);
    }
    var parts = new ArrayList<GroupRequest.Part>();
    for (int i = 0; i < sent.size(); i++) {
      var field = "parts[" + i + "].";
      var part = sent.get(i);
      var staff = Sent.idOrNull(field + "staff", part.staff());
      var who = Sent.idOrNull(field + "contact", part.contact());
      parts.add(
          new GroupRequest.Part(
              new ServiceId(Sent.id(field + "service", part.service())),
              Sent.instant(field + "start", part.start()),
              staff == null ? null : new StaffId(staff),
              who == null ? null : contacts.require(caller.tenant(), new ContactId(who)).id()));
    }
    var contact =
        contacts.require(caller.tenant(), new ContactId(Sent.id("contact", body.contact())));
    var note = body.note();
    var outcome =
        groups.book(
            caller.tenant(),
            new GroupRequest(
                contact.id(),
                parts,
                Source.API,
                "api:" + Sent.key(key),
                caller.actor(),
                note == null ? "" : note));
    return switch (outcome) {
      case GroupOutcome.Booked(var id, _) ->
          ResponseEntity.created(URI.create("/api/v1/appointment-groups/" + id))
              .body(GroupJson.of(groups.require(caller.tenant(), id)));
      case GroupOutcome.NotBooked notBooked -> notBooked(notBooked);
      case GroupOutcome.KeyReused _ ->
          throw Refusal.conflict(
              "calendar.key-reused", "This key was already used for another booking.");
    };
  }

  @GetMapping("/appointment-groups/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  GroupJson group(Caller caller, @PathVariable UUID id) {
    return GroupJson.of(groups.require(caller.tenant(), new GroupId(id)));
  }

  @PostMapping("/appointment-groups/{id}/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  GroupJson cancelGroup(
      Caller caller,
      @PathVariable UUID id,
      @RequestBody(required = false) @Nullable Cancelling body) {
    var reason = body == null ? null : body.reason();
    return GroupJson.of(
        groups.cancel(
            caller.tenant(), new GroupId(id), reason == null ? "" : reason, caller.actor()));
  }

  /// The next appointment of a person that still stands.
  @GetMapping("/contacts/{id}/next-appointment")
  @Needs(Permission.VIEW_CALENDAR)
  AppointmentView next(Caller caller, @PathVariable UUID id) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    return bookings.upcoming(caller.tenant(), contact.id()).stream()
        .findFirst()
        .map(AppointmentView::of)
        .orElseThrow(() -> Refusal.notFound("An appointment"));
  }

  private static ResponseEntity<?> changed(SeriesOutcome outcome) {
    return switch (outcome) {
      case SeriesOutcome.Done(var id, var appointments) ->
          ResponseEntity.ok(
              new ChangedView(id.value(), appointments.stream().map(AppointmentView::of).toList()));
      case SeriesOutcome.Blocked(var blocked) -> blocked(blocked);
      case SeriesOutcome.Refused(var code, var say) -> throw Refusal.conflict(code, say);
    };
  }

  private static ResponseEntity<BlockedView> blocked(List<Occurrence> blocked) {
    return ResponseEntity.status(409)
        .header("Content-Type", "application/problem+json")
        .body(
            new BlockedView(
                "about:blank",
                "Some times can't be booked",
                409,
                "calendar.series-blocked",
                "Nothing was changed: " + blocked.size() + " of the times can't be booked.",
                blocked.stream().map(OccurrenceView::of).toList()));
  }

  private static ResponseEntity<NotBookedView> notBooked(GroupOutcome.NotBooked notBooked) {
    boolean taken = notBooked.outcome() instanceof BookingOutcome.Taken;
    int status = taken ? 409 : 422;
    return ResponseEntity.status(status)
        .header("Content-Type", "application/problem+json")
        .body(
            new NotBookedView(
                "about:blank",
                "Nothing was booked",
                status,
                notBooked.outcome() instanceof BookingOutcome.Refused(var code, _)
                    ? code
                    : "calendar.slot-taken",
                notBooked.say(),
                notBooked.part(),
                notBooked.outcome() instanceof BookingOutcome.Taken(var alternatives, _)
                    ? alternatives.stream().map(SlotView::of).toList()
                    : List.of()));
  }

  private static String rule(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Series.Scope scope(@Nullable String text) {
    return Series.Scope.ofCode(text == null ? "" : text);
  }

  static Groups.Order order(String text) {
    return switch (text) {
      case "in_a_row" -> Groups.Order.IN_A_ROW;
      case "at_once" -> Groups.Order.AT_ONCE;
      default -> throw Refusal.field("order", "give in_a_row or at_once");
    };
  }
}
