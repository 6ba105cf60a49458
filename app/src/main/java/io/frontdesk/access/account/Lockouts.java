package io.frontdesk.access.account;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;

import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Slows guessing: after a few failures each further one doubles the pause, per account name
/// (whether it exists or not) and per address. An attempt counts as failed before it is checked, so
/// that guesses made at the same time don't slip through; success takes that back.
@Repository
class Lockouts {
  /// What is guarded, how many failures are free, and the first pause.
  enum Kind {
    ACCOUNT("account", 5),
    ADDRESS("address", 20);

    private final String text;
    private final int free;

    Kind(String text, int free) {
      this.text = text;
      this.free = free;
    }
  }

  private static final int FIRST_PAUSE_SECONDS = 15;
  private static final int LONGEST_PAUSE_SECONDS = 3600;

  private final JdbcClient db;
  private final TenantTransactions transactions;
  private final Clock clock;

  Lockouts(JdbcClient db, TenantTransactions transactions, Clock clock) {
    this.db = db;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Counts one attempt.
  ///
  /// @return how long to wait when attempts are locked now; empty when this one may go on
  Optional<Duration> attempt(Kind kind, String subject) {
    var now = clock.instant();
    return transactions.withoutTenant(
        () ->
            count(kind, subject, now) ? Optional.empty() : Optional.of(pause(kind, subject, now)));
  }

  /// The attempt was good: forget an account's failures, take back an address's one.
  void succeeded(Kind kind, String subject) {
    transactions.withoutTenant(
        () ->
            db.sql(
                    """
                    UPDATE access.lockout
                       SET failures = CASE WHEN :forget THEN 0 ELSE greatest(failures - 1, 0) END,
                           locked_until = last_at
                     WHERE kind = :kind AND subject = :subject
                    """)
                .param("forget", kind == Kind.ACCOUNT)
                .param("kind", kind.text)
                .param("subject", Tokens.hash(subject))
                .update());
  }

  int deleteOld(Instant before) {
    return transactions.withoutTenant(
        () ->
            db.sql("DELETE FROM access.lockout WHERE last_at < :before AND locked_until < :before")
                .param("before", atUtc(before))
                .update());
  }

  private boolean count(Kind kind, String subject, Instant now) {
    return db.sql(
                """
                INSERT INTO access.lockout AS l (kind, subject, failures, last_at, locked_until)
                VALUES (:kind, :subject, 1, :now, :now)
                ON CONFLICT (kind, subject) DO UPDATE
                   SET failures = CASE WHEN l.last_at < :stale THEN 1 ELSE l.failures + 1 END,
                       last_at = :now,
                       locked_until = CASE
                         WHEN l.last_at >= :stale AND l.failures + 1 >= :free
                         THEN CAST(:now AS timestamptz) + make_interval(secs =>
                                least(:longest, :first * power(2, least(l.failures + 1 - :free, 20))))
                         ELSE :now END
                 WHERE l.locked_until <= :now
                """)
            .param("kind", kind.text)
            .param("subject", Tokens.hash(subject))
            .param("now", atUtc(now))
            .param("stale", atUtc(now.minus(Duration.ofDays(1))))
            .param("free", kind.free)
            .param("first", FIRST_PAUSE_SECONDS)
            .param("longest", LONGEST_PAUSE_SECONDS)
            .update()
        > 0;
  }

  private Duration pause(Kind kind, String subject, Instant now) {
    return db.sql(
            "SELECT locked_until FROM access.lockout WHERE kind = :kind AND subject = :subject")
        .param("kind", kind.text)
        .param("subject", Tokens.hash(subject))
        .query((row, _) -> Duration.between(now, instant(row, "locked_until")))
        .optional()
        .filter(left -> left.compareTo(Duration.ofSeconds(1)) > 0)
        .orElse(Duration.ofSeconds(1));
  }
}
