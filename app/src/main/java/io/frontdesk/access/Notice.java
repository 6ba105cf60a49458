package io.frontdesk.access;

/// What the next page tells the person, once, e.g. “Saved.”; a handler's parameter. Say it before
/// redirecting; [Frame] carries it.
public interface Notice {
  /// @param text for the person, at most 200 characters
  void say(String text);
}
