package io.frontdesk.platform.stream;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// One connection that has become a stream. Tomcat has taken back the request, the answer and the
/// buffers; it only tells when the socket can be read or written, and closes it.
///
/// Public with a public constructor because the container makes it.
public final class StreamSocket implements InternalHttpUpgradeHandler {
  private static final long STUCK = TimeUnit.SECONDS.toNanos(20);
  private static final long BEAT = TimeUnit.SECONDS.toNanos(15);
  private static final long UNBORN = TimeUnit.SECONDS.toNanos(30);
  // Enough for the events of a busy second. Left to itself the system would keep megabytes for each
  // reader that does not read.
  private static final int SYSTEM_BUFFER = 64 * 1024;
  private static final int MOST_RECEIVED = 8 * 1024;

  private final AtomicBoolean queued = new AtomicBoolean();
  private final AtomicBoolean gone = new AtomicBoolean();
  private volatile @Nullable SocketChannel channel;
  private @Nullable SocketWrapperBase<?> wrapper;
  private @Nullable StreamWriter writer;
  private @Nullable StreamSource source;
  private int received;

  // Of the writer's thread.
  private byte @Nullable [] rest;
  private int restFrom;
  private long wroteAt = System.nanoTime();
  private long beatAfter = spread();
  private boolean stuck;
  private boolean leaving;

  void begin(StreamWriter by, StreamSource from) {
    writer = by;
    source = from;
    by.add(this);
    from.whenNews(this::ready);
  }

  @Override
  public void setSocketWrapper(SocketWrapperBase<?> socket) {
    wrapper = socket;
  }

  @Override
  public void init(WebConnection connection) {
    var socket = wrapper();
    // The channel itself: Tomcat's object around it will belong to another connection one day.
    if (!(socket.getSocket() instanceof NioChannel plain) || plain instanceof SecureNioChannel) {
      throw new IllegalStateException("streams need the plain connector");
    }
    var raw = plain.getIOChannel();
    try {
      raw.setOption(StandardSocketOptions.SO_SNDBUF, SYSTEM_BUFFER);
    } catch (IOException already) {
      finish();
      return;
    }
    if (socket.getSocketBufferHandler() instanceof LeanBuffers buffers) {
      buffers.release();
    }
    channel = raw;
    ready();
  }

  @Override
  public SocketState upgradeDispatch(SocketEvent status) {
    return switch (status) {
      case OPEN_READ -> passOver() ? SocketState.UPGRADED : SocketState.CLOSED;
      case OPEN_WRITE -> {
        ready();
        yield SocketState.UPGRADED;
      }
      case STOP, TIMEOUT, DISCONNECT, ERROR, CONNECT_FAIL -> SocketState.CLOSED;
    };
  }

  @Override
  public void destroy() {
    finish();
  }

  @Override
  public void timeoutAsync(long now) {}

  @Override
  public void setSslSupport(@Nullable SSLSupport support) {}

  @Override
  public void pause() {}

  /// Has the writer look at it soon. Any thread.
  void ready() {
    var by = writer;
    if (by != null && channel != null && queued.compareAndSet(false, true)) {
      by.ready(this);
    }
  }

  /// Writes until there is nothing left or the other side takes no more. The writer's thread only.
  void write(ByteBuffer scratch) {
    // Before looking: what comes from now on is looked for again.
    queued.set(false);
    var raw = channel;
    if (raw == null || leaving || gone.get()) {
      return;
    }
    try {
      if (source().isOver()) {
        leave();
        return;
      }
      while (fill(scratch)) {
        int written = raw.write(scratch);
        if (written > 0) {
          wroteAt = System.nanoTime();
          stuck = false;
        }
        if (scratch.hasRemaining()) {
          keep(scratch);
          stuck = true;
          wrapper().registerWriteInterest();
          return;
        }
      }
    } catch (IOException lost) {
      leave();
    }
  }

  /// Looked at about every second, by the writer's thread.
  void tick(long now, ByteBuffer scratch) {
    var raw = channel;
    if (raw == null ? now - wroteAt > UNBORN : !raw.isOpen()) {
      finish();
    } else if (raw != null && stuck) {
      if (now - wroteAt > STUCK) {
        leave();
      }
    } else if (raw != null && now - wroteAt > beatAfter) {
      beatAfter = spread();
      rest = source().beat();
      restFrom = 0;
      write(scratch);
    }
  }

  /// Ends the connection; Tomcat closes it in a thread of its own.
  void leave() {
    if (!leaving) {
      leaving = true;
      wrapper().processSocket(SocketEvent.ERROR, true);
    }
  }

  private boolean fill(ByteBuffer scratch) {
    scratch.clear();
    while (scratch.hasRemaining()) {
      var frame = rest;
      if (frame == null) {
        frame = source().next();
        restFrom = 0;
        if (frame == null) {
          break;
        }
      }
      int length = Math.min(scratch.remaining(), frame.length - restFrom);
      scratch.put(frame, restFrom, length);
      restFrom += length;
      rest = restFrom < frame.length ? frame : null;
    }
    scratch.flip();
    return scratch.hasRemaining();
  }

  // What was taken but not written, at most one scratch buffer and one frame.
  private void keep(ByteBuffer scratch) {
    var frame = rest;
    int tail = frame == null ? 0 : frame.length - restFrom;
    var kept = new byte[scratch.remaining() + tail];
    int head = scratch.remaining();
    scratch.get(kept, 0, head);
    if (frame != null) {
      System.arraycopy(frame, restFrom, kept, head, tail);
    }
    rest = kept;
    restFrom = 0;
  }

  // A reader of a stream has nothing to say.
  private boolean passOver() {
    var raw = channel;
    if (raw == null) {
      return false;
    }
    var said = ByteBuffer.allocate(256);
    try {
      int count;
      do {
        count = raw.read(said.clear());
        received += Math.max(0, count);
      } while (count > 0 && received <= MOST_RECEIVED);
      return count == 0;
    } catch (IOException lost) {
      return false;
    }
  }

  private void finish() {
    if (gone.compareAndSet(false, true) && writer != null) {
      writer.remove(this);
      source().close();
    }
  }

  private SocketWrapperBase<?> wrapper() {
    return Objects.requireNonNull(wrapper, "not a socket yet");
  }

  private StreamSource source() {
    return Objects.requireNonNull(source, "not begun");
  }

  // Spread, because streams that began together would beat together for ever.
  private static long spread() {
    return BEAT - ThreadLocalRandom.current().nextLong(BEAT / 3);
  }
}
