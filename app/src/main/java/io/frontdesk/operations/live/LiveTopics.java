package io.frontdesk.operations.live;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Permission;
import java.util.Map;

/// Which permission lets a person see the live events of a topic. A topic that is not listed is
/// seen by nobody.
final class LiveTopics {
  private static final Map<String, Permission> NEEDS =
      Map.of(
          "calls", Permission.VIEW_CALLS,
          "calendar", Permission.VIEW_CALENDAR,
          "inbox", Permission.VIEW_INBOX,
          "contacts", Permission.VIEW_CONTACTS,
          "operations", Permission.VIEW_OPERATIONS,
          "delivery", Permission.VIEW_INBOX,
          "outreach", Permission.VIEW_OUTREACH);

  private LiveTopics() {}

  static boolean maySee(Caller caller, String topic) {
    int dot = topic.indexOf('.');
    var needed = NEEDS.get(dot < 0 ? topic : topic.substring(0, dot));
    return needed != null && caller.may(needed);
  }
}
