package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.booking.NewClients;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Booking from the desk, and one appointment with what can be done to it.
@Controller
@RequestMapping("/w/{workspace}/calendar")
class AppointmentPages {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("h:mm a", Locale.US);

  private static final Duration NEXT_WITHIN = Duration.ofDays(31);

  private final Bookings bookings;
  private final Availability availability;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final AppointmentSheet sheet;
  private final NewClients clients;
  private final TenantTransactions transactions;
  private final Boards boards;

  AppointmentPages(
      Bookings bookings,
      Availability availability,
      Catalogue catalogue,
      Contacts contacts,
      AppointmentSheet sheet,
      NewClients clients,
      TenantTransactions transactions,
      Boards boards) {
    this.bookings = bookings;
    this.availability = availability;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.sheet = sheet;
    this.clients = clients;
    this.transactions = transactions;
    this.boards = boards;
  }

  @GetMapping("/new")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String blank(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String start,
      @RequestParam(defaultValue = "") String staff,
      @RequestParam(defaultValue = "") String service,
      @RequestParam(defaultValue = "") String contact,
      @RequestParam(defaultValue = "") String day,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      Model model) {
    var at = localOr(start, CalendarPages.day(day, boards.today(caller)).atTime(9, 0));
    var given = new HashMap<>(Map.of("service", service, "staff", staff, "contact", contact));
    given.put("day", at.toLocalDate().toString());
    if (!start.isEmpty()) {
      given.put("time", at.toLocalTime().toString());
    }
    var form = BookingForm.of(given, "desk-" + Uuid7.next());
    return form(caller, frame, form, !htmx.isEmpty(), model);
  }

  /// Free times of the chosen day, service and person, as the form changes.
  @GetMapping("/times")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String times(
      Caller caller,
      @RequestParam(defaultValue = "") String service,
      @RequestParam(defaultValue = "") String staff,
      @RequestParam(defaultValue = "") String location,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(defaultValue = "") String time,
      @RequestParam(defaultValue = "") String moving,
      Model model) {
    model
        .addAttribute("free", free(caller, service, staff, location, day, moving))
        .addAttribute("time", time);
    return "calendar/times";
  }

  /// Where the chosen service is done, and its questions.
  @GetMapping("/asks")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String asks(Caller caller, @RequestParam Map<String, String> sent, Model model) {
    var form = BookingForm.of(sent, "");
    asks(caller, form, model).addAttribute("form", form);
    model.addAttribute("path", caller.path("/calendar"));
    return "calendar/booking-asks";
  }

  private Model asks(Caller caller, BookingForm form, Model model) {
    var service =
        id(form.service()).flatMap(one -> catalogue.find(caller.tenant(), new ServiceId(one)));
    return model
        .addAttribute(
            "locations",
            service.isEmpty() || service.get().locations().isEmpty()
                ? List.of()
                : catalogue.locations(caller.tenant()).stream()
                    .filter(one -> service.get().locations().contains(one.id()))
                    .toList())
        .addAttribute("questions", service.map(Service::questions).orElse(List.of()));
  }

  @PostMapping("/appointments")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String book(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> fields,
      Model model) {
    var key = fields.getOrDefault("key", "");
    var sent =
        BookingForm.of(fields, key.isBlank() || key.length() > 100 ? "desk-" + Uuid7.next() : key);
    var checked = check(sent);
    if (checked.error("location") == null
        && !sent.location().isEmpty()
        && place(caller, sent.service(), sent.location()) == null) {
      checked = checked.wrong("location", "Choose a place of the list.");
    }
    if (!checked.errors().isEmpty()) {
      return form(caller, frame, checked, false, model);
    }
    var zone = boards.zone(caller);
    var start =
        LocalDate.parse(sent.day()).atTime(LocalTime.parse(sent.time())).atZone(zone).toInstant();
    try {
      // A client who is new is only kept when the booking stands.
      var outcome =
          transactions.write(
              caller.tenant(),
              () -> {
                var client = client(caller, sent);
                var booking =
                    bookings.book(
                        caller.tenant(),
                        new BookingRequest(
                                ServiceId.parse(sent.service()),
                                start,
                                id(sent.staff()).map(StaffId::new).orElse(null),
                                client,
                                Source.DESK,
                                sent.key(),
                                caller.actor(),
                                null,
                                sent.note())
                            .at(place(caller, sent.service(), sent.location()))
                            .answering(sent.answers()));
                if (!(booking instanceof BookingOutcome.Booked)) {
                  throw new NotBooked(booking);
                }
                return booking;
              });
      return switch (outcome) {
        case BookingOutcome.Booked(var appointment) -> {
          notice.say(
              "Booked: " + appointment.serviceName() + ", " + appointment.spokenStart() + ".");
          yield "redirect:" + caller.path("/calendar?day=" + appointment.start().toLocalDate());
        }
        case BookingOutcome.Taken taken ->
            form(caller, frame, checked.wrong("time", taken.say()), false, model);
        case BookingOutcome.Refused refused ->
            form(caller, frame, checked.wrong(refused.say()), false, model);
      };
    } catch (NotBooked notBooked) {
      return form(caller, frame, told(checked, notBooked.outcome), false, model);
    } catch (Refusal refusal) {
      return form(caller, frame, checked.refused(refusal), false, model);
    }
  }

