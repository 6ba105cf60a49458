package io.frontdesk.access;

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
  MANAGE_RECEPTIONIST,
  MANAGE_KNOWLEDGE,
  VIEW_SETTINGS,
  MANAGE_WORKSPACE,
  MANAGE_MEMBERS,
  MANAGE_CONNECTIONS,
  MANAGE_API_KEYS,
  VIEW_AUDIT,
  VIEW_OPERATIONS,
  MANAGE_OPERATIONS
}
