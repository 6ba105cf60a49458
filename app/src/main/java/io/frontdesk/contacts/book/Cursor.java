package io.frontdesk.contacts.book;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.error.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/// A place in a sorted list: the sort key and id of the row beside it.
///
/// @param key text for names, an instant for activity
/// @param backwards the page before that row rather than after it
record Cursor(String key, ContactId id, boolean backwards) {

  String text() {
    var raw = (backwards ? "b" : "f") + id + key;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(raw.getBytes(StandardCharsets.UTF_8));
  }

  /// @throws Refusal when the text is none of ours
  static Cursor parse(String text, Sort sort) {
    try {
      var raw = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      var cursor =
          new Cursor(
              raw.substring(37), ContactId.parse(raw.substring(1, 37)), raw.charAt(0) == 'b');
      if (cursor.key.length() > 400 || cursor.key.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("too long");
      }
      if (sort == Sort.RECENT) {
        Instant.parse(cursor.key);
      }
      return cursor;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException notOurs) {
      throw Refusal.field("cursor", "take it from the answer before, unchanged");
    }
  }
}
