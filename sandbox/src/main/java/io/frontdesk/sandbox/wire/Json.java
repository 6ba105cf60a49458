package io.frontdesk.sandbox.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// JSON as plain maps and lists, which is what a player that must also send odd shapes wants.
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  public static String write(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /// @throws IllegalArgumentException when `text` is no JSON object
  public static Map<String, @Nullable Object> object(String text) {
    return findObject(text)
        .orElseThrow(() -> new IllegalArgumentException("a JSON object is expected"));
  }

  public static Optional<Map<String, @Nullable Object>> findObject(String text) {
    return findAny(text)
        .flatMap(value -> value instanceof Map ? Optional.of(map(value)) : Optional.empty());
  }

  public static Optional<Object> findAny(String text) {
    try {
      return Optional.ofNullable(MAPPER.readValue(text, Object.class));
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  /// `value` as an object; an empty one when it is none.
  @SuppressWarnings("unchecked") // keys of what Jackson reads are strings
  public static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? (Map<String, @Nullable Object>) map
        : new LinkedHashMap<>();
  }

  /// `value` as a list; an empty one when it is none.
  public static List<Object> list(@Nullable Object value) {
    var list = new ArrayList<Object>();
    if (value instanceof List<?> items) {
      for (var item : items) {
        if (item != null) {
          list.add(item);
        }
      }
    }
    return list;
  }

  public static String text(
      Map<String, ? extends @Nullable Object> map, String key, String standard) {
    var value = map.get(key);
    return value == null ? standard : value.toString();
  }

  public static double number(
      Map<String, ? extends @Nullable Object> map, String key, double standard) {
    return map.get(key) instanceof Number number ? number.doubleValue() : standard;
  }

  public static boolean flag(
      Map<String, ? extends @Nullable Object> map, String key, boolean standard) {
    return map.get(key) instanceof Boolean flag ? flag : standard;
  }

  /// An object in the order given; null values are left out.
  public static Map<String, @Nullable Object> of(@Nullable Object... keysAndValues) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      var value = keysAndValues[i + 1];
      if (value != null) {
        map.put(String.valueOf(keysAndValues[i]), value);
      }
    }
    return map;
  }
}
