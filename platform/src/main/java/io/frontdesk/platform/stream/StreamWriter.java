package io.frontdesk.platform.stream;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that writes to its share of the streams; none of its writes waits for a reader.
final class StreamWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StreamWriter.class);
  private static final long TICK = TimeUnit.SECONDS.toNanos(1);
  private static final int BETWEEN_LOOKS = 256;
  private static final int AT_ONCE = 8 * 1024;

  private final Set<StreamSocket> sockets = ConcurrentHashMap.newKeySet();
  private final Queue<StreamSocket> ready = new ConcurrentLinkedQueue<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(AT_ONCE);
  private final Runnable failed;
  private volatile boolean running;
  private volatile boolean idle;
  private volatile @Nullable Thread thread;

  /// @param failed called when a source threw
  StreamWriter(Runnable failed) {
    this.failed = failed;
  }

  void start(String name) {
    running = true;
    thread = Thread.ofPlatform().daemon().name(name).start(this::work);
  }

  void stop() {
    running = false;
    LockSupport.unpark(thread);
  }

  int streams() {
    return sockets.size();
  }

  void add(StreamSocket socket) {
    sockets.add(socket);
  }

  void remove(StreamSocket socket) {
    sockets.remove(socket);
  }

  void ready(StreamSocket socket) {
    ready.add(socket);
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  private void work() {
    long next = System.nanoTime() + TICK;
    while (running) {
      for (int i = 0; i < BETWEEN_LOOKS; i++) {
        var socket = ready.poll();
        if (socket == null) {
          break;
        }
        guarded(socket, () -> socket.write(scratch));
      }
      long now = System.nanoTime();
      if (now - next >= 0) {
        sockets.forEach(socket -> guarded(socket, () -> socket.tick(now, scratch)));
        next = System.nanoTime() + TICK;
      } else {
        rest(next - now);
      }
    }
  }

  private void rest(long nanos) {
    idle = true;
    if (ready.isEmpty() && running) {
      LockSupport.parkNanos(this, nanos);
    }
    idle = false;
  }

  private void guarded(StreamSocket socket, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error broken) {
      LOG.error("A stream could not be written; its reader comes back", broken);
      failed.run();
      socket.leave();
    }
  }
}
