package io.frontdesk.receptionist.tools;

import static io.frontdesk.platform.db.Sql.atUtc;

import io.frontdesk.platform.tenant.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Messages callers left.
@Component
class MessageStore {
  private final JdbcClient db;

  MessageStore(JdbcClient db) {
    this.db = db;
  }

  public void insert(TenantId tenant, TakenMessage message) {
    db.sql(
            """
            INSERT INTO receptionist.message (tenant_id, id, call_id, contact_id, caller_name,
                                              call_back, body, urgent, created_at)
            VALUES (:tenant, :id, :call, :contact, :name, :callBack, :body, :urgent, :at)
            """)
        .param("tenant", tenant.value())
        .param("id", message.id())
        .param("call", message.call().value())
        .param("contact", message.contact() == null ? null : message.contact().value())
        .param("name", message.callerName())
        .param("callBack", message.callBack() == null ? null : message.callBack().e164())
        .param("body", message.body())
        .param("urgent", message.urgent())
        .param("at", atUtc(message.at()))
        .update();
  }
}
