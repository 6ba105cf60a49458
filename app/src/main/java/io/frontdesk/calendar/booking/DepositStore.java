package io.frontdesk.calendar.booking;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.DepositPayment;
import io.frontdesk.platform.tenant.TenantId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `calendar.deposit_payment`.
@Repository
public class DepositStore {
  private final JdbcClient db;

  DepositStore(JdbcClient db) {
    this.db = db;
  }

  public Optional<DepositPayment> find(TenantId tenant, AppointmentId appointment) {
    return db.sql(
            """
            SELECT amount_minor, paid_at, marked_by FROM calendar.deposit_payment
             WHERE tenant_id = :tenant AND appointment_id = :appointment
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .query(
            (row, _) ->
                new DepositPayment(
                    row.getLong("amount_minor"), instant(row, "paid_at"), text(row, "marked_by")))
        .optional();
  }

  public void insert(TenantId tenant, AppointmentId appointment, DepositPayment payment) {
    db.sql(
            """
            INSERT INTO calendar.deposit_payment
                   (tenant_id, appointment_id, amount_minor, paid_at, marked_by)
            VALUES (:tenant, :appointment, :amount, :at, :by)
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .param("amount", payment.amountMinor())
        .param("at", atUtc(payment.paidAt()))
        .param("by", payment.markedBy())
        .update();
  }

  /// @return the amount that was marked
  public Optional<Long> delete(TenantId tenant, AppointmentId appointment) {
    return db.sql(
            """
            DELETE FROM calendar.deposit_payment
             WHERE tenant_id = :tenant AND appointment_id = :appointment
            RETURNING amount_minor
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .query((row, _) -> row.getLong("amount_minor"))
        .optional();
  }
}
