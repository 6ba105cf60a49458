package io.frontdesk.receptionist.tools;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Reminders;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calls.Calls;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.receptionist.tools.ReadBackStore.Action;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Moves the caller's own appointment, after old and new time were read back and they agreed.
@Component
class RescheduleAppointment implements Tool {
  private static final Actor RECEPTIONIST = new Actor.Program("receptionist");

  private final OwnAppointments own;
  private final ReadBackStore readBacks;
  private final Bookings bookings;
  private final Availability availability;
  private final Reminders reminders;
  private final Offers offers;
  private final SpokenTimes times;
  private final Calls calls;

  RescheduleAppointment(
      OwnAppointments own,
      ReadBackStore readBacks,
      Bookings bookings,
      Availability availability,
      Reminders reminders,
      Offers offers,
      SpokenTimes times,
      Calls calls) {
    this.own = own;
    this.readBacks = readBacks;
    this.bookings = bookings;
    this.availability = availability;
    this.reminders = reminders;
    this.offers = offers;
    this.times = times;
    this.calls = calls;
  }

  @Override
  public ToolName name() {
    return ToolName.RESCHEDULE_APPOINTMENT;
  }

  @Override
  public String description() {
    return "Move the caller's own appointment to another time. Ask for their name and the new time,"
        + " call it without confirm, read back what it says, and call it again with confirm when the"
        + " caller has agreed.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("name", "The caller's full name"),
        Parameter.required(
            "newDate", "The new day as the caller said it, or a start from the free" + " times"),
        Parameter.optional("newTime", "The new time as the caller said it"),
        Parameter.optional("appointmentDate", "The day of the appointment as it stands"),
        Parameter.optional("service", "The service as the caller said it"),
        Parameter.optional("staff", "The person the caller asked for"),
        Parameter.optional("phone", "Number it was booked under, if they call from another one"),
        new Parameter(
            "confirm",
            "boolean",
            "True only after the caller agreed to what was read back",
            false));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    return switch (own.find(situation, "appointmentDate", "currentDate", "oldDate")) {
      case OwnAppointments.Found.Say(var answer) -> answer;
      case OwnAppointments.Found.Theirs(var contact, var theirs) -> {
        calls.link(situation.tenant(), situation.call().call(), contact.id());
        yield theirs.size() > 1 ? OwnAppointments.which(theirs) : one(situation, theirs.getFirst());
      }
    };
  }

  private ToolAnswer one(Situation situation, Appointment appointment) {
    var terms = reminders.terms(situation.tenant(), appointment);
    if (!terms.allowed()) {
      return Changes.late(appointment, terms);
    }
    var arguments = situation.arguments();
    var date = arguments.text(200, "newDate", "date", "newStart", "dateTime", "day");
    var time = arguments.text(100, "newTime", "time").orElse(null);
    if (date.isEmpty() && time == null) {
      return Offers.ask(
          "newDate",
          "That is " + OwnAppointments.say(appointment) + ". When would suit you better?");
    }
    // A time alone means the day it is on.
    var day = date.orElse(appointment.start().toLocalDate().toString());
    return switch (times.resolve(situation.tenant(), appointment.zone(), day, time)) {
      case SpokenTime.At(var when) -> to(situation, appointment, when);
      case SpokenTime.Day(var on, _) -> askTime(situation, appointment, on);
      case SpokenTime.Ask(var question) -> Offers.ask("newDate", question);
      case SpokenTime.Unclear _ ->
          Offers.ask("newDate", "I didn't catch the new day and time. When would suit you?");
    };
  }

  private ToolAnswer to(Situation situation, Appointment appointment, ZonedDateTime when) {
    var tenant = situation.tenant();
    var call = situation.call().call();
    var start = when.toInstant();
    if (appointment.startsAt().equals(start)) {
      return moved(appointment);
    }
    var staff = offers.staff(situation);
    if (!situation.arguments().yes("confirm", "confirmed")
        || !readBacks.wasRead(tenant, call, appointment, Action.MOVE, start)) {
      var free = on(situation, appointment, when.toLocalDate(), staff);
      if (free.stream().noneMatch(slot -> slot.start().isEqual(when))) {
        return notFree(when, free);
      }
      readBacks.read(tenant, call, appointment, Action.MOVE, start, situation.now());
      return Changes.readBack(
          "I'd move "
              + OwnAppointments.say(appointment)
              + " to "
              + SpokenTimes.say(when)
              + ". "
              + Changes.sentence(reminders.terms(tenant, appointment))
              + "Shall I?");
    }
    return switch (bookings.reschedule(
        tenant, appointment.id(), start, staff, Source.PHONE, RECEPTIONIST)) {
      case BookingOutcome.Booked(var now) -> moved(now);
      case BookingOutcome.Taken(var alternatives, var say) -> taken(alternatives, say);
      case BookingOutcome.Refused(var code, var say) -> Changes.refused(code, say);
    };
  }

  private ToolAnswer askTime(Situation situation, Appointment appointment, LocalDate day) {
    var free = on(situation, appointment, day, offers.staff(situation));
    return ToolAnswer.of(
        "ask-time",
        Offers.facts(day, free, Map.of())
            .and("success", false)
            .and("error", "INVALID_INPUT")
            .and("ask", "newTime")
            .map(),
        free.isEmpty()
            ? "There's nothing free on " + SpokenTimes.sayDay(day) + ". Which other day would suit?"
            : "What time on "
                + SpokenTimes.sayDay(day)
                + " would you like? I have "
                + Offers.times(Offers.spread(free))
                + ".");
  }

  // Its own place counts as free.
  private List<Slot> on(
      Situation situation, Appointment appointment, LocalDate day, @Nullable StaffId staff) {
    return availability.slots(
        situation.tenant(),
        SlotRequest.on(appointment.service(), day, appointment.zone())
            .with(staff)
            .moving(appointment.id())
            .at(appointment.location()));
  }

  private static ToolAnswer notFree(ZonedDateTime when, List<Slot> free) {
    return ToolAnswer.of(
        "other-times",
        Offers.facts(when.toLocalDate(), free, Map.of()).and("requestedTimeFree", false).map(),
        SpokenTimes.say(when)
            + " isn't free. "
            + (free.isEmpty()
                ? "Which other day would suit you?"
                : "On that day I have " + Offers.times(Offers.spread(free)) + "."));
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

  private static ToolAnswer moved(Appointment now) {
    var say = "It's moved: " + OwnAppointments.say(now) + ".";
    return ToolAnswer.of(
        "moved",
        Facts.of("success", true)
            .and("appointmentId", now.id().value().toString())
            .and("start", now.start().toOffsetDateTime().toString())
            .and("message", say)
            .map(),
        say);
  }
}
