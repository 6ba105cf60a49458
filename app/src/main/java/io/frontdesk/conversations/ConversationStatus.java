package io.frontdesk.conversations;

import java.util.Locale;

/// Whether a thread needs someone.
public enum ConversationStatus {
  OPEN("Open"),
  DONE("Done"),
  SNOOZED("Snoozed");

  private final String label;

  ConversationStatus(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// As the API and the table carry it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
