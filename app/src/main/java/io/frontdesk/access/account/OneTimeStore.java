package io.frontdesk.access.account;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.access.AccountId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// SQL of one-time links; call it with no tenant set.
@Repository
class OneTimeStore {
  enum Purpose {
    SETUP("setup"),
    DEMO("demo"),
    RESET("reset"),
    SECOND_FACTOR("second-factor");

    private final String text;

    Purpose(String text) {
      this.text = text;
    }
  }

  /// A link that still holds; for whom, when it is for someone.
  record Link(@Nullable AccountId account) {
    Optional<AccountId> owner() {
      return Optional.ofNullable(account);
    }
  }

  private final JdbcClient db;

  OneTimeStore(JdbcClient db) {
    this.db = db;
  }

  void insert(
      Purpose purpose,
      byte[] tokenHash,
      @Nullable AccountId account,
      Instant now,
      Instant expiresAt) {
    db.sql(
            """
            INSERT INTO access.one_time (token_hash, purpose, account_id, created_at, expires_at)
            VALUES (:hash, :purpose, CAST(:account AS uuid), :now, :expires)
            """)
        .param("hash", tokenHash)
        .param("purpose", purpose.text)
        .param("account", account == null ? null : account.value())
        .param("now", atUtc(now))
        .param("expires", atUtc(expiresAt))
        .update();
  }

  Optional<Link> find(Purpose purpose, byte[] tokenHash, Instant now) {
    return db.sql(
            """
            SELECT account_id FROM access.one_time
             WHERE token_hash = :hash AND purpose = :purpose AND expires_at > :now
            """)
        .param("hash", tokenHash)
        .param("purpose", purpose.text)
        .param("now", atUtc(now))
        .query((row, _) -> new Link(idOrNull(uuidOrNull(row, "account_id"))))
        .optional();
  }

  /// How many links of this purpose an account has open.
  int open(Purpose purpose, AccountId account, Instant now) {
    return db.sql(
            """
            SELECT count(*) FROM access.one_time
             WHERE account_id = :account AND purpose = :purpose AND expires_at > :now
            """)
        .param("account", account.value())
        .param("purpose", purpose.text)
        .param("now", atUtc(now))
        .query((row, _) -> row.getInt(1))
        .single();
  }

  /// Takes the link away, so that only one caller ever gets it.
  Optional<Link> spend(Purpose purpose, byte[] tokenHash, Instant now) {
    return db.sql(
            """
            DELETE FROM access.one_time
             WHERE token_hash = :hash AND purpose = :purpose AND expires_at > :now
            RETURNING account_id
            """)
        .param("hash", tokenHash)
        .param("purpose", purpose.text)
        .param("now", atUtc(now))
        .query((row, _) -> new Link(idOrNull(uuidOrNull(row, "account_id"))))
        .optional();
  }

  void deleteAll(Purpose purpose) {
    db.sql("DELETE FROM access.one_time WHERE purpose = :purpose")
        .param("purpose", purpose.text)
        .update();
  }

  void deleteAll(AccountId account) {
    db.sql("DELETE FROM access.one_time WHERE account_id = :account")
        .param("account", account.value())
        .update();
  }

  int deleteExpired(Instant now) {
    return db.sql("DELETE FROM access.one_time WHERE expires_at <= :now")
        .param("now", atUtc(now))
        .update();
  }

  private static @Nullable AccountId idOrNull(java.util.@Nullable UUID id) {
    return id == null ? null : new AccountId(id);
  }
}
