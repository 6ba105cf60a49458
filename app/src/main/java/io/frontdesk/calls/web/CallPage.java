package io.frontdesk.calls.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of calls.
///
/// @param next cursor of the page after it; null on the last
public record CallPage(List<CallRow> rows, @Nullable String next) {
  public CallPage {
    rows = List.copyOf(rows);
  }
}
