package io.frontdesk.calls;

import java.util.Locale;

/// Why a person should look at a call; the later ones are the more pressing.
public enum Attention {
  MISSED("Missed call"),
  VOICEMAIL("Voicemail left"),
  FAILED("Call failed"),
  TROUBLE("Receptionist had trouble"),
  CALL_BACK("Wants a call back"),
  URGENT("Urgent");

  private final String label;

  Attention(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// As the database and the API write it, e.g. `call-back`.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Attention of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
