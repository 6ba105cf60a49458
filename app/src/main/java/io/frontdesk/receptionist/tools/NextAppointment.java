package io.frontdesk.receptionist.tools;

import io.frontdesk.calls.Calls;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.util.List;
import org.springframework.stereotype.Component;

/// Tells callers when they are expected.
@Component
class NextAppointment implements Tool {
  private final OwnAppointments own;
  private final Calls calls;

  NextAppointment(OwnAppointments own, Calls calls) {
    this.own = own;
    this.calls = calls;
  }

  @Override
  public ToolName name() {
    return ToolName.NEXT_APPOINTMENT;
  }

  @Override
  public String description() {
    return "Find out when the caller's own next appointment is. Ask for their name first.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("name", "The caller's full name"),
        Parameter.optional("phone", "Number it was booked under, if they call from another one"),
        Parameter.optional("date", "The day of the appointment as the caller said it"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    return switch (own.find(situation, "date", "appointmentDate", "day")) {
      case OwnAppointments.Found.Say(var answer) -> answer;
      case OwnAppointments.Found.Theirs(var contact, var theirs) -> {
        calls.link(situation.tenant(), situation.call().call(), contact.id());
        var some = theirs.stream().limit(Offers.MOST).toList();
        yield ToolAnswer.of(
            "told",
            Facts.of("success", true)
                .and("appointments", some.stream().map(OwnAppointments::fact).toList())
                .map(),
            "Your next appointment is "
                + OwnAppointments.say(some.getFirst())
                + "."
                + (some.size() == 1
                    ? ""
                    : " After that: "
                        + String.join(
                            "; ", some.stream().skip(1).map(OwnAppointments::say).toList())
                        + "."));
      }
    };
  }
}
