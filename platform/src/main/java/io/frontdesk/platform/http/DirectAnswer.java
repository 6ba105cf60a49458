package io.frontdesk.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The begin of an HTTP answer: its status and as much of its body as a log shows.
///
/// @param retryAfter how long the other side asks us to wait, when it says so in seconds
/// @param excerpt of the body, without control characters
public record DirectAnswer(int status, @Nullable Duration retryAfter, String excerpt) {
  private static final int MOST_HEAD = 32 * 1024;

  /// @throws IOException when it is no HTTP answer, its head is too long, or the line broke before
  ///     the head was whole; a body that breaks off is cut
  static DirectAnswer read(InputStream in, int excerpt) throws IOException {
    var head = new Head(in);
    int status;
    Map<String, String> headers;
    do {
      status = status(head.line());
      headers = headers(head);
    } while (status < 200);
    var wait = headers.getOrDefault("retry-after", "");
    return new DirectAnswer(
        status,
        wait.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(wait)) : null,
        clean(body(in, headers, excerpt), excerpt));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new IOException("not an HTTP answer");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static Map<String, String> headers(Head head) throws IOException {
    var headers = new HashMap<String, String>();
    for (var line = head.line(); !line.isEmpty(); line = head.line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static byte[] body(InputStream in, Map<String, String> headers, int most) {
    var out = new ByteArrayOutputStream();
    // A character has at most four bytes.
    int room = most * 4;
    try {
      if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
        chunks(in, out, room);
      } else {
        var length = headers.getOrDefault("content-length", "");
        copy(
            in,
            out,
            length.matches("[0-9]{1,9}") ? Math.min(room, Integer.parseInt(length)) : room);
      }
    } catch (IOException | NumberFormatException brokenOff) {
      // The status is what counts; what came of the body is shown.
    }
    return out.toByteArray();
  }

  private static void chunks(InputStream in, ByteArrayOutputStream out, int room)
      throws IOException {
    var head = new Head(in);
    while (out.size() < room) {
      var size = head.line().split(";", 2)[0].strip();
      int length = Integer.parseInt(size, 16);
      if (length <= 0) {
        return;
      }
      copy(in, out, Math.min(length, room - out.size()));
      head.line();
    }
  }

  private static void copy(InputStream in, ByteArrayOutputStream out, int count)
      throws IOException {
    var part = new byte[1024];
    int left = count;
    while (left > 0) {
      int got = in.read(part, 0, Math.min(part.length, left));
      if (got < 0) {
        return;
      }
      out.write(part, 0, got);
      left -= got;
    }
  }

  private static String clean(byte[] body, int most) {
    var text = new String(body, UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
    int end = text.offsetByCodePoints(0, Math.min(most, text.codePointCount(0, text.length())));
    return text.substring(0, end);
  }

  private static final class Head {
    private final InputStream in;
    private int read;

    Head(InputStream in) {
      this.in = in;
    }

    String line() throws IOException {
      var line = new ByteArrayOutputStream();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0 || ++read > MOST_HEAD) {
          throw new IOException("the head of the answer is not whole");
        }
        line.write(c);
      }
      return line.toString(ISO_8859_1).stripTrailing();
    }
  }
}
