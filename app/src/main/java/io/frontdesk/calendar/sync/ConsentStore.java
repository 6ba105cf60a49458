package io.frontdesk.calendar.sync;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// People who were sent to a provider and have not come back yet.
@Repository
class ConsentStore {
  private final JdbcClient db;

  ConsentStore(JdbcClient db) {
    this.db = db;
  }

  /// @param verifier encrypted
  record Begun(StaffId staff, String provider, byte[] verifier) {}

  /// @param member who must come back
  void insert(TenantId tenant, UUID id, Begun begun, String member, Instant now, Instant until) {
    db.sql("DELETE FROM calendar.sync_consent WHERE tenant_id = :tenant AND expires_at < :now")
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .update();
    db.sql(
            """
            INSERT INTO calendar.sync_consent
                   (tenant_id, id, staff_id, provider, member, verifier, expires_at)
            VALUES (:tenant, :id, :staff, :provider, :member, :verifier, :until)
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("staff", begun.staff().value())
        .param("provider", begun.provider())
        .param("member", member)
        .param("verifier", begun.verifier())
        .param("until", atUtc(until))
        .update();
  }

  /// Uses one up; empty when it is used, too old, or another member's.
  Optional<Begun> use(TenantId tenant, UUID id, String member, Instant now) {
    return db.sql(
            """
            UPDATE calendar.sync_consent SET used_at = :now
             WHERE tenant_id = :tenant AND id = :id AND member = :member
               AND used_at IS NULL AND expires_at > :now
            RETURNING staff_id, provider, verifier
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .param("member", member)
        .param("now", atUtc(now))
        .query(
            (row, _) ->
                new Begun(
                    new StaffId(uuid(row, "staff_id")),
                    text(row, "provider"),
                    row.getBytes("verifier")))
        .optional();
  }
}
