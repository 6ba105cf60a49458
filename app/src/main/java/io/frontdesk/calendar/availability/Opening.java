package io.frontdesk.calendar.availability;

import java.util.List;
import java.util.UUID;

/// A free start: who does it, the one to ask in front, and what it takes.
public record Opening(long start, List<UUID> people, List<Question.Unit> units) {
  public UUID lead() {
    return people.getFirst();
  }
}
