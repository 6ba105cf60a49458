package io.frontdesk.calendar.web;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is free on a day.
///
/// @param next the first later day with a free time, looked for when this one has none
public record FreeDay(List<FreeTime> times, @Nullable LocalDate next) {
  public FreeDay {
    times = List.copyOf(times);
  }
}
