package io.frontdesk.policy;

/// The ways to reach a person.
public enum Channel {
  SMS("SMS"),
  EMAIL("E-mail"),
  VOICE("Call");

  private final String label;

  Channel(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }
}