  @GetMapping("/appointments/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  String appointment(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestHeader(name = "HX-Request", defaultValue = "") String htmx,
      Model model) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    sheet.fill(caller, frame, appointment, null, model);
    return htmx.isEmpty() ? "calendar/appointment" : "calendar/appointment-body";
  }

  @PostMapping("/appointments/{id}/mark")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String mark(Caller caller, Notice notice, @PathVariable UUID id, @RequestParam String state) {
    AppointmentState wanted;
    try {
      wanted = AppointmentState.ofCode(state);
    } catch (IllegalArgumentException unknown) {
      throw Refusal.field("state", "is not one we know");
    }
    var marked = bookings.mark(caller.tenant(), new AppointmentId(id), wanted, caller.actor());
    notice.say(marked.state().label() + ".");
    return "redirect:" + caller.path("/calendar/appointments/" + id);
  }

  @PostMapping("/appointments/{id}/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String cancel(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String reason) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var outcome = bookings.cancel(caller.tenant(), appointment.id(), reason, caller.actor());
    notice.say(outcome instanceof BookingOutcome.Refused refused ? refused.say() : "Cancelled.");
    return "redirect:" + caller.path("/calendar/appointments/" + id);
  }

  @PostMapping("/appointments/{id}/note")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String note(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String note,
      Model model) {
    try {
      bookings.note(caller.tenant(), new AppointmentId(id), note, caller.actor());
    } catch (Refusal refusal) {
      if (refusal.fields().isEmpty()) {
        throw refusal;
      }
      var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
      sheet.fill(caller, frame, appointment, refusal.fields().getFirst().message(), model);
      return "calendar/appointment";
    }
    notice.say("Note saved.");
    return "redirect:" + caller.path("/calendar/appointments/" + id);
  }

  @GetMapping("/appointments/{id}/move")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String moveForm(
      Caller caller,
      Frame frame,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(required = false) @Nullable String staff,
      Model model) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var shown = CalendarPages.day(day, localDay(caller, appointment));
    var person = staff == null ? appointment.staff().toString() : staff;
    return moveForm(caller, frame, appointment, shown, person, null, model);
  }

  @PostMapping("/appointments/{id}/move")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String move(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String day,
      @RequestParam(defaultValue = "") String time,
      @RequestParam(defaultValue = "") String staff,
      Model model) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var shown = CalendarPages.day(day, localDay(caller, appointment));
    var at = time(time);
    if (at.isEmpty()) {
      return moveForm(caller, frame, appointment, shown, staff, "Choose a time.", model);
    }
    var outcome =
        bookings.reschedule(
            caller.tenant(),
            appointment.id(),
            shown.atTime(at.get()).atZone(boards.zone(caller)).toInstant(),
            id(staff).map(StaffId::new).orElse(null),
            Source.DESK,
            caller.actor());
    return switch (outcome) {
      case BookingOutcome.Booked(var moved) -> {
        notice.say("Moved to " + moved.spokenStart() + ".");
        yield "redirect:" + caller.path("/calendar/appointments/" + id);
      }
      case BookingOutcome.Taken(var _, var say) ->
          moveForm(caller, frame, appointment, shown, staff, say, model);
      case BookingOutcome.Refused(var _, var say) ->
          moveForm(caller, frame, appointment, shown, staff, say, model);
    };
  }

  // The desk reads and gives times by the workspace's clock, wherever the appointment is.
  private LocalDate localDay(Caller caller, Appointment appointment) {
    return appointment.startsAt().atZone(boards.zone(caller)).toLocalDate();
  }

  /// An appointment dropped at another time, or on another person; answers with a way back.
  @PostMapping("/appointments/{id}/drop")
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<Void> drop(
      Caller caller,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String start,
      @RequestParam(defaultValue = "") String staff) {
    var before = bookings.require(caller.tenant(), new AppointmentId(id));
    var at = Sent.local("start", start);
    var outcome =
        bookings.reschedule(
            caller.tenant(),
            before.id(),
            at.atZone(boards.zone(caller)).toInstant(),
            id(staff).map(StaffId::new).orElse(null),
            Source.DESK,
            caller.actor());
    return switch (outcome) {
      case BookingOutcome.Booked(var moved) ->
          ResponseEntity.noContent()
              .header("HX-Trigger", moved(caller, boards.zone(caller), before, moved))
              .build();
      case BookingOutcome.Taken(var _, var say) -> throw Refusal.conflict("calendar.taken", say);
      case BookingOutcome.Refused(var code, var say) -> throw Refusal.conflict(code, say);
    };
  }

  // Our own words, a time and ids: nothing that JSON or a header would have to be guarded against.
  private static String moved(Caller caller, ZoneId zone, Appointment before, Appointment after) {
    return "{\"toast\":{\"text\":\"Moved to "
        + after.startsAt().atZone(zone).format(CLOCK)
        + ". The client is told.\",\"undo\":\""
        + caller.path("/calendar/appointments/" + after.id() + "/drop")
        + "?start="
        + before.startsAt().atZone(zone).toLocalDateTime()
        + "&staff="
        + before.staff()
        + "\"}}";
  }

  private static final class NotBooked extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient BookingOutcome outcome;

    NotBooked(BookingOutcome outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }
  }

  private static BookingForm told(BookingForm form, BookingOutcome outcome) {
    return switch (outcome) {
      case BookingOutcome.Taken(var _, var say) -> form.wrong("time", say);
      case BookingOutcome.Refused(var _, var say) -> form.wrong(say);
      case BookingOutcome.Booked _ -> form;
    };
  }

  private static BookingForm check(BookingForm sent) {
    var form = sent;
    if (id(sent.service()).isEmpty()) {
      form = form.wrong("service", "Choose a service.");
    }
    if (!sent.staff().isEmpty() && id(sent.staff()).isEmpty()) {
      form = form.wrong("staff", "Choose a person of the list.");
    }
    if (!sent.location().isEmpty() && id(sent.location()).isEmpty()) {
      form = form.wrong("location", "Choose a place of the list.");
    }
    if (date(sent.day()).isEmpty()) {
      form = form.wrong("day", "Give a day.");
    }
    if (time(sent.time()).isEmpty()) {
      form = form.wrong("time", "Choose a time.");
    }
    if (sent.contact().isEmpty()) {
      if (sent.phone().isBlank() && sent.email().isBlank()) {
        form =
            form.wrong(
                "contact", "Choose a client, or give a phone number or e-mail of a new one.");
      }
    } else if (id(sent.contact()).isEmpty()) {
      form = form.wrong("contact", "Choose a client of the list.");
    }
    if (sent.note().length() > 2000) {
      form = form.wrong("note", "At most 2,000 characters.");
    }
    return form;
  }

  private ContactId client(Caller caller, BookingForm form) {
    if (!form.contact().isEmpty()) {
      return contacts.require(caller.tenant(), ContactId.parse(form.contact())).id();
    }
    if (!caller.may(Permission.EDIT_CONTACTS)) {
      throw Refusal.field("contact", "Choose a client of the list.");
    }
    var given = clients.read(caller.tenant(), form.name(), form.phone(), form.email());
    return clients.of(caller.tenant(), given, "desk", true);
  }

  private String form(Caller caller, Frame frame, BookingForm sent, boolean panel, Model model) {
    var services = catalogue.services(caller.tenant());
    var form = sent;
    if (form.service().isEmpty() && !services.isEmpty()) {
      form = preselect(form, services);
    }
    asks(caller, form, model)
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("form", form)
        .addAttribute("services", services)
        .addAttribute("staff", catalogue.staff(caller.tenant()))
        .addAttribute(
            "free", free(caller, form.service(), form.staff(), form.location(), form.day(), ""))
        .addAttribute(
            "client",
            id(form.contact())
                .flatMap(one -> contacts.find(caller.tenant(), new ContactId(one)))
                .orElse(null));
    return panel ? "calendar/booking-form" : "calendar/new";
  }

  // The first service that the person of the clicked column does.
  private static BookingForm preselect(BookingForm form, List<Service> services) {
    var chosen =
        services.stream()
            .filter(
                one ->
                    form.staff().isEmpty()
                        || one.staff().stream().anyMatch(s -> s.toString().equals(form.staff())))
            .findFirst()
            .orElse(services.getFirst());
    return form.of(chosen.id().toString());
  }

  private String moveForm(
      Caller caller,
      Frame frame,
      Appointment appointment,
      LocalDate day,
      String staff,
      @Nullable String error,
      Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("appointment", appointment)
        .addAttribute("day", day)
        .addAttribute("person", staff)
        .addAttribute("staff", catalogue.staff(caller.tenant()))
        .addAttribute(
            "free",
            free(
                caller,
                appointment.service().toString(),
                staff,
                "",
                day.toString(),
                appointment.id().toString()))
        .addAttribute("error", error);
    return "calendar/move";
  }

  private FreeDay free(
      Caller caller, String service, String staff, String location, String day, String moving) {
    var what = id(service);
    var on = date(day);
    if (what.isEmpty() || on.isEmpty()) {
      return new FreeDay(List.of(), null);
    }
    var zone = boards.zone(caller);
    var request =
        SlotRequest.on(new ServiceId(what.get()), on.get(), zone)
            .byDesk()
            .with(id(staff).map(StaffId::new).orElse(null))
            .at(place(caller, service, location));
    var except = id(moving);
    if (except.isPresent()) {
      var moved = new AppointmentId(except.get());
      request = request.moving(moved).at(bookings.require(caller.tenant(), moved).location());
    }
    var slots = availability.slots(caller.tenant(), request);
    return new FreeDay(
        slots.stream().map(slot -> time(slot, zone)).toList(),
        slots.isEmpty() ? next(caller, request, zone) : null);
  }

  private @Nullable LocalDate next(Caller caller, SlotRequest none, ZoneId zone) {
    var later = none.during(none.until(), none.until().plus(NEXT_WITHIN)).atMost(1);
    return availability.slots(caller.tenant(), later).stream()
        .findFirst()
        .map(slot -> slot.start().withZoneSameInstant(zone).toLocalDate())
        .orElse(null);
  }

  // A place that was chosen for another service means nothing for this one.
  private @Nullable LocationId place(Caller caller, String service, String location) {
    return id(location)
        .map(LocationId::new)
        .filter(
            chosen ->
                id(service)
                    .flatMap(one -> catalogue.find(caller.tenant(), new ServiceId(one)))
                    .filter(one -> one.locations().contains(chosen))
                    .isPresent())
        .orElse(null);
  }

  // The form's times are the workspace's; a place elsewhere adds its own.
  private static FreeTime time(Slot slot, ZoneId zone) {
    var here = slot.start().withZoneSameInstant(zone);
    var there =
        here.toLocalTime().equals(slot.start().toLocalTime())
            ? ""
            : " (" + slot.start().format(CLOCK) + " there)";
    return new FreeTime(
        here.toLocalTime().toString(),
        here.format(CLOCK) + there,
        slot.session() == null
            ? slot.staffName()
            : slot.staffName() + " · " + slot.seatsLeft() + " left");
  }

  private static Optional<UUID> id(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> date(String text) {
    try {
      var day = LocalDate.parse(text);
      return day.getYear() < 1990 || day.getYear() > 2200 ? Optional.empty() : Optional.of(day);
    } catch (DateTimeException notADay) {
      return Optional.empty();
    }
  }

  private static Optional<LocalTime> time(String text) {
    try {
      return Optional.of(LocalTime.parse(text));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  private static LocalDateTime localOr(String text, LocalDateTime otherwise) {
    try {
      return text.isEmpty() ? otherwise : LocalDateTime.parse(text);
    } catch (DateTimeException notAMoment) {
      return otherwise;
    }
  }
}
