package io.frontdesk.sandbox.voice;

/// The line is dead; unwinds the script.
final class HungUp extends RuntimeException {
  private static final long serialVersionUID = 1;

  HungUp() {
    super("hung up", null, false, false);
  }
}
