package io.frontdesk.access.account;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.access.AccountId;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// SQL of sessions; call it with no tenant set.
@Repository
public class SessionStore {
  private static final String COLUMNS =
      """
      SELECT s.id, s.account_id, s.created_at, s.seen_at, s.expires_at, s.confirmed_at, s.address,
             s.agent, a.name, a.email
        FROM access.session s
        JOIN access.account a ON a.id = s.account_id
       WHERE a.disabled_at IS NULL
      """;

  private final JdbcClient db;

  SessionStore(JdbcClient db) {
    this.db = db;
  }

  void insert(
      UUID id,
      byte[] tokenHash,
      AccountId account,
      Instant now,
      Instant expiresAt,
      String address,
      String agent) {
    db.sql(
            """
            INSERT INTO access.session (id, token_hash, account_id, created_at, seen_at, expires_at,
                                        confirmed_at, address, agent)
            VALUES (:id, :hash, :account, :now, :now, :expires, :now, :address, :agent)
            """)
        .param("id", id)
        .param("hash", tokenHash)
        .param("account", account.value())
        .param("now", atUtc(now))
        .param("expires", atUtc(expiresAt))
        .param("address", address)
        .param("agent", agent)
        .update();
  }

  Optional<Session> find(byte[] tokenHash) {
    return db.sql(COLUMNS + " AND s.token_hash = :hash")
        .param("hash", tokenHash)
        .query((row, _) -> session(row))
        .optional();
  }

  List<Session> live(Collection<UUID> sessions, Instant now, Instant seenAfter) {
    return db.sql(COLUMNS + " AND s.id = ANY(:ids) AND s.expires_at > :now AND s.seen_at > :seen")
        .param("ids", sessions.toArray(UUID[]::new))
        .param("now", atUtc(now))
        .param("seen", atUtc(seenAfter))
        .query((row, _) -> session(row))
        .list();
  }

  List<Session> of(AccountId account, Instant now, Instant seenAfter) {
    return db.sql(
            COLUMNS
                + """
                  AND s.account_id = :account AND s.expires_at > :now AND s.seen_at > :seen
                ORDER BY s.seen_at DESC, s.id
                """)
        .param("account", account.value())
        .param("now", atUtc(now))
        .param("seen", atUtc(seenAfter))
        .query((row, _) -> session(row))
        .list();
  }

  void touch(UUID id, Instant now) {
    db.sql("UPDATE access.session SET seen_at = :now WHERE id = :id")
        .param("id", id)
        .param("now", atUtc(now))
        .update();
  }

  /// Gives the session a new token, so that the old one opens nothing.
  void rotate(UUID id, byte[] tokenHash, Instant now) {
    db.sql(
            """
            UPDATE access.session SET token_hash = :hash, confirmed_at = :now, seen_at = :now
             WHERE id = :id
            """)
        .param("id", id)
        .param("hash", tokenHash)
        .param("now", atUtc(now))
        .update();
  }

  int delete(AccountId account, UUID id) {
    return db.sql("DELETE FROM access.session WHERE account_id = :account AND id = :id")
        .param("account", account.value())
        .param("id", id)
        .update();
  }

  void deleteAllBut(AccountId account, UUID kept) {
    db.sql("DELETE FROM access.session WHERE account_id = :account AND id <> :kept")
        .param("account", account.value())
        .param("kept", kept)
        .update();
  }

  void deleteAll(AccountId account) {
    db.sql("DELETE FROM access.session WHERE account_id = :account")
        .param("account", account.value())
        .update();
  }

  int deleteEnded(Instant now, Instant seenBefore) {
    return db.sql("DELETE FROM access.session WHERE expires_at <= :now OR seen_at <= :seen")
        .param("now", atUtc(now))
        .param("seen", atUtc(seenBefore))
        .update();
  }

  /// Notes that a session entered an agency's child.
  ///
  /// @return false when it had before
  boolean enter(UUID session, TenantId workspace) {
    return db.sql(
                """
                INSERT INTO access.session_entry (session_id, workspace)
                VALUES (:session, :workspace)
                ON CONFLICT DO NOTHING
                """)
            .param("session", session)
            .param("workspace", workspace.value())
            .update()
        > 0;
  }

  private static Session session(ResultSet row) throws SQLException {
    return new Session(
        uuid(row, "id"),
        new AccountId(uuid(row, "account_id")),
        text(row, "name"),
        new EmailAddress(text(row, "email")),
        instant(row, "created_at"),
        instant(row, "seen_at"),
        instant(row, "expires_at"),
        instant(row, "confirmed_at"),
        text(row, "address"),
        text(row, "agent"));
  }
}
