package io.frontdesk.access;

import java.util.Locale;

/// What may be done in a workspace. Screens and the API ask the same table, [Role#permissions]; an
/// API key's scopes are a subset of these.
public enum Permission {
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
  MANAGE_MEMBERS,
  MANAGE_CONNECTIONS,
  MANAGE_API_KEYS,
  VIEW_AUDIT,
  VIEW_OPERATIONS,
  MANAGE_OPERATIONS;

  /// As screens say it, e.g. `Book appointments`.
  public String label() {
    if (this == MANAGE_API_KEYS) {
      return "Manage API keys";
    }
    var words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
