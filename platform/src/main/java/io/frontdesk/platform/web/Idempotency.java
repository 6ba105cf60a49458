package io.frontdesk.platform.web;

import static io.frontdesk.platform.db.Sql.atUtc;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Makes a repeated API request take effect once (`Idempotency-Key`): the key is claimed in the
/// transaction of the change, so the answer is kept exactly when the change is. A repeat while the
/// first is at work waits for it.
@Component
public class Idempotency {
  /// How long an answer is given again.
  public static final Duration KEPT = Duration.ofHours(24);

  /// What was answered.
  public record Answer(int status, String body) {}

  private final TenantTransactions transactions;
  private final JdbcClient db;
  private final Clock clock;

  Idempotency(TenantTransactions transactions, JdbcClient db, Clock clock) {
    this.transactions = transactions;
    this.db = db;
    this.clock = clock;
  }

  /// Runs `work` in a write transaction of the tenant, unless this key was answered before.
  ///
  /// @param key from the header; null runs the work anyway
  /// @param route method and path of the endpoint, e.g. `POST /api/v1/contacts`
  /// @param request what was sent; another one under the same key is refused
  /// @throws Refusal `idempotency.key-reused` for another request under the same key
  public Answer once(
      TenantId tenant, @Nullable String key, String route, String request, Supplier<Answer> work) {
    if (key == null) {
      return transactions.write(tenant, work);
    }
    if (key.isBlank() || key.length() > 200) {
      throw Refusal.field("Idempotency-Key", "send 1 to 200 characters");
    }
    return transactions.write(
        tenant,
        () -> {
          forgetOld(tenant);
          var hash = hash(request);
          if (claim(tenant, key, route, hash)) {
            var answer = work.get();
            keep(tenant, key, route, answer);
            return answer;
          }
          return earlier(tenant, key, route, hash);
        });
  }

  private boolean claim(TenantId tenant, String key, String route, byte[] hash) {
    return db.sql(
                """
                INSERT INTO platform.idempotent_answer (tenant_id, route, key, request, created_at)
                VALUES (:tenant, :route, :key, :request, :now)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("route", route)
            .param("key", key)
            .param("request", hash)
            .param("now", atUtc(clock.instant()))
            .update()
        == 1;
  }

  private void keep(TenantId tenant, String key, String route, Answer answer) {
    db.sql(
            """
            UPDATE platform.idempotent_answer SET status = :status, body = :body
             WHERE tenant_id = :tenant AND route = :route AND key = :key
            """)
        .param("tenant", tenant.value())
        .param("route", route)
        .param("key", key)
        .param("status", answer.status())
        .param("body", answer.body())
        .update();
  }

  private Answer earlier(TenantId tenant, String key, String route, byte[] hash) {
    return db.sql(
            """
            SELECT request, status, body FROM platform.idempotent_answer
             WHERE tenant_id = :tenant AND route = :route AND key = :key
            """)
        .param("tenant", tenant.value())
        .param("route", route)
        .param("key", key)
        .query(
            (row, _) -> {
              if (!MessageDigest.isEqual(row.getBytes("request"), hash)) {
                throw new Refusal(
                    Refusal.Kind.UNPROCESSABLE,
                    "idempotency.key-reused",
                    "This Idempotency-Key was used for another request. Use a new one.");
              }
              return new Answer(
                  row.getInt("status"), Objects.requireNonNull(row.getString("body")));
            })
        .single();
  }

  private void forgetOld(TenantId tenant) {
    db.sql(
            """
            DELETE FROM platform.idempotent_answer
             WHERE tenant_id = :tenant AND created_at < :before
            """)
        .param("tenant", tenant.value())
        .param("before", atUtc(clock.instant().minus(KEPT)))
        .update();
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
