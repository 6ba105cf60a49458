package io.frontdesk.sandbox.voice;

import io.frontdesk.sandbox.wire.Hooks.Answer;
import io.frontdesk.sandbox.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the program answered to one tool call, as far as a model would understand it.
///
/// @param arrived false when no answer came in time or it was an error
/// @param result the answer's object; empty when it was plain text
/// @param text the answer as the model would read it
public record ToolReply(boolean arrived, Map<String, @Nullable Object> result, String text) {
  private static final List<String> OFFERS =
      List.of("slots", "availableSlots", "alternatives", "offers", "times");
  private static final List<String> SPOKEN = List.of("say", "speech", "message", "text", "content");

  static ToolReply none() {
    return new ToolReply(false, Json.of(), "");
  }

  /// Reads the answer of tool call `id` out of today's `results` or the older single `result`.
  static ToolReply read(Optional<Answer> answer, String id) {
    if (answer.isEmpty() || !answer.get().ok()) {
      return none();
    }
    var body = Json.findObject(answer.get().body());
    if (body.isEmpty()) {
      return none();
    }
    for (var item : Json.list(body.get().get("results"))) {
      var one = Json.map(item);
      if (id.equals(one.get("toolCallId"))) {
        return of(one.containsKey("result") ? one.get("result") : one.get("error"));
      }
    }
    return body.get().containsKey("result") ? of(body.get().get("result")) : none();
  }

  private static ToolReply of(@Nullable Object result) {
    var text = result instanceof String string ? string : Json.write(result);
    var object = Json.findObject(text).orElseGet(Json::of);
    return new ToolReply(true, object, text);
  }

  /// The sentence the program wants spoken; empty when it gave none.
  public String say() {
    for (var key : SPOKEN) {
      if (result.get(key) instanceof String spoken && !spoken.isBlank()) {
        return spoken;
      }
    }
    return result.isEmpty() ? text : "";
  }

  public boolean says(String key) {
    return Boolean.TRUE.equals(result.get(key));
  }

  /// Times on offer, each as an object; a bare time becomes `{time}` with the answer's date.
  public List<Map<String, @Nullable Object>> offers() {
    for (var key : OFFERS) {
      var items = Json.list(result.get(key));
      if (items.isEmpty()) {
        continue;
      }
      var offers = new ArrayList<Map<String, @Nullable Object>>();
      for (var item : items) {
        if (item instanceof Map && Json.map(item).get("slots") != null) {
          var day = Json.map(item);
          Json.list(day.get("slots"))
              .forEach(time -> offers.add(Json.of("date", day.get("date"), "time", time)));
        } else if (item instanceof Map) {
          offers.add(Json.map(item));
        } else {
          var date = result.get("date") == null ? result.get("requestedDate") : result.get("date");
          offers.add(Json.of("date", date, "time", item));
        }
      }
      return offers;
    }
    return List.of();
  }
}
