package io.frontdesk.access.account;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.access.AccountId;
import io.frontdesk.platform.mail.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// SQL of accounts; call it with no tenant set.
@Repository
public class AccountStore {
  private static final String COLUMNS =
      """
      SELECT id, email, name, password_hash, totp_secret, totp_pending
        FROM access.account
       WHERE disabled_at IS NULL
      """;

  private final JdbcClient db;

  AccountStore(JdbcClient db) {
    this.db = db;
  }

  Optional<Account> find(AccountId id) {
    return db.sql(COLUMNS + " AND id = :id")
        .param("id", id.value())
        .query((row, _) -> account(row))
        .optional();
  }

  Optional<Account> find(EmailAddress email) {
    return db.sql(COLUMNS + " AND email = :email")
        .param("email", email.value())
        .query((row, _) -> account(row))
        .optional();
  }

  boolean none() {
    return db.sql("SELECT NOT EXISTS (SELECT 1 FROM access.account)")
        .query((row, _) -> row.getBoolean(1))
        .single();
  }

  /// The account that was made first.
  Optional<AccountId> eldest() {
    return db.sql("SELECT id FROM access.account ORDER BY created_at, id LIMIT 1")
        .query((row, _) -> new AccountId(uuid(row, "id")))
        .optional();
  }

  /// Lets one first account be made at a time; held until the transaction ends.
  void lockFirst() {
    db.sql("SELECT pg_advisory_xact_lock(hashtext('access.first-account'))")
        .query((_, _) -> true)
        .single();
  }

  public void insert(
      AccountId id, EmailAddress email, String name, @Nullable String passwordHash, Instant now) {
    db.sql(
            """
            INSERT INTO access.account (id, email, name, password_hash, password_changed_at,
                                        created_at)
            VALUES (:id, :email, :name, :hash, :now, :now)
            """)
        .param("id", id.value())
        .param("email", email.value())
        .param("name", name)
        .param("hash", passwordHash)
        .param("now", atUtc(now))
        .update();
  }

  void rename(AccountId id, String name) {
    db.sql("UPDATE access.account SET name = :name WHERE id = :id")
        .param("id", id.value())
        .param("name", name)
        .update();
  }

  void setPassword(AccountId id, String hash, Instant now) {
    db.sql(
            """
            UPDATE access.account SET password_hash = :hash, password_changed_at = :now
             WHERE id = :id
            """)
        .param("id", id.value())
        .param("hash", hash)
        .param("now", atUtc(now))
        .update();
  }

  void offerTotp(AccountId id, byte[] secret) {
    db.sql("UPDATE access.account SET totp_pending = :secret WHERE id = :id")
        .param("id", id.value())
        .param("secret", secret)
        .update();
  }

  /// Switches the second factor on with the offered secret.
  ///
  /// @return false when another one was offered meanwhile
  boolean acceptTotp(AccountId id, byte[] offered, long step) {
    return db.sql(
                """
                UPDATE access.account
                   SET totp_secret = totp_pending, totp_pending = NULL, totp_step = :step
                 WHERE id = :id AND totp_pending = :offered
                """)
            .param("id", id.value())
            .param("offered", offered)
            .param("step", step)
            .update()
        > 0;
  }

  void dropTotp(AccountId id) {
    db.sql(
            """
            UPDATE access.account SET totp_secret = NULL, totp_pending = NULL WHERE id = :id
            """)
        .param("id", id.value())
        .update();
    db.sql("DELETE FROM access.recovery_code WHERE account_id = :id")
        .param("id", id.value())
        .update();
  }

  /// Spends a time step of the second factor.
  ///
  /// @return false when this or a later one was spent before
  boolean spendStep(AccountId id, long step) {
    return db.sql(
                "UPDATE access.account SET totp_step = :step WHERE id = :id AND totp_step < :step")
            .param("id", id.value())
            .param("step", step)
            .update()
        > 0;
  }

  void replaceRecoveryCodes(AccountId id, Collection<byte[]> hashes) {
    db.sql("DELETE FROM access.recovery_code WHERE account_id = :id")
        .param("id", id.value())
        .update();
    for (var hash : hashes) {
      db.sql("INSERT INTO access.recovery_code (account_id, code_hash) VALUES (:id, :hash)")
          .param("id", id.value())
          .param("hash", hash)
          .update();
    }
  }

  boolean spendRecoveryCode(AccountId id, byte[] hash, Instant now) {
    return db.sql(
                """
                UPDATE access.recovery_code SET used_at = :now
                 WHERE account_id = :id AND code_hash = :hash AND used_at IS NULL
                """)
            .param("id", id.value())
            .param("hash", hash)
            .param("now", atUtc(now))
            .update()
        > 0;
  }

  int recoveryCodesLeft(AccountId id) {
    return db.sql(
            """
            SELECT count(*) FROM access.recovery_code WHERE account_id = :id AND used_at IS NULL
            """)
        .param("id", id.value())
        .query((row, _) -> row.getInt(1))
        .single();
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        new AccountId(uuid(row, "id")),
        new EmailAddress(text(row, "email")),
        text(row, "name"),
        row.getString("password_hash"),
        row.getBytes("totp_secret"),
        row.getBytes("totp_pending"));
  }
}
