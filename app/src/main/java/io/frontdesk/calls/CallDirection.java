package io.frontdesk.calls;

import java.util.Locale;

/// Who rang whom.
public enum CallDirection {
  INBOUND,
  OUTBOUND;

  /// As the database and the API write it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static CallDirection of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
