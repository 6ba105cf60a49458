package io.frontdesk.receptionist.ledger;

import static io.frontdesk.platform.db.Sql.atUtc;

import io.frontdesk.calls.CallId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// One row per tool call, with its stored answer.
@Component
public class ToolCallStore {
  private final JdbcClient db;

  ToolCallStore(JdbcClient db) {
    this.db = db;
  }

  /// Bounds how long the rest of the transaction may wait or compute, so that a caller is never
  /// kept waiting by a lock.
  public void boundTransaction(TenantId tenant) {
    db.sql(
            """
            SELECT set_config('lock_timeout', '4s', true),
                   set_config('statement_timeout', '4500ms', true)
             WHERE CAST(:tenant AS uuid) IS NOT NULL
            """)
        .param("tenant", tenant.value())
        .query((_, _) -> true)
        .single();
  }

  /// Takes the call for this transaction. While another transaction holds it, waits for its end.
  ///
  /// @return false when it has been answered already
  public boolean claim(
      TenantId tenant, CallId call, String toolCallId, String tool, byte[] digest, Instant at) {
    return db.sql(
                """
                INSERT INTO receptionist.tool_call (tenant_id, call_id, tool_call_id, tool,
                                                    arguments_digest, started_at)
                VALUES (:tenant, :call, :toolCall, :tool, :digest, :at)
                ON CONFLICT DO NOTHING
                """)
            .param("tenant", tenant.value())
            .param("call", call.value())
            .param("toolCall", toolCallId)
            .param("tool", tool)
            .param("digest", digest)
            .param("at", atUtc(at))
            .update()
        == 1;
  }

  /// Stores the answer of a call claimed in this transaction.
  ///
  /// @param answer JSON
  public void answered(
      TenantId tenant,
      CallId call,
      String toolCallId,
      String outcome,
      String answer,
      long tookMicros) {
    db.sql(
            """
            UPDATE receptionist.tool_call
               SET outcome = :outcome, answer = CAST(:answer AS json), took_micros = :took
             WHERE tenant_id = :tenant AND call_id = :call AND tool_call_id = :toolCall
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("toolCall", toolCallId)
        .param("outcome", outcome)
        .param("answer", answer)
        .param("took", tookMicros)
        .update();
  }

  /// The stored answer as JSON.
  public Optional<String> find(TenantId tenant, CallId call, String toolCallId) {
    return db.sql(
            """
            SELECT CAST(answer AS text) AS answer
              FROM receptionist.tool_call
             WHERE tenant_id = :tenant AND call_id = :call AND tool_call_id = :toolCall
               AND answer IS NOT NULL
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("toolCall", toolCallId)
        .query(String.class)
        .optional();
  }
}
