package io.frontdesk.acceptance.drill;

import java.sql.SQLException;
import java.time.Duration;

/// Waits until nothing is under way any more.
///
/// A delivery whose node was killed keeps its lease for minutes. Nobody should wait for that 200
/// times, so after longer than any provider may take to answer, leases still held are moved back as
/// if the time had passed.
final class Settling {
  private static final Duration LONGEST = Duration.ofSeconds(150);
  private static final String OPEN =
      """
      SELECT (SELECT count(*) FROM integrations.webhook WHERE state IN ('waiting', 'working'))
           + (SELECT count(*) FROM integrations.webhook_lease)
           + (SELECT count(*) FROM delivery.delivery
               WHERE state IN ('waiting', 'claimed', 'sending')
                  OR (state = 'held' AND due_at < now())
                  OR (state = 'unknown' AND reconcile_at IS NOT NULL))
      """;

  private Settling() {}

  /// @return how long it took; what is open after the longest wait shows in the inspection
  static Duration await(Postgres postgres) throws SQLException, InterruptedException {
    long began = System.nanoTime();
    try (var rows = new Rows(postgres)) {
      int quiet = 0;
      while (quiet < 3 && System.nanoTime() - began < LONGEST.toNanos()) {
        quiet = rows.count(OPEN) == 0 ? quiet + 1 : 0;
        rows.run(
            """
            UPDATE delivery.delivery SET lease_until = now() - interval '1 second'
             WHERE state IN ('claimed', 'sending') AND lease_until > now()
               AND greatest(changed_at, coalesce(attempt_at, changed_at))
                   < now() - interval '20 seconds'
            """);
        rows.run(
            """
            UPDATE delivery.delivery SET reconcile_at = now()
             WHERE state = 'unknown' AND reconcile_at > now() + interval '5 seconds'
               AND attempt_at < now() - interval '20 seconds'
            """);
        // A clock that was ahead wrote down moments that are yet to come.
        rows.run(
            """
            UPDATE delivery.delivery SET due_at = now()
             WHERE state = 'waiting' AND due_at > now() + interval '2 minutes'
            """);
        Thread.sleep(500);
      }
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
