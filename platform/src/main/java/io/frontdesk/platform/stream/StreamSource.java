package io.frontdesk.platform.stream;

import org.jspecify.annotations.Nullable;

/// What a stream sends. Only one thread at a time reads it, and none may block in it.
public interface StreamSource {
  /// The next bytes; null when there are none now. The array may be shared and is not changed.
  byte @Nullable [] next();

  /// What keeps a quiet connection open.
  byte[] beat();

  /// Whether nothing will ever come again; what [#next] has not given is dropped.
  boolean isOver();

  /// Runs `look`, which is cheap, whenever [#next] or [#isOver] may answer differently.
  void whenNews(Runnable look);

  /// The connection has gone. Called once.
  void close();
}
