package io.frontdesk.calendar.sync;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Accounts and their calendars.
@Repository
class AccountStore {
  private static final String COLUMNS =
      """
      SELECT a.id, a.staff_id, a.provider, a.label, a.state, a.problem, a.failures, a.synced_at,
             (SELECT count(*)
                FROM calendar.sync_outbox o
               WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id) AS waiting
        FROM calendar.sync_account a
      """;

  private final JdbcClient db;

  AccountStore(JdbcClient db) {
    this.db = db;
  }

  void insert(
      TenantId tenant,
      UUID id,
      StaffId staff,
      String provider,
      String label,
      byte[] credentials,
      String by,
      Instant now) {
    db.sql(
            """
            INSERT INTO calendar.sync_account
                   (tenant_id, id, staff_id, provider, label, credentials, state, due_at,
                    created_by, created_at)
            VALUES (:tenant, :id, :staff, :provider, :label, :credentials, 'active', :now, :by,
                    :now)
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("staff", staff.value())
        .param("provider", provider)
        .param("label", label)
        .param("credentials", credentials)
        .param("by", by)
        .param("now", atUtc(now))
        .update();
  }

  List<SyncAccount> of(TenantId tenant, StaffId staff) {
    return db
        .sql(COLUMNS + " WHERE a.tenant_id = :tenant AND a.staff_id = :staff ORDER BY a.created_at")
        .param("tenant", tenant.value())
        .param("staff", staff.value())
        .query((row, _) -> account(row))
        .list()
        .stream()
        .map(account -> account.with(calendars(tenant, account.id())))
        .toList();
  }

  Optional<SyncAccount> find(TenantId tenant, UUID id) {
    return db.sql(COLUMNS + " WHERE a.tenant_id = :tenant AND a.id = :id")
        .param("tenant", tenant.value())
        .param("id", id)
        .query((row, _) -> account(row))
        .optional()
        .map(account -> account.with(calendars(tenant, id)));
  }

  byte[] credentials(TenantId tenant, UUID id) {
    return Objects.requireNonNull(
        db.sql(
                """
                SELECT credentials FROM calendar.sync_account
                 WHERE tenant_id = :tenant AND id = :id
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .query((row, _) -> row.getBytes("credentials"))
            .single());
  }

  void delete(TenantId tenant, UUID id) {
    db.sql("DELETE FROM calendar.sync_account WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id)
        .update();
  }

  /// Takes the account for one worker, unless another has it.
  boolean lease(TenantId tenant, UUID id, UUID token, Instant now, Instant until) {
    return db.sql(
                """
                UPDATE calendar.sync_account SET lease = :token, lease_until = :until
                 WHERE tenant_id = :tenant AND id = :id
                   AND (lease_until IS NULL OR lease_until <= :now)
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .param("token", token)
            .param("now", atUtc(now))
            .param("until", atUtc(until))
            .update()
        == 1;
  }

  /// Whether the lease is still held; nobody takes it before this transaction ends.
  boolean holds(TenantId tenant, UUID id, UUID token) {
    return db.sql(
            """
            SELECT 1 FROM calendar.sync_account
             WHERE tenant_id = :tenant AND id = :id AND lease = :token
               FOR NO KEY UPDATE
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("token", token)
        .query((_, _) -> true)
        .optional()
        .isPresent();
  }

  /// Ends a run and gives the account back.
  ///
  /// @param problem null after a good run
  void ended(
      TenantId tenant,
      UUID id,
      UUID token,
      String state,
      @Nullable String problem,
      Instant now,
      Instant due) {
    db.sql(
            """
            UPDATE calendar.sync_account
               SET lease = NULL, lease_until = NULL, state = :state,
                   problem = CAST(:problem AS text),
                   failures = CASE WHEN CAST(:problem AS text) IS NULL THEN 0
                                   ELSE failures + 1 END,
                   synced_at = CASE WHEN CAST(:problem AS text) IS NULL THEN :now
                                    ELSE synced_at END,
                   due_at = :due
             WHERE tenant_id = :tenant AND id = :id AND lease = :token
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("token", token)
        .param("state", state)
        .param("problem", problem)
        .param("now", atUtc(now))
        .param("due", atUtc(due))
        .update();
  }

  void due(TenantId tenant, UUID id, Instant now) {
    db.sql(
            """
            UPDATE calendar.sync_account SET due_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("now", atUtc(now))
        .update();
  }

  /// Adds calendars that are new, renames those that are known.
  void offer(
      TenantId tenant,
      UUID account,
      UUID id,
      String remoteId,
      String name,
      boolean writable,
      boolean busyIn) {
    db.sql(
            """
            INSERT INTO calendar.sync_calendar
                   (tenant_id, id, account_id, remote_id, name, writable, busy_in, out)
            VALUES (:tenant, :id, :account, :remote, :name, :writable, :busy, false)
            ON CONFLICT (tenant_id, account_id, remote_id) DO UPDATE SET name = excluded.name
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("account", account)
        .param("remote", remoteId)
        .param("name", name)
        .param("writable", writable)
        .param("busy", busyIn)
        .update();
  }

  List<SyncCalendar> calendars(TenantId tenant, UUID account) {
    return db.sql(
            """
            SELECT id, remote_id, name, writable, busy_in, out, sync_token, known_until
              FROM calendar.sync_calendar
             WHERE tenant_id = :tenant AND account_id = :account
             ORDER BY name, id
            """)
        .param("tenant", tenant.value())
        .param("account", account)
        .query(
            (row, _) ->
                new SyncCalendar(
                    uuid(row, "id"),
                    text(row, "remote_id"),
                    text(row, "name"),
                    row.getBoolean("writable"),
                    row.getBoolean("busy_in"),
                    row.getBoolean("out"),
                    row.getString("sync_token"),
                    instantOrNull(row, "known_until")))
        .list();
  }

  void choose(TenantId tenant, UUID calendar, boolean busyIn, boolean out) {
    db.sql(
            """
            UPDATE calendar.sync_calendar
               SET busy_in = :busy, out = :out AND writable, sync_token = NULL, known_until = NULL
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", calendar)
        .param("busy", busyIn)
        .param("out", out)
        .update();
  }

  void know(TenantId tenant, UUID calendar, @Nullable String token, @Nullable Instant until) {
    db.sql(
            """
            UPDATE calendar.sync_calendar
               SET sync_token = CAST(:token AS text),
                   known_until = coalesce(CAST(:until AS timestamptz), known_until)
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", calendar)
        .param("token", token)
        .param("until", Sql.atUtcOrNull(until))
        .update();
  }

  private static SyncAccount account(ResultSet row) throws SQLException {
    return new SyncAccount(
        uuid(row, "id"),
        new StaffId(uuid(row, "staff_id")),
        text(row, "provider"),
        text(row, "label"),
        text(row, "state"),
        row.getString("problem"),
        row.getInt("failures"),
        instantOrNull(row, "synced_at"),
        row.getInt("waiting"),
        List.of());
  }
}
