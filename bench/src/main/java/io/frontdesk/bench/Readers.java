package io.frontdesk.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// Many readers of a live stream on raw sockets: one thread, one selector, the same for server-sent
/// events and for WebSocket. Each message holds `"t":` and the epoch milliseconds it was sent at.
final class Readers implements AutoCloseable {
  private static final byte[] MARK = "\"t\":".getBytes(ISO_8859_1);
  private static final int OPENING_AT_ONCE = 50;

  private static final class Reader {
    boolean open;
    // What a message that came in two pieces began with.
    byte[] rest = new byte[0];
  }

  private final Selector selector = Selector.open();
  private final ByteBuffer room = ByteBuffer.allocate(64 * 1024);
  private double[] millis = new double[1 << 17];
  private double[] sent = new double[1 << 17];
  private int measured;
  private int open;
  private int closed;

  Readers() throws IOException {}

  /// Runs the reading itself until it is compiled, so that who is measured first does not pay for
  /// the instrument.
  static void warm() throws IOException {
    try (var readers = new Readers()) {
      var message = "data: {\"t\":1764000000000.1234,\"pad\": \"" + "x".repeat(440) + "\"}\n\n";
      readers.room.put(message.getBytes(ISO_8859_1));
      var reader = new Reader();
      reader.open = true;
      for (int i = 0; i < 50_000; i++) {
        readers.took(reader, message.length());
      }
    }
  }

  /// Opens `many` readers and waits until each has been answered.
  ///
  /// @param request the whole head of the HTTP request
  void open(int port, String request, int many) throws IOException {
    open(port, _ -> request, many);
  }

  /// As above, each with a request of its own.
  void open(int port, IntFunction<String> request, int many) throws IOException {
    open(port, request, many, OPENING_AT_ONCE);
  }

  /// As above, so many at once.
  void open(int port, IntFunction<String> request, int many, int atOnce) throws IOException {
    int asked = 0;
    long giveUp = System.nanoTime() + 120_000_000_000L;
    while (open + closed < many) {
      while (asked < many && asked - open - closed < atOnce) {
        var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(request.apply(asked).getBytes(ISO_8859_1)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Reader());
        asked++;
      }
      serve(50);
      if (System.nanoTime() > giveUp) {
        throw new IOException("only " + open + " of " + many + " readers were answered");
      }
    }
  }

  /// Reads for so long.
  void read(double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      serve(20);
    }
  }

  /// Milliseconds from sending to arrival of each message of each reader.
  double[] millis() {
    return Arrays.copyOf(millis, measured);
  }

  /// The same by message: one array for each moment of sending, the earliest first.
  List<double[]> rounds() {
    var bySent = new TreeMap<Double, List<Double>>();
    for (int i = 0; i < measured; i++) {
      bySent.computeIfAbsent(sent[i], _ -> new ArrayList<>()).add(millis[i]);
    }
    return bySent.values().stream()
        .map(round -> round.stream().mapToDouble(Double::doubleValue).toArray())
        .toList();
  }

  int closed() {
    return closed;
  }

  @Override
  public void close() throws IOException {
    if (!selector.isOpen()) {
      return;
    }
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void serve(long waitMillis) throws IOException {
    selector.select(waitMillis);
    for (var key : selector.selectedKeys()) {
      var reader = (Reader) key.attachment();
      var channel = (SocketChannel) key.channel();
      room.clear();
      int n;
      try {
        n = channel.read(room);
      } catch (IOException gone) {
        n = -1;
      }
      if (n < 0) {
        closed++;
        key.cancel();
        channel.close();
      } else {
        took(reader, n);
      }
    }
    selector.selectedKeys().clear();
  }

  private void took(Reader reader, int n) {
    double now = now();
    var bytes = new byte[reader.rest.length + n];
    System.arraycopy(reader.rest, 0, bytes, 0, reader.rest.length);
    System.arraycopy(room.array(), 0, bytes, reader.rest.length, n);
    int from = 0;
    if (!reader.open) {
      var text = new String(bytes, ISO_8859_1);
      if (text.contains("\r\n\r\n")) {
        if (!text.startsWith("HTTP/1.1 200") && !text.startsWith("HTTP/1.1 101")) {
          throw new IllegalStateException("refused: " + text.lines().findFirst().orElse(""));
        }
        reader.open = true;
        open++;
      }
    }
    int at = find(bytes, from);
    while (at >= 0 && at + MARK.length + 26 <= bytes.length) {
      add(number(bytes, at + MARK.length), now);
      from = at + MARK.length;
      at = find(bytes, from);
    }
    reader.rest =
        at >= 0
            ? Arrays.copyOfRange(bytes, at, bytes.length)
            : Arrays.copyOfRange(
                bytes, Math.max(from, bytes.length - MARK.length + 1), bytes.length);
  }

  private void add(double from, double to) {
    if (measured == millis.length) {
      millis = Arrays.copyOf(millis, measured * 2);
      sent = Arrays.copyOf(sent, measured * 2);
    }
    sent[measured] = from;
    millis[measured++] = to - from;
  }

  private static int find(byte[] bytes, int from) {
    for (int i = from; i <= bytes.length - MARK.length; i++) {
      if (bytes[i] == MARK[0]
          && bytes[i + 1] == MARK[1]
          && bytes[i + 2] == MARK[2]
          && bytes[i + 3] == MARK[3]) {
        return i;
      }
    }
    return -1;
  }

  private static double number(byte[] bytes, int from) {
    int to = from;
    // 1.7E12 is a number, too.
    while (to < bytes.length && "0123456789.E+".indexOf(bytes[to]) >= 0) {
      to++;
    }
    return Double.parseDouble(new String(bytes, from, to - from, ISO_8859_1));
  }

  /// Epoch milliseconds with fraction.
  static double now() {
    var now = java.time.Instant.now();
    return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }
}
