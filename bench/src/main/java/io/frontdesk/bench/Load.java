package io.frontdesk.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Posts signed webhooks of 2 KB over kept-alive connections as fast as they are acknowledged, and
/// remembers each id that was. One thread with one selector, and requests that were signed before
/// the clock starts, so that it costs little and the same whoever answers.
final class Load {
  private static final int SIZE = 2_048;
  private static final int LINES_PER_CALL = 20;
  private static final byte[] LENGTH = "content-length:".getBytes(ISO_8859_1);
  private static final long RECONNECT_NANOS = 50_000_000;

  /// What came of it.
  ///
  /// @param acknowledged ids answered with 2xx, in order
  record Result(
      List<String> acknowledged, long refused, long broken, double seconds, double[] millis) {
    double perSecond() {
      return acknowledged.size() / seconds;
    }
  }

  private static final class Line {
    SocketChannel channel;
    ByteBuffer out = ByteBuffer.allocate(0);
    final ByteBuffer in = ByteBuffer.allocate(16_384);
    int number;
    long sent;

    Line(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private final InetSocketAddress target;
  private final String path;
  private final String secret;
  private final int connections;
  private final String run = Long.toString(System.nanoTime() & 0xFFFFFFFFFFL, 36);
  private final String pad = speech();
  private final Mac mac;
  private final long began = System.currentTimeMillis();
  private final List<byte[]> signed = new ArrayList<>();
  private int number;

  private final List<String> acknowledged = new ArrayList<>(1 << 17);
  private double[] millis = new double[1 << 16];
  private int measured;
  private long refused;
  private long broken;

  /// @param secret signs `timestamp.body`, as voice platforms do
  Load(int port, String path, String secret, int connections) {
    this.target = new InetSocketAddress("127.0.0.1", port);
    this.path = path;
    this.secret = secret;
    this.connections = connections;
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(this.secret.getBytes(ISO_8859_1), "HmacSHA256"));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has HmacSHA256", missing);
    }
  }

  /// Signs requests to come; those beyond are signed as they are sent.
  Load prepare(int count) throws IOException {
    for (int n = signed.size(); n < count; n++) {
      signed.add(request(n));
    }
    return this;
  }

