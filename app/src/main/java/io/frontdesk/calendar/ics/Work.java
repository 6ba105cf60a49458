package io.frontdesk.calendar.ics;

/// What is left of the work that one calendar may make.
final class Work {
  private long left;

  Work(long most) {
    this.left = most;
  }

  /// Takes its share; nothing is taken when it is not there.
  boolean take(long share) {
    if (share < 0 || share > left) {
      return false;
    }
    left -= share;
    return true;
  }
}
