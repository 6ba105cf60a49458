package io.frontdesk.receptionist.tools;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of a tool in the order it is read; absent values are left out.
final class Facts {
  private final Map<String, Object> values = new LinkedHashMap<>();

  static Facts of(String key, @Nullable Object value) {
    return new Facts().and(key, value);
  }

  /// A result that did not come to what was asked, with the code other systems know.
  static Facts failed(String code) {
    return of("success", false).and("error", code);
  }

  Facts and(String key, @Nullable Object value) {
    if (value != null) {
      values.put(key, value);
    }
    return this;
  }

  Map<String, Object> map() {
    return values;
  }
}
