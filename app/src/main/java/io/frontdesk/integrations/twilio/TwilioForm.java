package io.frontdesk.integrations.twilio;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A form body, `application/x-www-form-urlencoded`.
record TwilioForm(Map<String, List<String>> fields) {
  private static final int MOST_FIELDS = 500;

  /// @throws IllegalArgumentException when it is no form
  static TwilioForm read(String text) {
    var fields = new LinkedHashMap<String, List<String>>();
    int count = 0;
    for (var pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      if (++count > MOST_FIELDS) {
        throw new IllegalArgumentException("too many fields");
      }
      int equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      fields.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
    }
    return new TwilioForm(fields);
  }

  static String write(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  /// The form with one more field, once per value.
  static String write(Map<String, String> fields, String name, List<String> values) {
    return write(fields)
        + values.stream()
            .map(value -> "&" + encode(name) + "=" + encode(value))
            .collect(Collectors.joining());
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(fields.get(name)).map(List::getFirst).filter(v -> !v.isEmpty());
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
