package io.frontdesk.receptionist.tools;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.CancelRule;
import io.frontdesk.receptionist.ToolAnswer;

/// What is said when a caller changes an appointment.
final class Changes {
  private Changes() {}

  static ToolAnswer readBack(String question) {
    return ToolAnswer.of(
        "ask-confirm",
        Facts.failed("CONFIRMATION_NEEDED").and("ask", "confirm").and("message", question).map(),
        question);
  }

  static ToolAnswer late(Appointment appointment, CancelRule.Terms terms) {
    return ToolAnswer.of(
        "too-late",
        Facts.failed("TOO_LATE").and("message", terms.say()).map(),
        "That is "
            + OwnAppointments.say(appointment)
            + ". "
            + terms.say()
            + " Would you like me to take a message for them?");
  }

  static ToolAnswer refused(String code, String say) {
    return ToolAnswer.of(
        "refused",
        Facts.failed("CHANGE_FAILED").and("reason", code).and("message", say).map(),
        say);
  }

  static String sentence(CancelRule.Terms terms) {
    return terms.say().isEmpty() ? "" : terms.say() + " ";
  }
}
