package io.frontdesk.delivery;

import java.util.Locale;

/// Where a delivery stands. [#mayBecome] is the only table of legal moves.
public enum DeliveryState {
  /// Requested; goes when it is due.
  WAITING("Waiting"),
  /// A dispatcher holds it under a lease; nothing was called yet.
  CLAIMED("Waiting"),
  /// The provider is being called, or was when its process died.
  SENDING("Sending"),
  /// The provider took it.
  SENT("Sent"),
  /// The provider says it arrived.
  DELIVERED("Delivered"),
  /// The provider took it, and it did not arrive.
  UNDELIVERED("Not delivered"),
  /// It surely did not reach the person: nobody took it, or the provider gave it back.
  FAILED("Failed"),
  /// The policy says later.
  HELD("Held"),
  /// The policy says never.
  REFUSED("Refused"),
  /// Withdrawn before it left.
  CANCELLED("Cancelled"),
  /// It may or may not have left; the provider or a person decides. Never sent again by itself.
  UNKNOWN("Unknown");

  private final String label;

  DeliveryState(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// As events and the API carry it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether a delivery in this state may go to `next`.
  public boolean mayBecome(DeliveryState next) {
    return switch (this) {
      case WAITING, HELD ->
          switch (next) {
            // Sent, delivered: an earlier try, taken for not made, was made after all.
            case CLAIMED, CANCELLED, SENT, DELIVERED -> true;
            default -> false;
          };
      case CLAIMED ->
          switch (next) {
            case WAITING, SENDING, HELD, REFUSED, FAILED, CANCELLED, SENT, DELIVERED -> true;
            default -> false;
          };
      case SENDING ->
          switch (next) {
            // Back to waiting only when the call surely did not reach the provider.
            case WAITING, SENT, DELIVERED, UNDELIVERED, FAILED, UNKNOWN -> true;
            default -> false;
          };
      case SENT ->
          switch (next) {
            case DELIVERED, UNDELIVERED, FAILED -> true;
            default -> false;
          };
      case UNKNOWN ->
          switch (next) {
            // Waiting: the provider knows nothing of it, or a person said "send again".
            case WAITING, SENT, DELIVERED, UNDELIVERED, FAILED, CANCELLED -> true;
            default -> false;
          };
      case FAILED, UNDELIVERED ->
          // Only when a person says "send again".
          next == WAITING;
      case DELIVERED, REFUSED, CANCELLED -> false;
    };
  }

  /// Nothing will happen to it by itself any more.
  public boolean isSettled() {
    return switch (this) {
      case DELIVERED, UNDELIVERED, FAILED, REFUSED, CANCELLED -> true;
      case WAITING, CLAIMED, SENDING, SENT, HELD, UNKNOWN -> false;
    };
  }

  /// It did not arrive and someone should know.
  public boolean needsAttention() {
    return switch (this) {
      case UNDELIVERED, FAILED, REFUSED, UNKNOWN -> true;
      case WAITING, CLAIMED, SENDING, SENT, DELIVERED, HELD, CANCELLED -> false;
    };
  }
}
