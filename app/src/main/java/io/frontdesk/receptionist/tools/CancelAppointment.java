package io.frontdesk.receptionist.tools;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.BookingOutcome;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Reminders;
import io.frontdesk.calls.Calls;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.receptionist.tools.ReadBackStore.Action;
import java.util.List;
import org.springframework.stereotype.Component;

/// Cancels the caller's own appointment, after it was read back and they agreed.
@Component
class CancelAppointment implements Tool {
  private static final Actor RECEPTIONIST = new Actor.Program("receptionist");

  private final OwnAppointments own;
  private final ReadBackStore readBacks;
  private final Bookings bookings;
  private final Reminders reminders;
  private final Calls calls;

  CancelAppointment(
      OwnAppointments own,
      ReadBackStore readBacks,
      Bookings bookings,
      Reminders reminders,
      Calls calls) {
    this.own = own;
    this.readBacks = readBacks;
    this.bookings = bookings;
    this.reminders = reminders;
    this.calls = calls;
  }

  @Override
  public ToolName name() {
    return ToolName.CANCEL_APPOINTMENT;
  }

  @Override
  public String description() {
    return "Cancel the caller's own appointment. Ask for their name, call it without confirm, read"
        + " back what it says, and call it again with confirm when the caller has agreed.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("name", "The caller's full name"),
        Parameter.optional("date", "The day of the appointment as the caller said it"),
        Parameter.optional("service", "The service as the caller said it"),
        Parameter.optional("phone", "Number it was booked under, if they call from another one"),
        new Parameter(
            "confirm", "boolean", "True only after the caller agreed to what was read back", false),
        Parameter.optional("reason", "Why, if the caller says so"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    return switch (own.find(situation, "date", "appointmentDate", "day")) {
      case OwnAppointments.Found.Say(var answer) -> already(situation, answer);
      case OwnAppointments.Found.Theirs(var contact, var theirs) -> {
        calls.link(situation.tenant(), situation.call().call(), contact.id());
        yield theirs.size() > 1 ? OwnAppointments.which(theirs) : one(situation, theirs.getFirst());
      }
    };
  }

  private ToolAnswer one(Situation situation, Appointment appointment) {
    var tenant = situation.tenant();
    var call = situation.call().call();
    var terms = reminders.terms(tenant, appointment);
    if (!terms.allowed()) {
      return Changes.late(appointment, terms);
    }
    if (!situation.arguments().yes("confirm", "confirmed")
        || !readBacks.wasRead(tenant, call, appointment, Action.CANCEL, null)) {
      readBacks.read(tenant, call, appointment, Action.CANCEL, null, situation.now());
      return Changes.readBack(
          "That is "
              + OwnAppointments.say(appointment)
              + ". "
              + Changes.sentence(terms)
              + "Shall I cancel it?");
    }
    var reason = situation.arguments().text(300, "reason", "notes").orElse("");
    var note = terms.late() ? ("Late. " + reason).strip() : reason;
    return switch (bookings.cancel(tenant, appointment.id(), note, RECEPTIONIST)) {
      case BookingOutcome.Booked(var cancelled) -> done(cancelled);
      case BookingOutcome.Taken(_, var say) -> Changes.refused("calendar.slot-taken", say);
      case BookingOutcome.Refused(var code, var say) -> Changes.refused(code, say);
    };
  }

  // A model that asks again under a new id hears that it is done.
  private ToolAnswer already(Situation situation, ToolAnswer otherwise) {
    if (!otherwise.outcome().equals("not-found")) {
      return otherwise;
    }
    return readBacks.readForCancelling(situation.tenant(), situation.call().call()).stream()
        .flatMap(id -> bookings.find(situation.tenant(), id).stream())
        .filter(one -> one.state() == AppointmentState.CANCELLED)
        .findFirst()
        .map(CancelAppointment::done)
        .orElse(otherwise);
  }

  private static ToolAnswer done(Appointment cancelled) {
    var say = "It's cancelled: " + OwnAppointments.say(cancelled) + ".";
    return ToolAnswer.of(
        "cancelled",
        Facts.of("success", true)
            .and("appointmentId", cancelled.id().value().toString())
            .and("message", say)
            .map(),
        say);
  }
}
