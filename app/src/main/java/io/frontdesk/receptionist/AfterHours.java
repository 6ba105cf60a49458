package io.frontdesk.receptionist;

/// What happens to a caller who asks for a person while the business is closed.
public enum AfterHours {
  TAKE_MESSAGE("Offer to take a message"),
  TRANSFER_ANYWAY("Put the caller through all the same"),
  SAY_HOURS("Say when we open next");

  private final String label;

  AfterHours(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }
}