  /// @param most stops after so many acknowledgements
  Result run(double seconds, int most) throws IOException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    try (var selector = Selector.open()) {
      var waiting = new ArrayList<Long>();
      for (int i = 0; i < connections; i++) {
        if (!open(selector)) {
          waiting.add(System.nanoTime() + RECONNECT_NANOS);
        }
      }
      while (System.nanoTime() < end && acknowledged.size() < most) {
        selector.select(10);
        for (var key : selector.selectedKeys()) {
          if (!serve(key)) {
            key.cancel();
            key.channel().close();
            waiting.add(System.nanoTime() + RECONNECT_NANOS);
          }
        }
        selector.selectedKeys().clear();
        reopen(selector, waiting);
      }
      for (var key : selector.keys()) {
        key.channel().close();
      }
    }
    return new Result(
        List.copyOf(acknowledged),
        refused,
        broken,
        (System.nanoTime() - start) / 1e9,
        Arrays.copyOf(millis, measured));
  }

  private void reopen(Selector selector, List<Long> waiting) throws IOException {
    long now = System.nanoTime();
    for (int i = waiting.size() - 1; i >= 0; i--) {
      if (waiting.get(i) <= now) {
        waiting.remove(i);
        if (!open(selector)) {
          waiting.add(now + RECONNECT_NANOS);
        }
      }
    }
  }

  private boolean open(Selector selector) throws IOException {
    var channel = SocketChannel.open();
    try {
      channel.connect(target);
    } catch (IOException down) {
      channel.close();
      return false;
    }
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    var line = new Line(channel);
    send(line);
    channel.register(
        selector,
        SelectionKey.OP_READ | (line.out.hasRemaining() ? SelectionKey.OP_WRITE : 0),
        line);
    return true;
  }

  // False when the connection is of no more use.
  private boolean serve(SelectionKey key) {
    var line = (Line) key.attachment();
    try {
      if (key.isWritable()) {
        line.channel.write(line.out);
        if (!line.out.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ);
        }
      }
      if (!key.isReadable()) {
        return true;
      }
      if (line.channel.read(line.in) < 0) {
        broken++;
        return false;
      }
      int status = answered(line);
      if (status == 0) {
        return true;
      }
      note(line, status);
      send(line);
      if (line.out.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
      return true;
    } catch (IOException gone) {
      broken++;
      return false;
    }
  }

  private void note(Line line, int status) {
    if (status / 100 == 2) {
      acknowledged.add(id(line.number));
      if (measured == millis.length) {
        millis = Arrays.copyOf(millis, measured * 2);
      }
      millis[measured++] = (System.nanoTime() - line.sent) / 1e6;
    } else {
      refused++;
    }
  }

  // The status of a whole answer, 0 while it is not whole. Read from the bytes: it happens often.
  private static int answered(Line line) {
    var bytes = line.in.array();
    int end = line.in.position();
    int head = headEnd(bytes, end);
    if (head < 0) {
      return 0;
    }
    int length = contentLength(bytes, head);
    if (length < 0 ? !endsChunked(bytes, end) : end < head + 4 + length) {
      return 0;
    }
    line.in.clear();
    return 100 * (bytes[9] - '0') + 10 * (bytes[10] - '0') + bytes[11] - '0';
  }

  private static int headEnd(byte[] bytes, int end) {
    for (int i = 0; i + 3 < end; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 2] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static int contentLength(byte[] bytes, int head) {
    for (int i = 0; i + LENGTH.length < head; i++) {
      if (bytes[i] != '\n') {
        continue;
      }
      int j = 0;
      while (j < LENGTH.length && (bytes[i + 1 + j] | 0x20) == LENGTH[j]) {
        j++;
      }
      if (j == LENGTH.length) {
        int length = 0;
        for (int k = i + 1 + j; k < head && bytes[k] != '\r'; k++) {
          if (bytes[k] != ' ') {
            length = 10 * length + bytes[k] - '0';
          }
        }
        return length;
      }
    }
    return -1;
  }

  private static boolean endsChunked(byte[] bytes, int end) {
    return end >= 5 && new String(bytes, end - 5, 5, ISO_8859_1).equals("0\r\n\r\n");
  }

  private String id(int n) {
    return run + "-" + n;
  }

  private void send(Line line) throws IOException {
    int n = number++;
    line.number = n;
    line.out = ByteBuffer.wrap(n < signed.size() ? signed.get(n) : request(n));
    line.sent = System.nanoTime();
    line.channel.write(line.out);
  }

  private byte[] request(int n) throws IOException {
    var stamp = Long.toString(System.currentTimeMillis());
    var body = body(id(n), run + "-" + n / LINES_PER_CALL, began + n, n);
    mac.update((stamp + ".").getBytes(ISO_8859_1));
    var signature = HexFormat.of().formatHex(mac.doFinal(body));
    var head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\nx-vapi-timestamp: "
            + stamp
            + "\r\nx-vapi-signature: "
            + signature
            + "\r\n\r\n";
    var all = new ByteArrayOutputStream(head.length() + body.length);
    all.write(head.getBytes(ISO_8859_1));
    all.write(body);
    return all.toByteArray();
  }

  // One event that a voice platform would send and that a plain queue takes as well.
  //
  // What one speaker says in one instant is one line, so each has an instant of its own.
  private byte[] body(String id, String call, long at, int n) {
    var before =
        "{\"id\":\""
            + id
            + "\",\"message\":{\"type\":\"transcript\",\"transcriptType\":\"final\",\"role\":\""
            + (n % 2 == 0 ? "user" : "assistant")
            + "\",\"timestamp\":"
            + at
            + ",\"transcript\":\"line "
            + id
            + "\",\"call\":{\"id\":\"bench-"
            + call
            + "\",\"type\":\"inboundPhoneCall\",\"phoneNumber\":{\"number\":\"+12125550100\"},"
            + "\"customer\":{\"number\":\"+13475550123\"}}},\"pad\":\"";
    return (before + pad.substring(0, SIZE - before.length() - 2) + "\"}").getBytes(ISO_8859_1);
  }

  // Words in no order: something that compresses about as well as speech does.
  private static String speech() {
    var words =
        "a the to of and is you for it on can my we with at be tooth would crown visit your"
            .concat(
                " tomorrow morning please appointment doctor insurance cleaning price hello yes")
            .split(" ");
    var random = new Random(1);
    var text = new StringBuilder();
    while (text.length() < SIZE) {
      text.append(words[random.nextInt(words.length)]).append(' ');
    }
    return text.toString();
  }
}
