package io.frontdesk.receptionist.tools;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.atUtcOrNull;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calls.CallId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What was read back in a call, and how often its caller could not be recognised.
@Component
class ReadBackStore {
  private final JdbcClient db;

  ReadBackStore(JdbcClient db) {
    this.db = db;
  }

  enum Action {
    CANCEL,
    MOVE;

    String code() {
      return this == CANCEL ? "cancel" : "move";
    }
  }

  /// @param start where it shall move to, null for a cancellation
  void read(
      TenantId tenant,
      CallId call,
      Appointment appointment,
      Action action,
      @Nullable Instant start,
      Instant now) {
    db.sql(
            """
            INSERT INTO receptionist.read_back
                   (tenant_id, call_id, appointment_id, action, revision, starts_at, created_at)
            VALUES (:tenant, :call, :appointment, :action, :revision, :start, :now)
            ON CONFLICT (tenant_id, call_id, appointment_id, action) DO UPDATE
               SET revision = excluded.revision, starts_at = excluded.starts_at,
                   created_at = excluded.created_at
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("appointment", appointment.id().value())
        .param("action", action.code())
        .param("revision", appointment.revision())
        .param("start", atUtcOrNull(start))
        .param("now", atUtc(now))
        .update();
  }

  /// Whether exactly this was read back in this call.
  boolean wasRead(
      TenantId tenant,
      CallId call,
      Appointment appointment,
      Action action,
      @Nullable Instant start) {
    return db.sql(
            """
            SELECT EXISTS (SELECT 1 FROM receptionist.read_back
                            WHERE tenant_id = :tenant AND call_id = :call
                              AND appointment_id = :appointment AND action = :action
                              AND revision = :revision
                              AND starts_at IS NOT DISTINCT FROM CAST(:start AS timestamptz))
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("appointment", appointment.id().value())
        .param("action", action.code())
        .param("revision", appointment.revision())
        .param("start", atUtcOrNull(start))
        .query(Boolean.class)
        .single();
  }

  /// The appointments whose cancellation was read back in this call.
  List<AppointmentId> readForCancelling(TenantId tenant, CallId call) {
    return db.sql(
            """
            SELECT appointment_id FROM receptionist.read_back
             WHERE tenant_id = :tenant AND call_id = :call AND action = 'cancel'
             ORDER BY created_at DESC
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .query((row, _) -> new AppointmentId(uuid(row, "appointment_id")))
        .list();
  }

  void missed(TenantId tenant, CallId call) {
    db.sql(
            """
            INSERT INTO receptionist.identity_miss (tenant_id, call_id, misses)
            VALUES (:tenant, :call, 1)
            ON CONFLICT (tenant_id, call_id) DO UPDATE SET misses = identity_miss.misses + 1
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .update();
  }

  int misses(TenantId tenant, CallId call) {
    return db.sql(
            """
            SELECT misses FROM receptionist.identity_miss
             WHERE tenant_id = :tenant AND call_id = :call
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .query(Integer.class)
        .optional()
        .orElse(0);
  }
}
