package io.frontdesk.platform.web;

import io.frontdesk.platform.error.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionSystemException;

/// Writes down errors that nobody foresaw under a short id, which the page or problem shows, so
/// that a person's report and the log find each other. Counts them as `frontdesk.errors`.
public final class ErrorReports {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReports.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  // Without letters that are read wrongly aloud.
  private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

  private final MeterRegistry meters;

  public ErrorReports(MeterRegistry meters) {
    this.meters = meters;
  }

  /// Logs `failure` with a fresh id.
  ///
  /// @param door where it came out: `page`, `api`, `hook`, `job`, `thread`
  /// @return the id to show, e.g. `E-7K2QW9`
  public String report(String door, Throwable failure) {
    var id = newId();
    meters.counter("frontdesk.errors", "door", door).increment();
    LOG.error("Error {} at the door {}", id, door, failure);
    return id;
  }

  /// Failures that have a plain answer though nobody threw a [Refusal]: no free database
  /// connection, none at all, or a deadlock (503 with Retry-After), a body over the limit (413),
  /// characters
  // that no text of
  /// ours can hold (400).
  public static Optional<Refusal> refusalFor(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      var plain =
          switch (e) {
            case Refusal refusal -> Optional.of(refusal);
            case BodyLimit.TooLarge _ -> Optional.of(tooLarge());
            case SQLTransientConnectionException _ -> Optional.of(busy());
            case TransactionSystemException broken -> ofEnding(broken);
            case SQLException sql -> ofState(sql.getSQLState());
            default -> Optional.<Refusal>empty();
          };
      if (plain.isPresent()) {
        return plain;
      }
    }
    return Optional.empty();
  }

  /// A text holds a character that PostgreSQL can't store, such as NUL.
  public static Refusal badCharacters() {
    return new Refusal(
        Refusal.Kind.INVALID,
        "request.characters",
        "The request holds characters that no text may hold.");
  }

  // A connection that breaks within a transaction shows when the transaction is ended: by then the
  // pool has closed it and says so without a state. What broke it stands beside.
  private static Optional<Refusal> ofEnding(TransactionSystemException broken) {
    var before = broken.getApplicationException();
    return before != null
        ? refusalFor(before)
        : broken.getCause() instanceof SQLException sql && sql.getSQLState() == null
            ? Optional.of(busy())
            : Optional.empty();
  }

  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  private static Optional<Refusal> ofState(@Nullable String state) {
    if (state == null) {
      return Optional.empty();
    }
    if (state.equals("22021") || state.equals("22P05")) {
      return Optional.of(badCharacters());
    }
    boolean away = state.startsWith("08") || state.startsWith("53") || state.startsWith("57P0");
    // Rolled back because two stood in each other's way: the next try finds the way free.
    boolean inTheWay = state.equals("40001") || state.equals("40P01");
    return away || inTheWay ? Optional.of(busy()) : Optional.empty();
  }

  /// Nothing is free to serve this now.
  public static Refusal busy() {
    return new Refusal(
        Refusal.Kind.UNAVAILABLE,
        "busy",
        "Frontdesk is busy right now. Try again in a moment.",
        List.of(),
        Map.of("Retry-After", "2"));
  }

  /// The body is over the limit.
  public static Refusal tooLarge() {
    return new Refusal(
        Refusal.Kind.TOO_LARGE, "request.too-large", "The request is larger than we accept.");
  }

  private static String newId() {
    var id = new StringBuilder("E-");
    for (int i = 0; i < 6; i++) {
      id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
