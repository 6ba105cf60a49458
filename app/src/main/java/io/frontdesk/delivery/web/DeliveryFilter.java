package io.frontdesk.delivery.web;

import io.frontdesk.delivery.DeliveryState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a list of deliveries shows.
public enum DeliveryFilter {
  UNKNOWN("To decide", DeliveryState.UNKNOWN),
  TROUBLE("Did not arrive", DeliveryState.FAILED, DeliveryState.UNDELIVERED, DeliveryState.REFUSED),
  WAITING(
      "Waiting",
      DeliveryState.WAITING,
      DeliveryState.HELD,
      DeliveryState.CLAIMED,
      DeliveryState.SENDING),
  SENT("Sent", DeliveryState.SENT, DeliveryState.DELIVERED),
  WITHDRAWN("Withdrawn", DeliveryState.CANCELLED);

  private final String label;
  private final List<DeliveryState> states;

  DeliveryFilter(String label, DeliveryState... states) {
    this.label = label;
    this.states = List.of(states);
  }

  static DeliveryFilter of(String code) {
    return Arrays.stream(values())
        .filter(filter -> filter.code().equals(code))
        .findFirst()
        .orElse(UNKNOWN);
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String label() {
    return label;
  }

  List<DeliveryState> states() {
    return states;
  }
}
