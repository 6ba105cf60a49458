package io.frontdesk.integrations.webhooks;

import java.util.UUID;

/// Names one endpoint.
public record EndpointId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
