package io.frontdesk.policy.rules;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.WorkspaceRules;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Attempts that count, and what is used of the budgets.
@Repository
class SpendingStore {
  private static final int MOST_ATTEMPTS = 500;

  record Past(Instant at, @Nullable String subject) {}

  /// What one attempt reserved.
  record Reserved(long segments, long micros, @Nullable LocalDate day, @Nullable LocalDate month) {}

  private final JdbcClient db;

  SpendingStore(JdbcClient db) {
    this.db = db;
  }

  /// Attempts on the address or the person after `since`, newest first.
  List<Past> attempts(
      TenantId tenant, byte @Nullable [] hash, ContactQuestion question, Instant since) {
    return db.sql(
            """
            SELECT at, subject
              FROM policy.attempt
             WHERE tenant_id = :tenant AND at > :since AND purpose = :purpose
               AND (address_hash = CAST(:hash AS bytea) OR person = CAST(:person AS uuid))
             ORDER BY at DESC
             LIMIT :most
            """)
        .param("tenant", tenant.value())
        .param("since", atUtc(since))
        .param("purpose", question.purpose().name())
        .param("hash", hash)
        .param("person", question.person())
        .param("most", MOST_ATTEMPTS)
        .query((row, _) -> new Past(instant(row, "at"), row.getString("subject")))
        .list();
  }

  /// Makes the row when it is missing and holds it until the end of the transaction.
  WorkspaceRules.Used lockUse(TenantId tenant, String period, LocalDate starts) {
    db.sql(
            """
            INSERT INTO policy.budget_use (tenant_id, period, starts)
            VALUES (:tenant, :period, :starts)
            ON CONFLICT DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("period", period)
        .param("starts", starts)
        .update();
    return db.sql(
            """
            SELECT segments, micros
              FROM policy.budget_use
             WHERE tenant_id = :tenant AND period = :period AND starts = :starts
               FOR UPDATE
            """)
        .param("tenant", tenant.value())
        .param("period", period)
        .param("starts", starts)
        .query((row, _) -> new WorkspaceRules.Used(row.getLong("segments"), row.getLong("micros")))
        .single();
  }

  Optional<WorkspaceRules.Used> use(TenantId tenant, String period, LocalDate starts) {
    return db.sql(
            """
            SELECT segments, micros
              FROM policy.budget_use
             WHERE tenant_id = :tenant AND period = :period AND starts = :starts
            """)
        .param("tenant", tenant.value())
        .param("period", period)
        .param("starts", starts)
        .query((row, _) -> new WorkspaceRules.Used(row.getLong("segments"), row.getLong("micros")))
        .optional();
  }

  void addUse(TenantId tenant, String period, LocalDate starts, long segments, long micros) {
    db.sql(
            """
            UPDATE policy.budget_use
               SET segments = greatest(0, segments + :segments),
                   micros = greatest(0, micros + :micros)
             WHERE tenant_id = :tenant AND period = :period AND starts = :starts
            """)
        .param("tenant", tenant.value())
        .param("period", period)
        .param("starts", starts)
        .param("segments", segments)
        .param("micros", micros)
        .update();
  }

  /// @return whether it is new; the same attempt admitted again counts once
  boolean addAttempt(
      TenantId tenant, UUID id, byte[] hash, ContactQuestion question, Reserved reserved) {
    return db.sql(
                """
                INSERT INTO policy.attempt
                       (tenant_id, id, address_hash, person, channel, purpose, subject, at,
                        segments, micros, day, month)
                VALUES (:tenant, :id, :hash, :person, :channel, :purpose, :subject, :at,
                        :segments, :micros, :day, :month)
                ON CONFLICT (tenant_id, id) DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .param("hash", hash)
            .param("person", question.person())
            .param("channel", question.channel().name())
            .param("purpose", question.purpose().name())
            .param("subject", question.subject())
            .param("at", atUtc(question.at()))
            .param("segments", reserved.segments())
            .param("micros", reserved.micros())
            .param("day", reserved.day())
            .param("month", reserved.month())
            .update()
        > 0;
  }

  boolean hasAttempt(TenantId tenant, UUID id) {
    return db.sql(
            """
            SELECT EXISTS (SELECT 1 FROM policy.attempt WHERE tenant_id = :tenant AND id = :id)
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  void rename(TenantId tenant, UUID id, UUID other) {
    db.sql("UPDATE policy.attempt SET id = :other WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id)
        .param("other", other)
        .update();
  }

  Optional<Reserved> removeAttempt(TenantId tenant, UUID id) {
    return db.sql(
            """
            DELETE FROM policy.attempt
             WHERE tenant_id = :tenant AND id = :id
            RETURNING segments, micros, day, month
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .query((row, _) -> reserved(row))
        .optional();
  }

  /// Sets what it really cost.
  ///
  /// @return what was reserved before
  Optional<Reserved> settle(TenantId tenant, UUID id, long segments, long micros) {
    var before =
        db.sql(
                """
                SELECT segments, micros, day, month
                  FROM policy.attempt
                 WHERE tenant_id = :tenant AND id = :id
                   FOR UPDATE
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .query((row, _) -> reserved(row))
            .optional();
    if (before.isPresent()) {
      db.sql(
              """
              UPDATE policy.attempt SET segments = :segments, micros = :micros
               WHERE tenant_id = :tenant AND id = :id
              """)
          .param("tenant", tenant.value())
          .param("id", id)
          .param("segments", segments)
          .param("micros", micros)
          .update();
    }
    return before;
  }

  private static Reserved reserved(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Reserved(
        row.getLong("segments"),
        row.getLong("micros"),
        row.getObject("day", LocalDate.class),
        row.getObject("month", LocalDate.class));
  }
}
