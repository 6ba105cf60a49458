package io.frontdesk.platform.stream;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.springframework.context.SmartLifecycle;

/// Turns answers into streams. A stream costs a socket and a few small objects; a few threads write
/// to all of them and a reader that takes nothing for 20 s is left.
public final class Streams implements SmartLifecycle {
  private static final int MOST_THREADS = 4;

  private final List<StreamWriter> writers;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean running;

  public Streams(MeterRegistry meters) {
    var failures = meters.counter("frontdesk.errors", "door", "stream");
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
    writers =
        IntStream.range(0, threads).mapToObj(_ -> new StreamWriter(failures::increment)).toList();
    meters.gauge("frontdesk.streams", this, Streams::open);
  }

  /// Sends the head of the answer, then whatever `source` has, until it is over or the reader has
  /// gone. Returns at once; the answer must not be touched after. The answer ends with its
  /// connection, which every HTTP/1.1 reader and proxy understands, so all readers of a source can
  /// be sent the same bytes.
  ///
  /// @param source closed in any case
  public void send(HttpServletRequest request, HttpServletResponse response, StreamSource source)
      throws IOException {
    boolean taken = false;
    try {
      response.setHeader("Connection", "close");
      response.flushBuffer();
      // The servlet's own way of handing over a connection. It would set the status 101, had the
      // head not been sent.
      var socket = request.upgrade(StreamSocket.class);
      socket.begin(writers.get(Math.floorMod(turn.getAndIncrement(), writers.size())), source);
      taken = true;
    } catch (ServletException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      if (!taken) {
        source.close();
      }
    }
  }

  /// Streams that are open.
  public int open() {
    return writers.stream().mapToInt(StreamWriter::streams).sum();
  }

  @Override
  public void start() {
    for (int i = 0; i < writers.size(); i++) {
      writers.get(i).start("stream-writer-" + i);
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    writers.forEach(StreamWriter::stop);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  // Writers live until the sources have ended and the web server has stopped.
  @Override
  public int getPhase() {
    return SmartLifecycle.DEFAULT_PHASE - 4_096;
  }
}
