package io.frontdesk.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/// What became of an outbound call, told apart by what the other side can have seen.
///
/// @param <B> the body: bytes, or the file it was written to
public sealed interface Outcome<B> {
  /// The other side answered; any status.
  record Answered<B>(int status, HttpHeaders headers, B body) implements Outcome<B> {
    public boolean ok() {
      return status >= 200 && status < 300;
    }

    /// How long the other side asks us to wait, when it says so in seconds.
    public Optional<Duration> retryAfter() {
      return headers
          .firstValue("retry-after")
          .filter(text -> text.matches("[0-9]{1,6}"))
          .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
  }

  /// The other side surely saw nothing, so the same call may be made again: refused connection,
  /// unknown host, no connection in time, our breaker open, a host we don't call.
  ///
  /// @param why short and without the address
  record NotReached<B>(Reason reason, String why) implements Outcome<B> {}

  /// The other side may have seen and done it: time ran out after the connection stood, the
  /// connection broke, the answer was too long. Ask before repeating.
  record Unknown<B>(String why) implements Outcome<B> {}

  /// Why nothing was reached.
  enum Reason {
    NO_CONNECTION,
    BREAKER_OPEN,
    REFUSED_BY_US
  }

  /// The body as text, for answers of a few kilobytes.
  static String text(Answered<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
