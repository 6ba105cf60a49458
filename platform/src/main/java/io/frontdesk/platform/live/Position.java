package io.frontdesk.platform.live;

import java.util.Optional;
import java.util.regex.Pattern;

/// A place in the event log: a transaction's id and a number within the log. Ordered by the first,
/// then the second; see `docs/decisions/0004-live-events.md`.
public record Position(long transaction, long number) implements Comparable<Position> {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  /// Reads what [#toString] wrote; anything else is empty.
  public static Optional<Position> parse(String text) {
    var match = SHAPE.matcher(text.strip());
    return match.matches()
        ? Optional.of(new Position(Long.parseLong(match.group(1)), Long.parseLong(match.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(Position other) {
    int byTransaction = Long.compare(transaction, other.transaction);
    return byTransaction != 0 ? byTransaction : Long.compare(number, other.number);
  }

  /// As the id of a server-sent event.
  @Override
  public String toString() {
    return transaction + "-" + number;
  }
}
