package io.frontdesk.access.audit;

import io.frontdesk.platform.page.Words;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log in words: codes name a module, a thing and what was done to it.
@Component
public class AuditWords {
  private final JsonMapper json;

  AuditWords(JsonMapper json) {
    this.json = json;
  }

  /// `calendar.appointment-booked` is `Appointment booked`; `outreach.paused` of a block is `Block
  /// paused`.
  public String what(AuditLine line) {
    var action = line.action().substring(line.action().indexOf('.') + 1);
    return action.contains("-") || line.subjectType().isEmpty()
        ? Words.of(action)
        : Words.of(line.subjectType()) + " " + action;
  }

  /// What is kept beside it, by names; empty when nothing is.
  public Map<String, String> facts(AuditLine line) {
    var facts = new LinkedHashMap<String, String>();
    try {
      for (var fact : json.readTree(line.detail()).properties()) {
        facts.put(Words.of(fact.getKey()), text(fact.getValue()));
      }
    } catch (JacksonException notAnObject) {
      facts.put("Detail", line.detail());
    }
    return facts;
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asString() : value.toString();
  }
}
