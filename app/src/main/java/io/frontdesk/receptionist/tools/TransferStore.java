package io.frontdesk.receptionist.tools;

import static io.frontdesk.platform.db.Sql.atUtc;

import io.frontdesk.calls.CallId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.TransferTo;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Where calls were handed to.
@Component
class TransferStore {
  private final JdbcClient db;

  TransferStore(JdbcClient db) {
    this.db = db;
  }

  public int count(TenantId tenant, CallId call) {
    return db.sql(
            """
            SELECT count(*) FROM receptionist.transfer
             WHERE tenant_id = :tenant AND call_id = :call
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .query((row, _) -> row.getInt(1))
        .single();
  }

  public void insert(TenantId tenant, CallId call, String toolCallId, TransferTo to, Instant at) {
    db.sql(
            """
            INSERT INTO receptionist.transfer (tenant_id, call_id, tool_call_id, department, number,
                                               reason, created_at)
            VALUES (:tenant, :call, :toolCall, :department, :number, :reason, :at)
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("toolCall", toolCallId)
        .param("department", to.department())
        .param("number", to.number().e164())
        .param("reason", to.summary())
        .param("at", atUtc(at))
        .update();
  }
}
