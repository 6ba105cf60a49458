package io.frontdesk.integrations.webhooks;

import java.util.UUID;

/// Names one webhook to one endpoint.
public record HookId(UUID value) {
  /// As the header `webhook-id`: the same for every attempt, so that a receiver can drop repeats.
  String header() {
    return "msg_" + value.toString().replace("-", "");
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
