package io.frontdesk.contacts.book;

/// How the list is sorted; each has an index.
enum Sort {
  NAME("sort_key", true),
  RECENT("active_at", false);

  private final String column;
  private final boolean ascending;

  Sort(String column, boolean ascending) {
    this.column = column;
    this.ascending = ascending;
  }

  String column() {
    return column;
  }

  boolean ascending() {
    return ascending;
  }
}
