package io.frontdesk.acceptance.drill;

import io.frontdesk.acceptance.world.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something the sandbox noted; what an entry does not tell is empty.
record Seen(String type, String subject, String method, String status, String at, String body) {
  static List<Seen> of(List<Map<String, @Nullable Object>> recorded) {
    var seen = new ArrayList<Seen>();
    for (Map<String, @Nullable Object> one : recorded) {
      seen.add(
          new Seen(
              Json.text(one, "type"),
              Json.text(one, "subject"),
              Json.text(one, "method"),
              Json.text(one, "status"),
              Json.text(one, "at"),
              Json.text(one, "body")));
    }
    return seen;
  }
}
