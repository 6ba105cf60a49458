package io.frontdesk.access.audit;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// SQL of the audit log; call it inside a transaction.
@Repository
public class AuditStore {
  private final JdbcClient db;
  private final JsonMapper json;

  AuditStore(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  public void insert(
      TenantId tenant,
      Instant at,
      Actor actor,
      String action,
      String subjectType,
      String subjectId,
      Map<String, ?> detail) {
    db.sql(
            """
            INSERT INTO access.audit (tenant_id, audit_id, at, actor_kind, actor_id, actor_name,
                                      action, subject_type, subject_id, detail)
            VALUES (:tenant, :id, :at, :kind, :actor, :name, :action, :type, :subject,
                    CAST(:detail AS jsonb))
            """)
        .param("tenant", tenant.value())
        .param("id", Uuid7.next())
        .param("at", atUtc(at))
        .param("kind", kind(actor))
        .param("actor", id(actor))
        .param("name", actor.name())
        .param("action", action)
        .param("type", subjectType)
        .param("subject", subjectId)
        .param("detail", json.writeValueAsString(detail))
        .update();
  }

  /// What a page of the log shows. Empty texts filter nothing.
  ///
  /// @param action exact, or a beginning that ends with a dot
  public record Filter(String action, String actor, String subject) {}

  /// Lines older than `before`, newest first.
  List<AuditLine> page(TenantId tenant, Filter filter, @Nullable UUID before, int limit) {
    return db.sql(
            """
            SELECT audit_id, at, actor_kind, actor_name, action, subject_type, subject_id, detail
              FROM access.audit
             WHERE tenant_id = :tenant
               AND (CAST(:before AS uuid) IS NULL OR audit_id < CAST(:before AS uuid))
               AND (:action = '' OR action = :action
                    OR (:action LIKE '%.' AND starts_with(action, :action)))
               AND (:actor = '' OR strpos(lower(actor_name), lower(:actor)) > 0)
               AND (:subject = '' OR subject_id = :subject)
             ORDER BY audit_id DESC
             LIMIT :limit
            """)
        .param("tenant", tenant.value())
        .param("before", before)
        .param("action", filter.action())
        .param("actor", filter.actor())
        .param("subject", filter.subject())
        .param("limit", limit)
        .query(
            (row, _) ->
                new AuditLine(
                    uuid(row, "audit_id"),
                    instant(row, "at"),
                    text(row, "actor_kind"),
                    text(row, "actor_name"),
                    text(row, "action"),
                    text(row, "subject_type"),
                    text(row, "subject_id"),
                    text(row, "detail")))
        .list();
  }

  private static String kind(Actor actor) {
    return switch (actor) {
      case Actor.Person _ -> "person";
      case Actor.Key _ -> "key";
      case Actor.Program _ -> "program";
    };
  }

  private static String id(Actor actor) {
    return switch (actor) {
      case Actor.Person person -> person.account().value().toString();
      case Actor.Key key -> key.key().toString();
      case Actor.Program program -> program.name();
    };
  }
}
