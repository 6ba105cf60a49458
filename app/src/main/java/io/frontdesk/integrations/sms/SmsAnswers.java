package io.frontdesk.integrations.sms;

import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.http.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a carrier's answer means as far as HTTP alone tells.
public final class SmsAnswers {
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private SmsAnswers() {}

  /// What is known without reading the body; empty when the carrier took it or refused it and its
  /// words count.
  ///
  /// Surely not taken are: no connection, 408, 429, and 503 with `Retry-After`, by which the server
  /// itself asks to be sent it again. Any other failure of the server may have come after it took
  /// the message.
  public static Optional<GatewayOutcome> plain(Outcome<byte[]> outcome) {
    return switch (outcome) {
      case Outcome.NotReached<byte[]>(var reason, _) ->
          Optional.of(
              new GatewayOutcome.NotReached(
                  reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), null));
      case Outcome.Unknown<byte[]> _ -> Optional.of(new GatewayOutcome.Unclear("no-answer"));
      case Outcome.Answered<byte[]> answer -> plain(answer);
    };
  }

  private static Optional<GatewayOutcome> plain(Outcome.Answered<byte[]> answer) {
    int status = answer.status();
    boolean asksAgain = answer.headers().firstValue("retry-after").isPresent();
    if (status == 429 || status == 408 || (status == 503 && asksAgain)) {
      return Optional.of(new GatewayOutcome.NotReached(Integer.toString(status), pause(answer)));
    }
    return status >= 500 || status < 200 || (status >= 300 && status < 400)
        ? Optional.of(new GatewayOutcome.Unclear("http-" + status))
        : Optional.empty();
  }

  private static @Nullable Duration pause(Outcome.Answered<byte[]> answer) {
    return answer
        .retryAfter()
        .map(asked -> asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked)
        .orElse(null);
  }
}
