package io.frontdesk.calendar.reminder;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.ReminderPlan.Rule;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.booking.Confirmations;
import io.frontdesk.contacts.Contact;
import io.frontdesk.delivery.Content;
import io.frontdesk.tenancy.Workspace;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills the words of a plan in. What is filled in is text, never words with places of their own.
final class ReminderWords {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

  private ReminderWords() {}

  static Content content(
      Rule rule, Workspace workspace, Contact contact, Appointment one, boolean paid) {
    var channel = rule.channel();
    var text = fill(words(rule), workspace, contact, one, paid);
    return switch (channel) {
      case EMAIL ->
          new Content.Email(
              line(one.serviceName() + " on " + SpokenTimes.sayDay(one.start().toLocalDate()), 255),
              text,
              null,
              List.of());
      case SMS, VOICE -> new Content.Sms(cut(text, 1_000));
    };
  }

  // The usual words are stored without it: the version before doesn't know the place.
  private static String words(Rule rule) {
    return rule.words().equals(rule.kind().words()) ? rule.words() + " {deposit}" : rule.words();
  }

  static String fill(
      String words, Workspace workspace, Contact contact, Appointment one, boolean paid) {
    var name = contact.name();
    var values =
        Map.of(
            "name", name == null ? "there" : name,
            "service", one.serviceName(),
            "staff", one.staffName(),
            "when", SpokenTimes.say(one.start()),
            "day", SpokenTimes.sayDay(one.start().toLocalDate()),
            "time", SpokenTimes.sayTime(one.start()),
            "zone", SpokenTimes.sayZone(one.zone()),
            "business", workspace.name(),
            "deposit", paid ? "" : Confirmations.owed(one).strip());
    return PLACE
        .matcher(words)
        .replaceAll(
            place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())))
        .strip();
  }

  private static String line(String text, int most) {
    return cut(text.replaceAll("\\p{Cntrl}+", " "), most);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
