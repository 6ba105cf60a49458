package io.frontdesk.integrations.mail;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `integrations.mailbox`: who reads a mailbox, and how far it is read. Leases run by the
/// database's clock.
@Repository
class MailboxStore {
  private final JdbcClient db;
  private final WorkerTransactions worker;
  private final TenantTransactions transactions;

  MailboxStore(JdbcClient db, WorkerTransactions worker, TenantTransactions transactions) {
    this.db = db;
    this.worker = worker;
    this.transactions = transactions;
  }

  /// A connection with a mailbox, as it stands now.
  record Wanted(TenantId tenant, ConnectionId connection, int version) {}

  /// How far a mailbox is read.
  ///
  /// @param validity null before the first reading
  /// @param since what came before it is not read
  record Position(@Nullable Long validity, long lastUid, Instant since) {}

  /// Every active connection with a mailbox, of every tenant.
  List<Wanted> wanted() {
    return worker
        .db()
        .sql(
            """
            SELECT tenant_id, id, version
              FROM integrations.connection
             WHERE provider = 'imap' AND state = 'active'
             ORDER BY tenant_id, id
            """)
        .query(
            (row, _) ->
                new Wanted(
                    new TenantId(Sql.uuid(row, "tenant_id")),
                    new ConnectionId(Sql.uuid(row, "id")),
                    row.getInt("version")))
        .list();
  }

  /// Takes the lease of a mailbox that nobody reads.
  boolean lease(Wanted mailbox, UUID owner, Duration lease) {
    return worker
            .db()
            .sql(
                """
                INSERT INTO integrations.mailbox AS m
                       (tenant_id, connection_id, since, lease_owner, lease_until)
                SELECT c.tenant_id, c.id, c.created_at, :owner,
                       clock_timestamp() + :lease * interval '1 millisecond'
                  FROM integrations.connection c
                 WHERE c.tenant_id = :tenant AND c.id = :connection
                ON CONFLICT (tenant_id, connection_id) DO UPDATE
                   SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
                 WHERE m.lease_until < clock_timestamp() OR m.lease_owner = excluded.lease_owner
                """)
            .param("tenant", mailbox.tenant().value())
            .param("connection", mailbox.connection().value())
            .param("owner", owner)
            .param("lease", lease.toMillis())
            .update()
        > 0;
  }

  /// Lengthens the leases that are still held.
  ///
  /// @return those
  Set<ConnectionId> renew(Collection<ConnectionId> mailboxes, UUID owner, Duration lease) {
    return worker
        .db()
        .sql(
            """
            UPDATE integrations.mailbox
               SET lease_until = clock_timestamp() + :lease * interval '1 millisecond'
             WHERE connection_id = ANY(:connections) AND lease_owner = :owner
            RETURNING connection_id
            """)
        .param("connections", mailboxes.stream().map(ConnectionId::value).toArray(UUID[]::new))
        .param("owner", owner)
        .param("lease", lease.toMillis())
        .query((row, _) -> new ConnectionId(Sql.uuid(row, "connection_id")))
        .list()
        .stream()
        .collect(Collectors.toSet());
  }

  void release(ConnectionId mailbox, UUID owner) {
    worker
        .db()
        .sql(
            """
            UPDATE integrations.mailbox SET lease_until = clock_timestamp()
             WHERE connection_id = :connection AND lease_owner = :owner
            """)
        .param("connection", mailbox.value())
        .param("owner", owner)
        .update();
  }

  /// Empty when the lease was never taken.
  Optional<Position> position(TenantId tenant, ConnectionId mailbox) {
    return transactions.read(
        tenant,
        () ->
            db.sql(
                    """
                    SELECT uid_validity, last_uid, since
                      FROM integrations.mailbox
                     WHERE tenant_id = :tenant AND connection_id = :connection
                    """)
                .param("tenant", tenant.value())
                .param("connection", mailbox.value())
                .query(
                    (row, _) ->
                        new Position(
                            row.getObject("uid_validity", Long.class),
                            row.getLong("last_uid"),
                            Sql.instant(row, "since")))
                .optional());
  }

  /// Moves the position on; inside the transaction that takes the message in.
  ///
  /// @param receivedAt of that message; when the numbers become invalid, reading begins two days
  ///     before the last one
  /// @return false when the lease is lost or the message was taken already
  boolean advance(
      TenantId tenant,
      ConnectionId mailbox,
      UUID owner,
      long validity,
      long uid,
      @Nullable Instant receivedAt) {
    return db.sql(
                """
                UPDATE integrations.mailbox
                   SET uid_validity = :validity, last_uid = :uid,
                       since = greatest(since, CAST(:received AS timestamptz) - interval '2 days')
                 WHERE tenant_id = :tenant AND connection_id = :connection AND lease_owner = :owner
                   AND (uid_validity IS DISTINCT FROM :validity OR last_uid < :uid)
                """)
            .param("tenant", tenant.value())
            .param("connection", mailbox.value())
            .param("owner", owner)
            .param("validity", validity)
            .param("uid", uid)
            .param("received", Sql.atUtcOrNull(receivedAt))
            .update()
        > 0;
  }
}
