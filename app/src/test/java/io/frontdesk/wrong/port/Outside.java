package io.frontdesk.wrong.port;

/// A call to the world.
public interface Outside {
  void call();
}
