package io.frontdesk.acceptance.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// JSON as plain maps and lists.
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  public static String write(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  public static Map<String, @Nullable Object> read(String text) {
    return map(MAPPER.readValue(text, Object.class));
  }

  @SuppressWarnings("unchecked") // keys of what Jackson reads are strings
  public static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? (Map<String, @Nullable Object>) map
        : new LinkedHashMap<>();
  }

  /// `value` as a list of objects; an empty one when it is none.
  public static List<Map<String, @Nullable Object>> maps(@Nullable Object value) {
    var maps = new ArrayList<Map<String, @Nullable Object>>();
    if (value instanceof List<?> items) {
      items.forEach(item -> maps.add(map(item)));
    }
    return maps;
  }

  public static String text(Map<String, @Nullable Object> map, String key) {
    var value = map.get(key);
    return value == null ? "" : value.toString();
  }

  /// An object in the order given.
  public static Map<String, @Nullable Object> of(@Nullable Object... keysAndValues) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return map;
  }
}
