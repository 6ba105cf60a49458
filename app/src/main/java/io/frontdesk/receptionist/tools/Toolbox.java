package io.frontdesk.receptionist.tools;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.Configuration;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolCall;
import io.frontdesk.receptionist.ToolName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// All tools, and the rules that come before each of them.
@Component
public class Toolbox {
  private final Map<ToolName, Tool> tools = new EnumMap<>(ToolName.class);
  private final Transfers transfers;
  private final LineStore lines;

  Toolbox(List<Tool> tools, Transfers transfers, LineStore lines) {
    tools.forEach(tool -> this.tools.put(tool.name(), tool));
    this.transfers = transfers;
    this.lines = lines;
  }

  /// Remembers the number that was called as ours.
  public void learnLine(TenantId tenant, ToolCall call) {
    var line = call.line();
    if (line != null) {
      lines.learn(tenant, line);
    }
  }

  /// Answers in the open transaction. An emergency goes before everything, whatever the tool; then
  /// what the workspace has switched off is refused.
  public ToolAnswer answer(ToolName name, Situation situation) {
    var configuration = situation.configuration();
    if (Emergency.spokenOf(configuration, situation.arguments().speech())) {
      return transfers.emergency(situation);
    }
    var tool = tools.get(name);
    if (tool == null || (name != ToolName.END_CALL && !configuration.tools().contains(name))) {
      return notOffered(configuration);
    }
    return tool.answer(situation);
  }

  /// What to say to a tool nobody knows or offers.
  public static ToolAnswer notOffered(Configuration configuration) {
    boolean message = configuration.tools().contains(ToolName.TAKE_MESSAGE);
    return ToolAnswer.of(
        "not-offered",
        Facts.failed("NOT_OFFERED").map(),
        message
            ? "I'm not able to do that, but I can take a message for the team. Would you like that?"
            : "I'm not able to do that here. Please call again during opening hours.");
  }

  /// The tools a configuration switches on, in the order they are listed.
  public List<Tool> offered(Configuration configuration) {
    return tools.values().stream()
        .filter(
            tool -> tool.name() == ToolName.END_CALL || configuration.tools().contains(tool.name()))
        .toList();
  }

  /// What to say when an answer did not come in time or the world broke. Claims neither that the
  /// work was done nor that it was not.
  public static ToolAnswer fallback(ToolCall call) {
    var say =
        switch (ToolName.find(call.name()).orElse(ToolName.TAKE_MESSAGE)) {
          case LOOKUP_CALLER -> "How may I help you today?";
          case CHECK_AVAILABILITY ->
              "I'm sorry, I can't see the calendar just now. May I take your preferred day and time"
                  + " so that someone confirms it with you?";
          case BOOK_APPOINTMENT ->
              "I'm sorry, the calendar is taking longer than it should. If the booking went"
                  + " through, you'll get a confirmation; if you don't, please call us again.";
          case NEXT_APPOINTMENT ->
              "I'm sorry, I can't see the calendar just now. Would you like me to take a message?";
          case RESCHEDULE_APPOINTMENT, CANCEL_APPOINTMENT ->
              "I'm sorry, the calendar is taking longer than it should. If the change went through,"
                  + " you'll get a message; if you don't, please call us again.";
          case JOIN_WAITLIST ->
              "I'm sorry, I can't reach the list just now. Would you like me to take a message?";
          case QUERY_KNOWLEDGE ->
              "I'm sorry, I can't look that up just now. Would you like me to take a message?";
          case TRANSFER_CALL ->
              "I'm sorry, I can't put you through just now. Would you like me to take a message?";
          case TAKE_MESSAGE ->
              "I'm sorry, I'm having trouble with that. Could you say it once more?";
          case END_CALL -> "Thank you for calling. Goodbye.";
        };
    boolean ends = ToolName.find(call.name()).orElse(null) == ToolName.END_CALL;
    return new ToolAnswer("fallback", Facts.failed("INTERNAL_ERROR").map(), say, null, ends);
  }
}
