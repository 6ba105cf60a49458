package io.frontdesk.receptionist.tools;

import io.frontdesk.calls.Attention;
import io.frontdesk.calls.Calls;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.receptionist.AfterHours;
import io.frontdesk.receptionist.Department;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.receptionist.TransferTo;
import io.frontdesk.tenancy.OpeningHours;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Hands calls to people, and knows when not to: never in a circle, never more often than allowed,
/// and by the rule for closed hours.
@Component
class Transfers {
  private static final DateTimeFormatter CLOCK_TIME =
      DateTimeFormatter.ofPattern("h:mm a", Locale.ENGLISH);

  private final TransferStore store;
  private final OpeningHours hours;
  private final LineStore lines;
  private final Calls calls;

  Transfers(TransferStore store, OpeningHours hours, LineStore lines, Calls calls) {
    this.store = store;
    this.hours = hours;
    this.lines = lines;
    this.calls = calls;
  }

  /// Hands over to the department the caller named, else to the standard one.
  ToolAnswer toDepartment(Situation situation, String wanted, String summary) {
    var configuration = situation.configuration();
    var departments = allowed(situation);
    if (departments.isEmpty()) {
      return notPossible(situation, "no-destination", "There is nobody I can put you through to.");
    }
    if (store.count(situation.tenant(), situation.call().call()) >= configuration.mostTransfers()) {
      return notPossible(
          situation, "too-many-transfers", "I've already tried to put you through on this call.");
    }
    var department =
        configuration
            .department(wanted)
            .filter(departments::contains)
            .orElse(departments.getFirst());
    if (department.onlyWhenOpen() && !open(situation)) {
      if (configuration.afterHours() != AfterHours.TRANSFER_ANYWAY) {
        return closed(situation);
      }
    }
    return handOver(situation, department, summary, "transferred");
  }

  /// Speaks the emergency sentence and, where someone can be reached, hands over at any hour.
  ToolAnswer emergency(Situation situation) {
    calls.attention(
        situation.tenant(),
        situation.call().call(),
        Attention.URGENT,
        "The caller spoke of an emergency");
    var sentence = situation.configuration().emergencySentence();
    var departments = allowed(situation);
    boolean may =
        !departments.isEmpty()
            && store.count(situation.tenant(), situation.call().call())
                < situation.configuration().mostTransfers();
    if (!may) {
      return ToolAnswer.of(
          "emergency", Facts.failed("EMERGENCY").and("emergency", true).map(), sentence);
    }
    var answer =
        handOver(
            situation, departments.getFirst(), "The caller spoke of an emergency", "emergency");
    var result = new Facts().and("emergency", true).map();
    result.putAll(answer.result());
    return new ToolAnswer(
        "emergency",
        result,
        sentence + " I'm also connecting you with our team.",
        answer.transfer(),
        false);
  }

  private ToolAnswer handOver(
      Situation situation, Department department, String summary, String outcome) {
    var to = new TransferTo(department.number(), department.name(), summary);
    store.insert(
        situation.tenant(),
        situation.call().call(),
        situation.call().toolCallId(),
        to,
        situation.now());
    var say = "One moment, I'm putting you through to " + department.name() + ".";
    return new ToolAnswer(
        outcome,
        Facts.of("success", true)
            .and("department", department.name())
            .and(
                "transfer",
                Map.of(
                    "destination",
                    Map.of("type", "number", "number", department.number().e164(), "message", say),
                    "message",
                    say))
            .map(),
        say,
        to,
        false);
  }

  // Never back into this program, and never back to the caller: either would ring in a circle.
  private List<Department> allowed(Situation situation) {
    Set<PhoneNumber> own = lines.all(situation.tenant());
    var call = situation.call();
    return situation.configuration().departments().stream()
        .filter(
            department ->
                !own.contains(department.number())
                    && !department.number().equals(call.line())
                    && !department.number().equals(call.caller()))
        .toList();
  }

  private boolean open(Situation situation) {
    var local = situation.now().atZone(situation.workspace().zone());
    return hours.on(situation.tenant(), local.toLocalDate()).stream()
        .anyMatch(range -> range.contains(local.toLocalTime()));
  }

  private ToolAnswer closed(Situation situation) {
    var opens = opensNext(situation).map(text -> " We open " + text + ".").orElse("");
    boolean message =
        situation.configuration().afterHours() == AfterHours.TAKE_MESSAGE
            && situation.configuration().tools().contains(ToolName.TAKE_MESSAGE);
    return ToolAnswer.of(
        "closed",
        Facts.failed("CLOSED").and("closed", true).and("offerMessage", message).map(),
        "We're closed at the moment."
            + opens
            + (message ? " Would you like to leave a message?" : ""));
  }

  private Optional<String> opensNext(Situation situation) {
    var local = situation.now().atZone(situation.workspace().zone());
    for (int days = 0; days < 14; days++) {
      var day = local.toLocalDate().plusDays(days);
      for (var range : hours.on(situation.tenant(), day)) {
        if (days > 0 || range.from().isAfter(local.toLocalTime())) {
          var when =
              switch (days) {
                case 0 -> "today";
                case 1 -> "tomorrow";
                default ->
                    "on " + day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
              };
          return Optional.of(when + " at " + CLOCK_TIME.format(range.from()));
        }
      }
    }
    return Optional.empty();
  }

  private static ToolAnswer notPossible(Situation situation, String outcome, String why) {
    boolean message = situation.configuration().tools().contains(ToolName.TAKE_MESSAGE);
    return ToolAnswer.of(
        outcome,
        Facts.failed("TRANSFER_UNAVAILABLE").and("offerMessage", message).map(),
        why + (message ? " Would you like me to take a message?" : ""));
  }
}
