package io.frontdesk.contacts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of a person's timeline: something that happened with them.
///
/// @param kind what sort, e.g. `call`, `appointment.booked`, `message.in`; up to 60 characters
/// @param title up to 300 characters, longer is cut
/// @param detail up to 4,000 characters, longer is cut
/// @param refType type of the thing it tells of, e.g. `call`, `appointment`, `message`; the page
///     links to it when it knows the type
/// @param refId id of that thing
public record Entry(
    String kind, String title, @Nullable String detail, Instant at, String refType, String refId) {
  public Entry {
    title = cut(title.isBlank() ? kind : title.strip(), 300);
    detail = detail == null || detail.isBlank() ? null : cut(detail.strip(), 4000);
  }

  private static String cut(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
