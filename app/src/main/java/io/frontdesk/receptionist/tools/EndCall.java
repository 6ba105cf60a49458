package io.frontdesk.receptionist.tools;

import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.util.List;
import org.springframework.stereotype.Component;

/// Says goodbye and hangs up.
@Component
class EndCall implements Tool {
  @Override
  public ToolName name() {
    return ToolName.END_CALL;
  }

  @Override
  public String description() {
    return "End the call politely, once the caller has said that there is nothing else.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.optional("reason", "completed, time_limit, patient_request or transfer_needed"),
        Parameter.optional("summary", "One sentence about what was done"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var reason = situation.arguments().text(40, "reason").orElse("completed");
    var say =
        "time_limit".equals(reason)
            ? "I'm afraid our time is up. Please call again any time. Goodbye."
            : "Thank you for calling " + situation.workspace().name() + ". Goodbye.";
    return new ToolAnswer(
        "ended", Facts.of("success", true).and("endCall", true).map(), say, null, true);
  }
}
