package io.frontdesk.outreach.web;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.outreach.Recipient;
import io.frontdesk.platform.error.Refusal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Places in lists, as addresses hold them.
final class Cursors {
  private Cursors() {}

  static String of(Recipient last) {
    return last.part() + "_" + last.contact();
  }

  /// @throws Refusal when it is none of ours
  static @Nullable Recipient recipient(String cursor) {
    if (cursor.isEmpty()) {
      return null;
    }
    if (!cursor.matches("-?[0-9]{1,4}_[0-9a-f-]{36}")) {
      throw Refusal.field("cursor", "send the next of the page before");
    }
    int line = cursor.indexOf('_');
    return new Recipient(
        Integer.parseInt(cursor.substring(0, line)),
        new ContactId(id(cursor.substring(line + 1))),
        null);
  }

  static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException noId) {
      throw Refusal.field("cursor", "send the next of the page before");
    }
  }
}
