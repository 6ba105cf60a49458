package io.frontdesk.access;

import static io.frontdesk.access.Permission.*;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// What a member is in one workspace, and thereby may do: the one permission table.
public enum Role {
  OWNER("Owner", Permission.values()),
  ADMIN("Admin", Permission.values()),
  MANAGER(
      "Manager",
      VIEW_TODAY,
      VIEW_CALLS,
      PLAY_RECORDINGS,
      EDIT_CALLS,
      VIEW_CALENDAR,
      BOOK_APPOINTMENTS,
      MANAGE_SERVICES,
      VIEW_CONTACTS,
      EDIT_CONTACTS,
      DELETE_CONTACTS,
      VIEW_INBOX,
      SEND_MESSAGES,
      VIEW_OUTREACH,
      MANAGE_OUTREACH,
      MANAGE_RECEPTIONIST,
      MANAGE_KNOWLEDGE,
      VIEW_SETTINGS,
      MANAGE_WORKSPACE,
      VIEW_OPERATIONS),
  PRACTITIONER(
      "Practitioner",
      VIEW_TODAY,
      VIEW_CALLS,
      PLAY_RECORDINGS,
      VIEW_CALENDAR,
      BOOK_APPOINTMENTS,
      VIEW_CONTACTS,
      EDIT_CONTACTS,
      VIEW_INBOX,
      SEND_MESSAGES),
  FRONT_DESK(
      "Front desk",
      VIEW_TODAY,
      VIEW_CALLS,
      PLAY_RECORDINGS,
      EDIT_CALLS,
      VIEW_CALENDAR,
      BOOK_APPOINTMENTS,
      VIEW_CONTACTS,
      EDIT_CONTACTS,
      VIEW_INBOX,
      SEND_MESSAGES),
  MARKETER(
      "Marketer",
      VIEW_TODAY,
      VIEW_CONTACTS,
      EDIT_CONTACTS,
      VIEW_INBOX,
      SEND_MESSAGES,
      VIEW_OUTREACH,
      MANAGE_OUTREACH),
  AUDITOR(
      "Auditor",
      VIEW_TODAY,
      VIEW_CALLS,
      VIEW_CALENDAR,
      VIEW_CONTACTS,
      VIEW_INBOX,
      VIEW_OUTREACH,
      VIEW_SETTINGS,
      VIEW_AUDIT,
      VIEW_OPERATIONS),
  VIEWER("Viewer", VIEW_TODAY, VIEW_CALLS, VIEW_CALENDAR);

  private final String label;
  private final Set<Permission> permissions;

  Role(String label, Permission... permissions) {
    this.label = label;
    var set = EnumSet.noneOf(Permission.class);
    set.addAll(Arrays.asList(permissions));
    this.permissions = Set.copyOf(set);
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  public Set<Permission> permissions() {
    return permissions;
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }
}
