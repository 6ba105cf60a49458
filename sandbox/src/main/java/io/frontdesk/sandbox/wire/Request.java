package io.frontdesk.sandbox.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request that a player received.
///
/// @param query decoded; a repeated key keeps its first value
public record Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  public Optional<String> header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public Map<String, @Nullable Object> json() {
    return body.length == 0 ? new LinkedHashMap<>() : Json.object(text());
  }

  public Map<String, String> form() {
    return decode(text());
  }

  /// All values of one field of a form, in their order.
  public List<String> formValues(String name) {
    var values = new ArrayList<String>();
    for (var pair : text().split("&", -1)) {
      var field = decode(pair);
      if (field.containsKey(name)) {
        values.add(field.get(name));
      }
    }
    return values;
  }

  /// The path between slashes.
  public List<String> segments() {
    var segments = new ArrayList<String>();
    for (var segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  static Map<String, String> decode(@Nullable String encoded) {
    var values = new LinkedHashMap<String, String>();
    if (encoded == null || encoded.isEmpty()) {
      return values;
    }
    for (var pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      var key = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      values.putIfAbsent(
          URLDecoder.decode(key, StandardCharsets.UTF_8),
          URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return values;
  }
}
