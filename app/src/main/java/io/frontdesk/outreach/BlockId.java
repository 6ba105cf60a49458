package io.frontdesk.outreach;

import java.util.UUID;

/// Names one block.
public record BlockId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
