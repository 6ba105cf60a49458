package io.frontdesk.receptionist.tools;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.receptionist.ToolAnswer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the caller's own appointments, and nobody else's. Whoever rings from the number we know
/// must also give the name or the day of the appointment; whoever rings from another one must give
/// number, name and day, and all must fit. What does not fit is answered as what does not exist,
/// and after a few misses in one call nothing is answered any more.
@Component
class OwnAppointments {
  private static final int MOST_MISSES = 3;

  private final Contacts contacts;
  private final Bookings bookings;
  private final Catalogue catalogue;
  private final SpokenTimes times;
  private final ReadBackStore readBacks;

  OwnAppointments(
      Contacts contacts,
      Bookings bookings,
      Catalogue catalogue,
      SpokenTimes times,
      ReadBackStore readBacks) {
    this.contacts = contacts;
    this.bookings = bookings;
    this.catalogue = catalogue;
    this.times = times;
    this.readBacks = readBacks;
  }

  /// Whose and which they are, or what to say instead.
  sealed interface Found {
    /// @param appointments those ahead that may be meant, by start; at least one
    record Theirs(Contact contact, List<Appointment> appointments) implements Found {}

    record Say(ToolAnswer answer) implements Found {}
  }

  /// @param dateKeys arguments that may hold the day of the appointment as it stands
  Found find(Situation situation, String... dateKeys) {
    var tenant = situation.tenant();
    if (readBacks.misses(tenant, situation.call().call()) >= MOST_MISSES) {
      return new Found.Say(notFound());
    }
    var name = situation.arguments().text(200, "name", "patientName", "fullName", "callerName");
    var date = situation.arguments().text(200, dateKeys);
    var caller = situation.call().caller();
    var known = caller == null ? Optional.<Contact>empty() : contacts.findByPhone(tenant, caller);
    if (known.isPresent()) {
      if (name.isEmpty() && date.isEmpty()) {
        return ask("name", "May I have your full name, please?");
      }
      var theirs = narrowed(situation, known.get(), date.orElse(null));
      boolean proved =
          name.filter(said -> SaidName.same(known.get().name(), said)).isPresent()
              || name.isEmpty() && date.isPresent() && !theirs.isEmpty();
      return proved ? theirs(known.get(), theirs) : missed(situation);
    }
    var said =
        situation
            .arguments()
            .phone(
                situation.workspace().region(), "phone", "patientPhone", "phoneNumber", "mobile");
    if (said.isEmpty()) {
      return ask("phone", "Which phone number was it booked under?");
    }
    if (name.isEmpty()) {
      return ask("name", "May I have your full name, please?");
    }
    if (date.isEmpty()) {
      return ask("date", "And on which day is the appointment?");
    }
    var contact = contacts.findByPhone(tenant, said.get());
    var theirs =
        contact
            .filter(one -> SaidName.same(one.name(), name.get()))
            .map(one -> narrowed(situation, one, date.orElse(null)))
            .orElse(List.of());
    return theirs.isEmpty() ? missed(situation) : theirs(contact.orElseThrow(), theirs);
  }

  private static Found theirs(Contact contact, List<Appointment> appointments) {
    return appointments.isEmpty()
        ? new Found.Say(notFound())
        : new Found.Theirs(contact, appointments);
  }

  // Their open appointments, by what the caller said of day and service.
  private List<Appointment> narrowed(Situation situation, Contact contact, @Nullable String date) {
    var open =
        bookings.upcoming(situation.tenant(), contact.id()).stream()
            .filter(one -> one.state().isOpen())
            .filter(one -> one.startsAt().isAfter(situation.now()))
            .toList();
    var onDay =
        date == null ? open : open.stream().filter(one -> isOn(situation, one, date)).toList();
    var service =
        situation
            .arguments()
            .text(200, "service", "serviceType", "serviceName", "appointmentType")
            .flatMap(text -> catalogue.findService(situation.tenant(), text));
    var ofService =
        onDay.stream()
            .filter(one -> service.isEmpty() || one.service().equals(service.get().id()))
            .toList();
    return ofService.isEmpty() ? onDay : ofService;
  }

  private boolean isOn(Situation situation, Appointment one, String text) {
    return switch (times.resolve(situation.tenant(), one.zone(), text, null)) {
      case SpokenTime.At(var when) -> one.start().isEqual(when);
      case SpokenTime.Day(var day, _) -> one.start().toLocalDate().equals(day);
      case SpokenTime.Ask _, SpokenTime.Unclear _ -> false;
    };
  }

  private Found missed(Situation situation) {
    readBacks.missed(situation.tenant(), situation.call().call());
    return new Found.Say(notFound());
  }

  private static Found ask(String what, String question) {
    return new Found.Say(Offers.ask(what, question));
  }

  /// The same whether there is none, or it is somebody else's.
  static ToolAnswer notFound() {
    return ToolAnswer.of(
        "not-found",
        Facts.failed("NOT_FOUND").map(),
        "I can't find an appointment under that. Would you like me to take a message for the team?");
  }

  /// Asks which of several is meant.
  static ToolAnswer which(List<Appointment> appointments) {
    var some = appointments.stream().limit(Offers.MOST).toList();
    return ToolAnswer.of(
        "ask-which",
        Facts.failed("INVALID_INPUT")
            .and("ask", "appointmentDate")
            .and("appointments", some.stream().map(OwnAppointments::fact).toList())
            .map(),
        "I see more than one appointment: "
            + String.join("; ", some.stream().map(OwnAppointments::say).toList())
            + ". Which one do you mean?");
  }

  /// One appointment as data: `start` may be passed back as the appointment's date.
  static Object fact(Appointment one) {
    return Facts.of("start", one.start().toOffsetDateTime().toString())
        .and("service", one.serviceName())
        .and("staff", one.staffName())
        .and("say", say(one))
        .map();
  }

  static String say(Appointment one) {
    return one.serviceName() + " with " + one.staffName() + " on " + one.spokenStart();
  }
}
