package io.frontdesk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A carrier that speaks Twilio's messages API over HTTP/1.1 on loopback and answers each request a
/// fixed time after it came, however many come at once. One thread.
///
/// It is the independent recorder: the last word of each text names the delivery, and it counts how
/// often it got each.
final class Carrier {
  private static final String ACCOUNTS = "/2010-04-01/Accounts/";

  /// One text, as often as it was handed over.
  record Taken(String to, String from, String words, Instant at, AtomicInteger times) {}

  private record Answer(long due, Line line, byte[] bytes) {}

  private final Map<String, Taken> seen = new ConcurrentHashMap<>();
  private final AtomicLong arrivals = new AtomicLong();
  private final ArrayDeque<Answer> owed = new ArrayDeque<>();
  private final Selector selector;
  private final ServerSocketChannel door;
  private final long slowNanos;
  private volatile long[] arrivedAt = new long[0];

  /// @param port 0 for any that is free
  Carrier(int slowMillis, int port) throws IOException {
    slowNanos = TimeUnit.MILLISECONDS.toNanos(slowMillis);
    selector = Selector.open();
    door = ServerSocketChannel.open();
    door.bind(new InetSocketAddress("127.0.0.1", port), 4_096);
    door.configureBlocking(false);
    door.register(selector, SelectionKey.OP_ACCEPT);
    Thread.ofPlatform().daemon().name("carrier").start(this::run);
  }

  int port() {
    return door.socket().getLocalPort();
  }

  /// Begins anew.
  ///
  /// @param many how many are expected at most
  void forget(int many) {
    seen.clear();
    arrivals.set(0);
    arrivedAt = new long[many];
  }

  /// How many different texts came.
  int different() {
    return seen.size();
  }

  /// How many texts came more than once.
  long doubles() {
    return seen.values().stream().filter(one -> one.times().get() > 1).count();
  }

  /// Texts a second between the first `from` and the first `until` of them, in hundredths.
  double rate(int from, int until) {
    int all = (int) Math.min(arrivals.get(), arrivedAt.length);
    int first = all * from / 100;
    int last = all * until / 100 - 1;
    return first >= last ? 0 : (last - first) / ((arrivedAt[last] - arrivedAt[first]) / 1e9);
  }

  private void run() {
    try {
      while (true) {
        selector.select(this::serve, untilNext());
        while (!owed.isEmpty() && owed.peek().due() <= System.nanoTime()) {
          var answer = owed.poll();
          answer.line().write(answer.bytes());
        }
      }
    } catch (IOException broken) {
      throw new IllegalStateException("the carrier broke", broken);
    }
  }

  // Zero would mean for ever.
  private long untilNext() {
    var next = owed.peek();
    return next == null
        ? 1_000
        : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.due() - System.nanoTime()));
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        var channel = door.accept();
        channel.configureBlocking(false);
        channel.socket().setTcpNoDelay(true);
        channel.register(selector, SelectionKey.OP_READ, new Line(channel));
      } else {
        ((Line) key.attachment()).read();
      }
    } catch (IOException gone) {
      key.cancel();
      close(key);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException closed) {
      // It is closed.
    }
  }

  private byte[] answer(String method, String target, String body) {
    if (method.equals("GET")) {
      return http(200, list(target));
    }
    int begin = body.indexOf("Body=") + 5;
    int end = body.indexOf('&', begin);
    var words = body.substring(begin, end < 0 ? body.length() : end);
    var name = words.substring(words.lastIndexOf('+') + 1);
    if (!target.startsWith(ACCOUNTS)) {
      return http(200, "{}");
    }
    int nr = (int) arrivals.getAndIncrement();
    if (nr < arrivedAt.length) {
      arrivedAt[nr] = System.nanoTime();
    }
    seen.computeIfAbsent(
            name,
            _ ->
                new Taken(
                    field(body, "To"),
                    field(body, "From"),
                    decoded(words),
                    Instant.now(),
                    new AtomicInteger()))
        .times()
        .incrementAndGet();
    return http(201, "{\"sid\":\"SM" + name + "\",\"status\":\"queued\"}");
  }

  // What was sent from one number to another.
  private String list(String target) {
    var to = field(target, "To");
    var from = field(target, "From");
    var found = new StringBuilder("{\"messages\":[");
    seen.forEach(
        (name, one) -> {
          if (one.to().equals(to) && one.from().equals(from)) {
            found
                .append(found.charAt(found.length() - 1) == '[' ? "" : ",")
                .append("{\"sid\":\"SM")
                .append(name)
                .append("\",\"direction\":\"outbound-api\",\"body\":\"")
                .append(one.words())
                .append("\",\"date_created\":\"")
                .append(
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(one.at().atOffset(ZoneOffset.UTC)))
                .append("\"}");
          }
        });
    return found.append("]}").toString();
  }

  private static String field(String form, String name) {
    for (var pair : form.substring(form.indexOf('?') + 1).split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return decoded(pair.substring(name.length() + 1));
      }
    }
    return "";
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static byte[] http(int status, String body) {
    return ("HTTP/1.1 "
            + status
            + " OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// One connection; a client asks anew only when it has its answer.
  private final class Line {
    private final SocketChannel channel;
    private byte[] got = new byte[2_048];
    private int length;

    Line(SocketChannel channel) {
      this.channel = channel;
    }

    void read() throws IOException {
      if (length == got.length) {
        got = Arrays.copyOf(got, length * 2);
      }
      int more = channel.read(ByteBuffer.wrap(got, length, got.length - length));
      if (more < 0) {
        throw new IOException("closed");
      }
      length += more;
      var text = new String(got, 0, length, StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) {
        return;
      }
      int size = bodySize(text.substring(0, head));
      if (length < head + 4 + size) {
        return;
      }
      length = 0;
      var request = text.substring(0, text.indexOf('\r')).split(" ", 3);
      var bytes = answer(request[0], request[1], text.substring(head + 4));
      owed.add(new Answer(System.nanoTime() + slowNanos, this, bytes));
    }

    private static int bodySize(String head) {
      int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length:");
      if (at < 0) {
        return 0;
      }
      int end = head.indexOf('\r', at + 2);
      return Integer.parseInt(head.substring(at + 17, end < 0 ? head.length() : end).strip());
    }

    void write(byte[] bytes) {
      try {
        var left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          channel.write(left);
        }
      } catch (IOException gone) {
        // Whoever asked was killed.
      }
    }
  }
}
