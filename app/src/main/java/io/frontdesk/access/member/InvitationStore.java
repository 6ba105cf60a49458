package io.frontdesk.access.member;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.access.Role;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// SQL of invitations; call it inside a transaction of the tenant.
@Repository
class InvitationStore {
  private static final String COLUMNS =
      """
      SELECT invitation_id, email, role, invited_by, created_at, expires_at
        FROM access.invitation
       WHERE tenant_id = :tenant AND accepted_at IS NULL
      """;

  private final JdbcClient db;

  InvitationStore(JdbcClient db) {
    this.db = db;
  }

  List<Invitation> open(TenantId tenant) {
    return db.sql(COLUMNS + " ORDER BY created_at DESC, invitation_id")
        .param("tenant", tenant.value())
        .query((row, _) -> invitation(row))
        .list();
  }

  Optional<Invitation> find(TenantId tenant, byte[] tokenHash, Instant now) {
    return db.sql(COLUMNS + " AND token_hash = :hash AND expires_at > :now")
        .param("tenant", tenant.value())
        .param("hash", tokenHash)
        .param("now", atUtc(now))
        .query((row, _) -> invitation(row))
        .optional();
  }

  /// Replaces an open invitation of the same address.
  void insert(TenantId tenant, Invitation invitation, byte[] tokenHash) {
    db.sql(
            """
            DELETE FROM access.invitation
             WHERE tenant_id = :tenant AND email = :email AND accepted_at IS NULL
            """)
        .param("tenant", tenant.value())
        .param("email", invitation.email().value())
        .update();
    db.sql(
            """
            INSERT INTO access.invitation (tenant_id, invitation_id, token_hash, email, role,
                                           invited_by, created_at, expires_at)
            VALUES (:tenant, :id, :hash, :email, :role, :by, :now, :expires)
            """)
        .param("tenant", tenant.value())
        .param("id", invitation.id())
        .param("hash", tokenHash)
        .param("email", invitation.email().value())
        .param("role", invitation.role().name())
        .param("by", invitation.invitedBy())
        .param("now", atUtc(invitation.createdAt()))
        .param("expires", atUtc(invitation.expiresAt()))
        .update();
  }

  /// Takes the invitation, once.
  boolean accept(TenantId tenant, UUID id, Instant now) {
    return db.sql(
                """
                UPDATE access.invitation SET accepted_at = :now
                 WHERE tenant_id = :tenant AND invitation_id = :id AND accepted_at IS NULL
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .param("now", atUtc(now))
            .update()
        > 0;
  }

  boolean delete(TenantId tenant, UUID id) {
    return db.sql(
                """
                DELETE FROM access.invitation
                 WHERE tenant_id = :tenant AND invitation_id = :id AND accepted_at IS NULL
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .update()
        > 0;
  }

  private static Invitation invitation(ResultSet row) throws SQLException {
    return new Invitation(
        uuid(row, "invitation_id"),
        new EmailAddress(text(row, "email")),
        Role.valueOf(text(row, "role")),
        text(row, "invited_by"),
        instant(row, "created_at"),
        instant(row, "expires_at"));
  }
}
