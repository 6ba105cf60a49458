package io.frontdesk.calendar;

import io.frontdesk.tenancy.TimeRange;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// What a spoken date and time came to.
public sealed interface SpokenTime {
  /// A moment.
  record At(ZonedDateTime when) implements SpokenTime {}

  /// A day without a time.
  ///
  /// @param within the part of the day that was said (`morning`, `after three`, `between two and
  ///     four`), null for any time
  record Day(LocalDate date, @Nullable TimeRange within) implements SpokenTime {}

  /// It could be several, or none as said.
  ///
  /// @param question what to ask the caller, a whole sentence
  record Ask(String question) implements SpokenTime {}

  /// It names no date or time that we understand.
  record Unclear() implements SpokenTime {}
}
