package io.frontdesk.delivery.picture;

/// A file that is not the picture it begins as; the message says why, for people.
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  Unreadable(String why) {
    super(why, null, false, false);
  }

  static Unreadable broken() {
    return new Unreadable("is damaged or incomplete");
  }
}
