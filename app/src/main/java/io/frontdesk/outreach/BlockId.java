package io.frontdesk.outreach;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Names one block.
public record BlockId(UUID value) {
  private static final Pattern SHAPE =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /// Reads what [#toString] wrote; anything else is empty.
  public static Optional<BlockId> parse(String text) {
    return SHAPE.matcher(text).matches()
        ? Optional.of(new BlockId(UUID.fromString(text)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
