package io.frontdesk.calendar.ics;

/// A calendar that is not read at all: no calendar, or beyond the bounds.
public final class IcsRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param why for the person who connected it, without anything of the content
  public IcsRefused(String why) {
    super(why, null, false, false);
  }

  public String why() {
    return String.valueOf(getMessage());
  }
}
