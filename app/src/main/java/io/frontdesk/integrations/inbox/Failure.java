package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.WebhookAdapter.NotYet;
import io.frontdesk.integrations.WebhookAdapter.Undeliverable;
import io.frontdesk.platform.error.Refusal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/// Why an event took no effect, and with that how it is tried again.
enum Failure {
  /// The database is away: no attempt of the event's, it simply goes back.
  AWAY("away"),
  /// Two transactions were in each other's way; soon again.
  CONTENDED("contended"),
  /// What the event is about is not known yet; it may come any moment.
  NOT_YET("not-yet"),
  /// Our fault, as far as one can tell.
  BUG("bug"),
  /// Trying again can't help.
  HOPELESS("hopeless");

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofMillis(250);

  private final String code;

  Failure(String code) {
    this.code = code;
  }

  /// As the table keeps it.
  String code() {
    return code;
  }

  static Failure of(RuntimeException failed) {
    return switch (failed) {
      case Undeliverable _ -> HOPELESS;
      case NotYet _ -> NOT_YET;
      case Refusal refusal ->
          switch (refusal.kind()) {
            case NOT_FOUND -> NOT_YET;
            case CONFLICT, TOO_MANY -> CONTENDED;
            case UNAVAILABLE -> BUG;
            case INVALID, UNAUTHENTICATED, FORBIDDEN, GONE, TOO_LARGE, UNPROCESSABLE -> HOPELESS;
          };
      case ConcurrencyFailureException _ -> CONTENDED;
      case DataAccessResourceFailureException _ -> AWAY;
      case TransientDataAccessResourceException _ -> AWAY;
      case CannotCreateTransactionException _ -> AWAY;
      case TransactionSystemException _ -> AWAY;
      default -> BUG;
    };
  }

  /// The pause before the next attempt, with up to half more so that many that failed together
  /// don't return together; null when there is none to be.
  ///
  /// @param failures how many attempts failed before this one
  /// @param most attempts in all; who only waits for something gets twice as many
  /// @param first pause after the first failure of ours
  @Nullable Duration pause(int failures, int most, Duration first) {
    return switch (this) {
      case AWAY -> spread(SOON);
      case CONTENDED -> failures + 1 >= 2 * most ? null : doubled(SOON, failures, LONGEST_WAIT);
      case NOT_YET -> failures + 1 >= 2 * most ? null : doubled(first, failures, LONGEST_WAIT);
      case BUG -> failures + 1 >= most ? null : doubled(first, failures, LONGEST_PAUSE);
      case HOPELESS -> null;
    };
  }

  private static Duration doubled(Duration first, int failures, Duration longest) {
    long pause = Math.max(first.toMillis(), 1) << Math.min(failures, 20);
    return spread(Duration.ofMillis(Math.min(pause, longest.toMillis())));
  }

  private static Duration spread(Duration pause) {
    long millis = pause.toMillis();
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
