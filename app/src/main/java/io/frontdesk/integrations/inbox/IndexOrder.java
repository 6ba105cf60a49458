package io.frontdesk.integrations.inbox;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Has plans walk indexes in their order whatever the statistics say: a flood comes faster than
/// they do, and a plan that sorts or reads the whole table then costs as much as all that waits.
///
/// A statement that is to take a partial index names that index's order too, or a plan takes
/// another one that looks as small. Who changes rows found so names them by `ctid` and nothing that
/// such an index answers.
final class IndexOrder {
  private IndexOrder() {}

  /// Holds until the open transaction ends.
  static void keep(JdbcClient db) {
    db.sql(
            """
            SELECT set_config('enable_sort', 'off', true),
                   set_config('enable_seqscan', 'off', true),
                   set_config('enable_bitmapscan', 'off', true)
            """)
        .query((_, _) -> true)
        .single();
  }
}
