package io.frontdesk.receptionist.tools;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.Contact;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Books an appointment for the caller and reads it back in full.
@Component
class BookAppointment implements Tool {
  private static final Actor RECEPTIONIST = new Actor.Program("receptionist");

  private final Offers offers;
  private final SpokenTimes times;
  private final Bookings bookings;
  private final Clients clients;
  private final Calls calls;

  BookAppointment(
      Offers offers, SpokenTimes times, Bookings bookings, Clients clients, Calls calls) {
    this.offers = offers;
    this.times = times;
    this.bookings = bookings;
    this.clients = clients;
    this.calls = calls;
  }

  @Override
  public ToolName name() {
    return ToolName.BOOK_APPOINTMENT;
  }

  @Override
  public String description() {
    return "Book an appointment, after the caller has agreed to day, time and service and given"
        + " their name.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("date", "The day as the caller said it, or a start from the free times"),
        Parameter.optional("time", "The time as the caller said it"),
        Parameter.required("service", "The service as the caller said it"),
        Parameter.required("name", "The caller's full name"),
        Parameter.optional("email", "E-mail address for the confirmation"),
        Parameter.optional("phone", "Mobile number, if not the one they call from"),
        Parameter.optional("staff", "The person the caller asked for"),
        Parameter.optional("notes", "Anything the business should know"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var service = offers.service(situation);
    if (service.isEmpty()) {
      return offers.askService(situation);
    }
    var arguments = situation.arguments();
    var date =
        arguments.text(
            200, "date", "appointmentDate", "dateTime", "startTime", "start", "day", "when");
    var time = arguments.text(100, "time", "appointmentTime").orElse(null);
    if (date.isEmpty()) {
      return Offers.ask("date", "Which day and time would you like?");
    }
    return switch (times.resolve(
        situation.tenant(), offers.zone(situation, service.get()), date.get(), time)) {
      case SpokenTime.At(var when) -> who(situation, service.get(), when);
      case SpokenTime.Day(var day, _) -> askTime(situation, service.get(), day);
      case SpokenTime.Ask(var question) -> invalidDate(question);
      case SpokenTime.Unclear _ ->
          invalidDate("I didn't catch the day and time. When would you like to come?");
    };
  }

  private ToolAnswer askTime(Situation situation, Service service, LocalDate day) {
    var free = offers.on(situation, service, offers.staff(situation), day, null);
    return ToolAnswer.of(
        "ask-time",
        Offers.facts(day, free, java.util.Map.of())
            .and("success", false)
            .and("error", "INVALID_INPUT")
            .and("ask", "time")
            .map(),
        free.isEmpty()
            ? "There's nothing free on " + SpokenTimes.sayDay(day) + ". Which other day would suit?"
            : "What time on "
                + SpokenTimes.sayDay(day)
                + " would you like? I have "
                + Offers.times(Offers.spread(free))
                + ".");
  }

  private ToolAnswer who(Situation situation, Service service, ZonedDateTime when) {
    return switch (clients.of(situation)) {
      case Clients.Found.Ask(var what, var question) -> Offers.ask(what, question);
      case Clients.Found.Client(var contact, var spokenName) -> {
        calls.link(situation.tenant(), situation.call().call(), contact.id());
        yield book(situation, service, when, contact, spokenName);
      }
    };
  }

  private ToolAnswer book(
      Situation situation, Service service, ZonedDateTime when, Contact contact, String name) {
    var tenant = situation.tenant();
    // A model that asks again under a new id must not hear that its own booking is in the way.
    var already =
        bookings.upcoming(tenant, contact.id()).stream()
            .filter(
                one ->
                    one.startsAt().equals(when.toInstant()) && one.service().equals(service.id()))
            .findFirst();
    if (already.isPresent()) {
      return booked(situation, already.get(), contact, name);
    }
    var note = situation.arguments().text(1000, "notes", "note", "reason").orElse("");
    var request =
        new BookingRequest(
            service.id(),
            when.toInstant(),
            offers.staff(situation),
            contact.id(),
            Source.PHONE,
            key(situation),
            RECEPTIONIST,
            situation.call().call().value(),
            name.equals(contact.name()) ? note : ("For " + name + ". " + note).strip());
    return switch (bookings.book(tenant, request)) {
      case BookingOutcome.Booked(var appointment) -> booked(situation, appointment, contact, name);
      case BookingOutcome.Taken(var alternatives, var say) -> taken(alternatives, say);
      case BookingOutcome.Refused(var code, var say) -> refused(code, say);
    };
  }

  private ToolAnswer booked(
      Situation situation, Appointment appointment, Contact contact, String name) {
    calls.link(situation.tenant(), situation.call().call(), appointment.id());
    var phone = contact.phone() != null;
    var email = contact.email() != null;
    var when =
        SpokenTimes.say(appointment.start()) + ", " + SpokenTimes.sayZone(appointment.zone());
    var say =
        "You're booked: "
            + appointment.serviceName()
            + " with "
            + appointment.staffName()
            + " on "
            + when
            + ", for "
            + name
            + "."
            + confirmation(phone, email);
    return ToolAnswer.of(
        "booked",
        Facts.of("success", true)
            .and("appointmentId", appointment.id().value().toString())
            .and("service", appointment.serviceName())
            .and("staff", appointment.staffName())
            .and("start", appointment.start().toOffsetDateTime().toString())
            .and("spokenStart", when)
            .and("smsStatus", phone ? "queued" : "no_number")
            .and("emailStatus", email ? "queued" : "no_address")
            .and("message", say)
            .map(),
        say);
  }

  private static String confirmation(boolean phone, boolean email) {
    if (phone && email) {
      return " You'll get a confirmation by text message and e-mail.";
    }
    return phone
        ? " You'll get a confirmation by text message."
        : email ? " You'll get a confirmation by e-mail." : "";
  }

  private static ToolAnswer taken(List<Slot> alternatives, String say) {
    return ToolAnswer.of(
        "taken",
        Facts.failed("SLOT_UNAVAILABLE")
            .and("slots", alternatives.stream().limit(Offers.MOST).map(Offers::fact).toList())
            .and("message", say)
            .map(),
        say);
  }

  private static ToolAnswer refused(String code, String say) {
    var known =
        switch (code) {
          case "calendar.past",
              "calendar.too-far",
              "calendar.short-notice",
              "calendar.closed",
              "calendar.off-grid" ->
              "INVALID_DATE";
          case "calendar.away" -> "SLOT_UNAVAILABLE";
          default -> "BOOKING_FAILED";
        };
    return ToolAnswer.of(
        "refused", Facts.failed(known).and("reason", code).and("message", say).map(), say);
  }

  private static ToolAnswer invalidDate(String question) {
    return ToolAnswer.of(
        "ask-date", Facts.failed("INVALID_DATE").and("ask", "date").map(), question);
  }

  private static String key(Situation situation) {
    var id = situation.call().call() + ":" + situation.call().toolCallId();
    return "tool:" + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }
}
