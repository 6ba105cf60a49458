package io.frontdesk.calendar.availability;

import java.util.List;
import java.util.UUID;

/// A free start: who does it and what it takes.
public record Opening(long start, UUID person, List<Question.Unit> units) {}
