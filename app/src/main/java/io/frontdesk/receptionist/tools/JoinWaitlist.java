package io.frontdesk.receptionist.tools;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.Waitlist;
import io.frontdesk.calendar.WaitlistRequest;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.Contact;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.tenancy.TimeRange;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Puts a caller on the waitlist of a service.
@Component
class JoinWaitlist implements Tool {
  private static final Actor RECEPTIONIST = new Actor.Program("receptionist");
  private static final int DAYS = 30;

  private final Offers offers;
  private final Clients clients;
  private final SpokenTimes times;
  private final Waitlist waitlist;
  private final Calls calls;

  JoinWaitlist(Offers offers, Clients clients, SpokenTimes times, Waitlist waitlist, Calls calls) {
    this.offers = offers;
    this.clients = clients;
    this.times = times;
    this.waitlist = waitlist;
    this.calls = calls;
  }

  @Override
  public ToolName name() {
    return ToolName.JOIN_WAITLIST;
  }

  @Override
  public String description() {
    return "Put the caller on the waitlist when no free time suits them. They get a text when a time"
        + " becomes free.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("service", "The service as the caller said it"),
        Parameter.required("name", "The caller's full name"),
        Parameter.optional("earliest", "The first day that suits, as the caller said it"),
        Parameter.optional("latest", "The last day that suits, as the caller said it"),
        Parameter.optional("days", "Weekdays that suit, e.g. Monday and Friday, or weekdays"),
        Parameter.optional("timeOfDay", "morning, afternoon or evening"),
        Parameter.optional("staff", "The person the caller asked for"),
        Parameter.optional("phone", "Mobile number, if not the one they call from"),
        Parameter.optional("notes", "Anything the business should know"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var service = offers.service(situation);
    if (service.isEmpty()) {
      return offers.askService(situation);
    }
    return switch (clients.of(situation)) {
      case Clients.Found.Ask(var what, var question) -> Offers.ask(what, question);
      case Clients.Found.Client(var contact, _) -> {
        calls.link(situation.tenant(), situation.call().call(), contact.id());
        yield join(situation, service.get(), contact);
      }
    };
  }

  private ToolAnswer join(Situation situation, Service service, Contact contact) {
    var arguments = situation.arguments();
    var zone = offers.zone(situation, service);
    var today = situation.now().atZone(zone).toLocalDate();
    var first =
        day(situation, zone, arguments.text(200, "earliest", "from", "date", "day").orElse(null));
    var last = day(situation, zone, arguments.text(200, "latest", "until", "to").orElse(null));
    var from = first == null ? today : first;
    var request =
        new WaitlistRequest(
            contact.id(),
            service.id(),
            offers.staff(situation),
            from,
            last == null ? from.plusDays(DAYS) : last,
            days(arguments.text(200, "days", "weekdays").orElse("")),
            within(arguments.text(60, "timeOfDay", "time").orElse("")),
            arguments.text(500, "notes", "note").orElse(""),
            Source.PHONE);
    try {
      var entry = waitlist.join(situation.tenant(), request, RECEPTIONIST);
      var wishes = entry.wishes();
      var say =
          "You're on the waitlist for "
              + entry.serviceName()
              + ", from "
              + SpokenTimes.sayDay(entry.firstDay())
              + " to "
              + SpokenTimes.sayDay(entry.lastDay())
              + ". When a time becomes free we'll text you, and you can take it by replying yes.";
      return ToolAnswer.of(
          "waitlisted",
          Facts.of("success", true)
              .and("waitlistId", entry.id().toString())
              .and("service", entry.serviceName())
              .and("firstDay", entry.firstDay().toString())
              .and("lastDay", entry.lastDay().toString())
              .and("wishes", wishes.isEmpty() ? null : wishes)
              .map(),
          say);
    } catch (Refusal refusal) {
      // Refused before anything was written.
      return ToolAnswer.of(
          "refused",
          Facts.failed("INVALID_INPUT").and("reason", refusal.text()).map(),
          refusal.fields().stream().anyMatch(field -> field.field().equals("contact"))
              ? "I need a mobile number for that. What's the best number to text you on?"
              : "I can't put that on the list. From which day to which day would suit you?");
    }
  }

  private @Nullable LocalDate day(Situation situation, ZoneId zone, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (times.resolve(situation.tenant(), zone, text, null)) {
      case SpokenTime.At(var when) -> when.toLocalDate();
      case SpokenTime.Day(var day, _) -> day;
      case SpokenTime.Ask _, SpokenTime.Unclear _ -> null;
    };
  }

  private static Set<DayOfWeek> days(String text) {
    var said = text.toLowerCase(Locale.ROOT);
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      var name = day.getDisplayName(TextStyle.FULL, Locale.ENGLISH).toLowerCase(Locale.ROOT);
      if (said.matches(".*\\b" + name.substring(0, 3) + "[a-z]*.*")) {
        days.add(day);
      }
    }
    if (said.contains("weekday")) {
      days.addAll(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
    }
    if (said.contains("weekend")) {
      days.addAll(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
    }
    return days.isEmpty() ? WaitlistRequest.EVERY_DAY : days;
  }

  private static TimeRange within(String text) {
    var said = text.toLowerCase(Locale.ROOT);
    if (said.contains("morning")) {
      return TimeRange.of("00:00", "12:00");
    }
    if (said.contains("afternoon")) {
      return TimeRange.of("12:00", "18:00");
    }
    return said.contains("evening") ? TimeRange.of("17:00", "00:00") : WaitlistRequest.ANY_TIME;
  }
}
