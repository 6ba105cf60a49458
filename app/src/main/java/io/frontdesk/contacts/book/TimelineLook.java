package io.frontdesk.contacts.book;

import io.frontdesk.contacts.Entry;
import org.jspecify.annotations.Nullable;

/// How a line of the timeline looks, by its kind, and where its thing can be opened, by its type.
///
/// @param path page below the workspace, null when there is none
public record TimelineLook(String icon, String tone, @Nullable String path) {

  public static TimelineLook of(Entry entry) {
    var kind = entry.kind();
    var first = kind.indexOf('.') < 0 ? kind : kind.substring(0, kind.indexOf('.'));
    var bad =
        kind.contains("cancel")
            || kind.contains("fail")
            || kind.contains("missed")
            || kind.contains("no-show");
    return switch (first) {
      case "call" ->
          new TimelineLook(bad ? "phone-missed" : "phone", bad ? "warn" : "ok", path(entry));
      case "appointment", "booking" ->
          new TimelineLook(
              bad ? "calendar-x" : "calendar-check", bad ? "warn" : "accent", path(entry));
      case "message", "sms", "conversation", "delivery" ->
          new TimelineLook("message-square", bad ? "danger" : "info", path(entry));
      case "email" -> new TimelineLook("mail", bad ? "danger" : "info", path(entry));
      case "consent", "suppression" -> new TimelineLook("hand", "warn", path(entry));
      case "note" -> new TimelineLook("sticky-note", "", path(entry));
      default -> new TimelineLook("circle-dot", "", path(entry));
    };
  }

  private static @Nullable String path(Entry entry) {
    return switch (entry.refType()) {
      case "call" -> "/calls/" + entry.refId();
      case "appointment" -> "/calendar/appointments/" + entry.refId();
      case "conversation" -> "/inbox/" + entry.refId();
      default -> null;
    };
  }
}
