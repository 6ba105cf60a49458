package io.frontdesk.contacts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where a person stands with the business.
public enum Stage {
  PROSPECT("Prospect"),
  NEW("New client"),
  CORE("Core client"),
  REFERRING("Referring"),
  VIP("VIP"),
  AT_RISK("At risk"),
  LOST("Lost");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// As tables, addresses and the API write it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads [#code]; empty when there is no such stage.
  public static Optional<Stage> find(String code) {
    return Arrays.stream(values()).filter(stage -> stage.code().equals(code)).findFirst();
  }
}
