package io.frontdesk.access.guard;

/// The person must prove themselves again before this; a page sends them to do so.
public final class ConfirmFirst extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String back;

  /// @param back the page to come back to
  public ConfirmFirst(String back) {
    super("confirm first", null, false, false);
    this.back = back;
  }

  String back() {
    return back;
  }
}
