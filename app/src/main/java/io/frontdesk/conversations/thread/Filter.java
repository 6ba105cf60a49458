package io.frontdesk.conversations.thread;

/// Which threads a list shows.
public enum Filter {
  OPEN("Open", "(c.status = 'open' OR (c.status = 'snoozed' AND c.snoozed_until <= :now))"),
  UNREAD("Unread", "c.unread > 0"),
  MINE("Mine", "c.assignee = :me AND c.status <> 'done'"),
  DONE("Done", "c.status = 'done'"),
  ALL("All", "true");

  private final String label;
  private final String condition;

  Filter(String label, String condition) {
    this.label = label;
    this.condition = condition;
  }

  public String label() {
    return label;
  }

  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  String condition() {
    return condition;
  }

  /// OPEN for what is no filter.
  public static Filter of(String code) {
    for (var filter : values()) {
      if (filter.code().equals(code)) {
        return filter;
      }
    }
    return OPEN;
  }
}
