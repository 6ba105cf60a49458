package io.frontdesk.receptionist.tools;

import io.frontdesk.calendar.Bookings;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.util.List;
import org.springframework.stereotype.Component;

/// Recognises the caller by the number that rings, and by nothing else. What the caller says about
/// themselves can only confirm that; it never opens another person's record, and the answer for a
/// name or number that exists elsewhere is the same as for one that does not.
@Component
class LookupCaller implements Tool {
  private final Contacts contacts;
  private final Calls calls;
  private final Bookings bookings;

  LookupCaller(Contacts contacts, Calls calls, Bookings bookings) {
    this.contacts = contacts;
    this.calls = calls;
    this.bookings = bookings;
  }

  @Override
  public ToolName name() {
    return ToolName.LOOKUP_CALLER;
  }

  @Override
  public String description() {
    return "Find out who is calling, from the number they call from. Pass the name, phone or e-mail"
        + " they say to confirm it.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.optional("searchKey", "Name, phone number or e-mail address the caller gave"),
        Parameter.optional("searchType", "name, phone or email"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var caller = situation.call().caller();
    var known =
        caller == null ? null : contacts.findByPhone(situation.tenant(), caller).orElse(null);
    if (known == null) {
      return ToolAnswer.of(
          "unknown",
          Facts.of("success", true).and("found", false).and("newCaller", true).map(),
          "I don't think we've spoken before. May I have your full name, please?");
    }
    calls.link(situation.tenant(), situation.call().call(), known.id());
    return Said.of(situation).map(said -> said.matches(known)).orElse(false)
        ? confirmed(situation, known)
        : recognised(known);
  }

  // The number alone gives the name: the same greeting a person at the desk would give on seeing
  // it.
  private static ToolAnswer recognised(Contact contact) {
    var name = contact.name();
    return ToolAnswer.of(
        "recognised",
        Facts.of("success", true)
            .and("found", true)
            .and("confirmed", false)
            .and("contact", contact(contact))
            .map(),
        name == null
            ? "I see we've spoken before, but I don't have your name. May I have it, please?"
            : "Am I speaking with " + name + "?");
  }

  // Number and statement agree: now the caller may hear about their own next appointment.
  private ToolAnswer confirmed(Situation situation, Contact contact) {
    var next =
        bookings.upcoming(situation.tenant(), contact.id()).stream()
            .map(appointment -> appointment.spokenStart())
            .findFirst();
    var greeting = contact.name() == null ? "Thank you." : "Thank you, " + contact.name() + ".";
    return ToolAnswer.of(
        "confirmed",
        Facts.of("success", true)
            .and("found", true)
            .and("confirmed", true)
            .and("contact", contact(contact))
            .and("nextAppointment", next.orElse(null))
            .map(),
        greeting
            + next.map(when -> " Your next appointment is on " + when + ".").orElse("")
            + " How can I help you?");
  }

  private static Object contact(Contact contact) {
    var phone = contact.phone();
    return Facts.of("name", contact.name())
        .and("phoneEnding", phone == null ? null : phone.lastFour())
        .map();
  }

  /// What the caller said about themselves.
  private record Said(String text, Situation situation) {
    static java.util.Optional<Said> of(Situation situation) {
      return situation
          .arguments()
          .text(200, "searchKey", "name", "patientName", "phone", "patientPhone", "email", "query")
          .map(text -> new Said(text, situation));
    }

    boolean matches(Contact contact) {
      var arguments = situation.arguments();
      var keys = new String[] {"searchKey", "phone", "patientPhone", "email", "query"};
      return SaidName.same(contact.name(), text)
          || arguments.email(keys).filter(contact.emails()::contains).isPresent();
    }
  }
}
