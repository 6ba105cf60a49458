package io.frontdesk.receptionist.tools;

import io.frontdesk.receptionist.Configuration;
import io.frontdesk.receptionist.Department;
import io.frontdesk.tenancy.Workspace;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Writes what the voice platform needs to know: how to greet, how to behave, which functions there
/// are and where to call them. What must hold is held by the tools, not by these words.
@Component
public class Assistant {
  private static final DateTimeFormatter TODAY =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, yyyy", Locale.ENGLISH);

  private final Toolbox toolbox;

  Assistant(Toolbox toolbox) {
    this.toolbox = toolbox;
  }

  /// The definition as JSON values. Which language model runs it is left to the platform.
  ///
  /// @param now for the date in the instructions
  public Map<String, Object> definition(
      Workspace workspace, Configuration configuration, String serverUrl, Instant now) {
    return Facts.of("name", cut(configuration.persona() + " of " + workspace.name(), 40))
        .and("firstMessage", configuration.greeting())
        .and("firstMessageMode", "assistant-speaks-first")
        .and(
            "model",
            Facts.of(
                    "messages",
                    List.of(
                        Map.of(
                            "role",
                            "system",
                            "content",
                            instructions(workspace, configuration, now))))
                .and("tools", functions(configuration, serverUrl))
                .map())
        .and("server", Map.of("url", serverUrl))
        .and(
            "serverMessages",
            List.of(
                "tool-calls",
                "status-update",
                "transcript",
                "end-of-call-report",
                "hang",
                "transfer-destination-request"))
        .map();
  }

  /// The functions that are switched on, with their parameters as JSON Schema.
  public List<Map<String, Object>> functions(Configuration configuration, String serverUrl) {
    return toolbox.offered(configuration).stream()
        .map(
            tool ->
                Facts.of("type", "function")
                    .and(
                        "function",
                        Facts.of("name", tool.name().spelling())
                            .and("description", tool.description())
                            .and("parameters", schema(tool, configuration))
                            .map())
                    .and("server", Map.of("url", serverUrl))
                    .map())
        .toList();
  }

  private static Map<String, Object> schema(Tool tool, Configuration configuration) {
    var properties = new LinkedHashMap<String, Object>();
    for (var parameter : tool.parameters()) {
      var property = Facts.of("type", parameter.type()).and("description", parameter.description());
      if (parameter.name().equals("department") && !configuration.departments().isEmpty()) {
        property.and("enum", configuration.departments().stream().map(Department::name).toList());
      }
      properties.put(parameter.name(), property.map());
    }
    return Facts.of("type", "object")
        .and("properties", properties)
        .and(
            "required",
            tool.parameters().stream()
                .filter(Tool.Parameter::required)
                .map(Tool.Parameter::name)
                .toList())
        .map();
  }

  private static String instructions(
      Workspace workspace, Configuration configuration, Instant now) {
    var departments =
        configuration.departments().stream()
            .map(Department::name)
            .collect(Collectors.joining(", "));
    return """
    You are %s, the receptionist of %s, on the telephone. Be warm and brief: one or two sentences at \
    a time, one question at a time. Today is %s in the time zone %s.

    - Call lookupCaller at the start of the call.
    - Pass days and times to the tools in the caller's own words; the tools work out the date. Read \
    dates back exactly as the tools say them.
    - Check availability before you book, and confirm day, time, service and name before you call \
    bookAppointment. An appointment exists only when bookAppointment says so.
    - To cancel or move an appointment, ask for the caller's name, call the tool, read back what it \
    says, and call it again with confirm only after the caller has agreed. It is done only when the \
    tool says so.
    - When no time suits the caller, offer the waitlist.
    - Answer questions about the business only from queryKnowledge. When it finds nothing, say so \
    and offer to take a message. Never guess prices, medicines or results, and give no medical advice.
    - When a tool returns something to say, say it as it is.
    - If the caller describes an emergency, say at once: "%s"%s
    - End the call with endCall when the caller needs nothing else.
    """
        .formatted(
            configuration.persona(),
            workspace.name(),
            TODAY.format(now.atZone(workspace.zone())),
            workspace.zone().getId(),
            configuration.emergencySentence(),
            departments.isEmpty()
                ? ""
                : "\n- Callers can be put through to: "
                    + departments
                    + ". Use transferCall when they ask for a person.");
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most).strip();
  }
}
