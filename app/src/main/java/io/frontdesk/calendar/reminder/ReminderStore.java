package io.frontdesk.calendar.reminder;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.AppointmentState;
import io.frontdesk.calendar.CancelRule;
import io.frontdesk.calendar.Reminder;
import io.frontdesk.calendar.ReminderPlan;
import io.frontdesk.calendar.ReminderPlan.Kind;
import io.frontdesk.calendar.ReminderPlan.Rule;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Plans of services and reminders of appointments.
@Repository
public class ReminderStore {
  private static final String BY_ID = " AND a.id = :subject";
  private static final String BY_SERVICE = " AND a.service_id = :subject";

  private final JdbcClient db;

  ReminderStore(JdbcClient db) {
    this.db = db;
  }

  public Optional<ReminderPlan> plan(TenantId tenant, ServiceId service) {
    boolean own =
        db.sql(
                """
                SELECT EXISTS (SELECT 1 FROM calendar.reminder_plan
                                WHERE tenant_id = :tenant AND service_id = :service)
                """)
            .param("tenant", tenant.value())
            .param("service", service.value())
            .query(Boolean.class)
            .single();
    if (!own) {
      return Optional.empty();
    }
    return Optional.of(
        new ReminderPlan(
            db.sql(
                    """
                    SELECT before_min, channel, kind, words
                      FROM calendar.reminder_rule
                     WHERE tenant_id = :tenant AND service_id = :service
                    """)
                .param("tenant", tenant.value())
                .param("service", service.value())
                .query((row, _) -> rule(row))
                .list()));
  }

  /// @param plan null: no own plan
  public void replacePlan(
      TenantId tenant, ServiceId service, @Nullable ReminderPlan plan, Instant now) {
    db.sql(
            """
            DELETE FROM calendar.reminder_plan
             WHERE tenant_id = :tenant AND service_id = :service
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .update();
    if (plan == null) {
      return;
    }
    db.sql(
            """
            INSERT INTO calendar.reminder_plan (tenant_id, service_id, updated_at)
            VALUES (:tenant, :service, :now)
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .param("now", atUtc(now))
        .update();
    for (var rule : plan.rules()) {
      db.sql(
              """
              INSERT INTO calendar.reminder_rule
                     (tenant_id, service_id, before_min, channel, kind, words)
              VALUES (:tenant, :service, :before, :channel, :kind, :words)
              """)
          .param("tenant", tenant.value())
          .param("service", service.value())
          .param("before", rule.before().toMinutes())
          .param("channel", code(rule.channel()))
          .param("kind", rule.kind().code())
          .param("words", rule.words())
          .update();
    }
  }

  /// Writes the reminders of one appointment that are still ahead, by the plan of its service.
  void write(TenantId tenant, AppointmentId appointment, Instant now) {
    write(tenant, BY_ID, appointment.value(), now);
  }

  /// Replaces what waits for the open appointments of a service.
  public void planAgain(TenantId tenant, ServiceId service, Instant now) {
    db.sql(
            """
            DELETE FROM calendar.reminder r
             USING calendar.appointment a
             WHERE r.tenant_id = :tenant AND r.state = 'waiting'
               AND a.tenant_id = r.tenant_id AND a.id = r.appointment_id
               AND a.service_id = :service
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .update();
    write(tenant, BY_SERVICE, service.value(), now);
  }

  // In one statement, because it is part of every booking.
  private void write(TenantId tenant, String which, UUID subject, Instant now) {
    var standard = ReminderPlan.STANDARD.rules();
    db.sql(
            """
            INSERT INTO calendar.reminder
                   (tenant_id, appointment_id, revision, before_min, channel, kind, words, due_at,
                    starts_at)
            SELECT a.tenant_id, a.id, a.revision, r.before_min, r.channel, r.kind, r.words,
                   a.starts_at - make_interval(mins => r.before_min), a.starts_at
              FROM calendar.appointment a
                   CROSS JOIN LATERAL
                   (SELECT own.before_min, own.channel, own.kind, own.words
                      FROM calendar.reminder_rule own
                     WHERE own.tenant_id = a.tenant_id AND own.service_id = a.service_id
                     UNION ALL
                    SELECT s.before_min, s.channel, s.kind, s.words
                      FROM unnest(CAST(:befores AS integer[]), CAST(:channels AS text[]),
                                  CAST(:kinds AS text[]), CAST(:words AS text[]))
                           AS s (before_min, channel, kind, words)
                     WHERE NOT EXISTS (SELECT 1 FROM calendar.reminder_plan p
                                        WHERE p.tenant_id = a.tenant_id
                                          AND p.service_id = a.service_id)) r
             WHERE a.tenant_id = :tenant
               AND a.state IN ('booked', 'confirmed')
               AND a.starts_at > :now
               AND a.starts_at - make_interval(mins => r.before_min) > :now
            """
                + which
                + " ON CONFLICT DO NOTHING")
        .param("tenant", tenant.value())
        .param("subject", subject)
        .param("now", atUtc(now))
        .param(
            "befores",
            standard.stream().map(rule -> (int) rule.before().toMinutes()).toArray(Integer[]::new))
        .param(
            "channels", standard.stream().map(rule -> code(rule.channel())).toArray(String[]::new))
        .param("kinds", standard.stream().map(rule -> rule.kind().code()).toArray(String[]::new))
        .param("words", standard.stream().map(Rule::words).toArray(String[]::new))
        .update();
  }

  /// Forgets what waits for an appointment, and settles what was requested for it.
  ///
  /// @return intent keys of the messages that may not have left yet
  List<String> drop(TenantId tenant, AppointmentId appointment, String reason) {
    db.sql(
            """
            DELETE FROM calendar.reminder
             WHERE tenant_id = :tenant AND appointment_id = :appointment AND state = 'waiting'
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .update();
    return db.sql(
            """
            UPDATE calendar.reminder SET state = 'done', reason = :reason
             WHERE tenant_id = :tenant AND appointment_id = :appointment AND state = 'requested'
            RETURNING appointment_id, revision, before_min, channel
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .param("reason", reason)
        .query((row, _) -> key(row))
        .list();
  }

  /// A due reminder, claimed with its appointment.
  record Due(AppointmentId appointment, int revision, Rule rule, Instant startsAt) {
    /// The intent: one message per revision, time and channel.
    String key() {
      return ReminderStore.key(
          appointment.value(), revision, rule.before().toMinutes(), rule.channel());
    }
  }

  /// Claims the oldest reminder that is due, with its appointment, until this transaction ends.
  /// What another transaction holds is passed over, so nobody ever waits here with one of the two
  /// in hand.
  Optional<Due> claim(TenantId tenant, Instant now) {
    return db.sql(
            """
            SELECT r.appointment_id, r.revision, r.before_min, r.channel, r.kind, r.words,
                   r.starts_at
              FROM calendar.reminder r
              JOIN calendar.appointment a
                ON a.tenant_id = r.tenant_id AND a.id = r.appointment_id
             WHERE r.tenant_id = :tenant AND r.state = 'waiting' AND r.due_at <= :now
             ORDER BY r.due_at, r.appointment_id
             LIMIT 1
               FOR NO KEY UPDATE OF a SKIP LOCKED
               FOR UPDATE OF r SKIP LOCKED
            """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .query(
            (row, _) ->
                new Due(
                    new AppointmentId(uuid(row, "appointment_id")),
                    row.getInt("revision"),
                    rule(row),
                    instant(row, "starts_at")))
        .optional();
  }

  /// Whether a later reminder of the same channel is due as well, which tells the same.
  boolean hasLater(TenantId tenant, Due due, Instant now) {
    return db.sql(
            """
            SELECT EXISTS (SELECT 1 FROM calendar.reminder
                            WHERE tenant_id = :tenant AND appointment_id = :appointment
                              AND revision = :revision AND channel = :channel
                              AND state = 'waiting' AND due_at <= :now AND before_min < :before)
            """)
        .param("tenant", tenant.value())
        .param("appointment", due.appointment().value())
        .param("revision", due.revision())
        .param("channel", code(due.rule().channel()))
        .param("before", due.rule().before().toMinutes())
        .param("now", atUtc(now))
        .query(Boolean.class)
        .single();
  }

  void requested(TenantId tenant, Due due, DeliveryId delivery, Instant now) {
    settle(tenant, due, "requested", "", delivery, now);
  }

  void done(TenantId tenant, Due due, String reason, Instant now) {
    settle(tenant, due, "done", reason, null, now);
  }

  private void settle(
      TenantId tenant,
      Due due,
      String state,
      String reason,
      @Nullable DeliveryId delivery,
      Instant now) {
    db.sql(
            """
            UPDATE calendar.reminder
               SET state = :state, reason = :reason, delivery_id = :delivery, requested_at = :now
             WHERE tenant_id = :tenant AND appointment_id = :appointment AND revision = :revision
               AND before_min = :before AND channel = :channel
            """)
        .param("tenant", tenant.value())
        .param("appointment", due.appointment().value())
        .param("revision", due.revision())
        .param("before", due.rule().before().toMinutes())
        .param("channel", code(due.rule().channel()))
        .param("state", state)
        .param("reason", reason)
        .param("delivery", delivery == null ? null : delivery.value())
        .param("now", atUtc(now))
        .update();
  }

  /// Settles reminders of appointments that have begun.
  ///
  /// @return intent keys of their messages, which mean nothing any more if they have not left
  List<String> begun(TenantId tenant, Instant now, int limit) {
    return db.sql(
            """
            UPDATE calendar.reminder r SET state = 'done'
              FROM (SELECT tenant_id, appointment_id, revision, before_min, channel
                      FROM calendar.reminder
                     WHERE tenant_id = :tenant AND state = 'requested' AND starts_at <= :now
                     LIMIT :limit
                       FOR UPDATE SKIP LOCKED) old
             WHERE r.tenant_id = old.tenant_id AND r.appointment_id = old.appointment_id
               AND r.revision = old.revision AND r.before_min = old.before_min
               AND r.channel = old.channel
            RETURNING r.appointment_id, r.revision, r.before_min, r.channel
            """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .param("limit", limit)
        .query((row, _) -> key(row))
        .list();
  }

  /// A question to confirm that is open.
  record Ask(
      AppointmentId appointment, AppointmentState state, Instant askedAt, DeliveryId delivery) {}

  /// What a person was asked to confirm and has not: open appointments that are ahead, as they
  /// stand now, the latest question first and each once.
  List<Ask> openAsks(TenantId tenant, ContactId contact, Instant now) {
    return db.sql(
            """
            SELECT appointment_id, state, requested_at, delivery_id
              FROM (SELECT DISTINCT ON (r.appointment_id)
                           r.appointment_id, a.state, r.requested_at, r.delivery_id
                      FROM calendar.reminder r
                      JOIN calendar.appointment a
                        ON a.tenant_id = r.tenant_id AND a.id = r.appointment_id
                       AND a.revision = r.revision
                     WHERE r.tenant_id = :tenant AND r.kind = 'ask' AND r.state = 'requested'
                       AND a.contact_id = :contact AND a.starts_at > :now
                       AND a.state IN ('booked', 'confirmed')
                     ORDER BY r.appointment_id, r.requested_at DESC) latest
             ORDER BY requested_at DESC
             LIMIT 20
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("now", atUtc(now))
        .query(
            (row, _) ->
                new Ask(
                    new AppointmentId(uuid(row, "appointment_id")),
                    AppointmentState.ofCode(text(row, "state")),
                    instant(row, "requested_at"),
                    new DeliveryId(uuid(row, "delivery_id"))))
        .list();
  }

  public List<Reminder> of(TenantId tenant, AppointmentId appointment) {
    return db.sql(
            """
            SELECT revision, before_min, channel, kind, due_at, state, reason, delivery_id
              FROM calendar.reminder
             WHERE tenant_id = :tenant AND appointment_id = :appointment
             ORDER BY due_at, channel
            """)
        .param("tenant", tenant.value())
        .param("appointment", appointment.value())
        .query(
            (row, _) -> {
              var delivery = uuidOrNull(row, "delivery_id");
              return new Reminder(
                  row.getInt("revision"),
                  row.getLong("before_min"),
                  channel(text(row, "channel")),
                  Kind.ofCode(text(row, "kind")),
                  instant(row, "due_at"),
                  text(row, "state"),
                  text(row, "reason"),
                  delivery == null ? null : new DeliveryId(delivery));
            })
        .list();
  }

  public Optional<CancelRule> cancelRule(TenantId tenant, ServiceId service) {
    return db.sql(
            """
            SELECT hours, fee, allowed FROM calendar.cancel_rule
             WHERE tenant_id = :tenant AND service_id = :service
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .query(
            (row, _) ->
                new CancelRule(row.getInt("hours"), text(row, "fee"), row.getBoolean("allowed")))
        .optional();
  }

  /// @param rule null: none
  public void replaceCancelRule(TenantId tenant, ServiceId service, @Nullable CancelRule rule) {
    db.sql(
            """
            DELETE FROM calendar.cancel_rule
             WHERE tenant_id = :tenant AND service_id = :service
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .update();
    if (rule != null) {
      db.sql(
              """
              INSERT INTO calendar.cancel_rule (tenant_id, service_id, hours, fee, allowed)
              VALUES (:tenant, :service, :hours, :fee, :allowed)
              ON CONFLICT (tenant_id, service_id) DO UPDATE
                 SET hours = excluded.hours, fee = excluded.fee, allowed = excluded.allowed
              """)
          .param("tenant", tenant.value())
          .param("service", service.value())
          .param("hours", rule.hours())
          .param("fee", rule.fee())
          .param("allowed", rule.allowed())
          .update();
    }
  }

  private static Rule rule(ResultSet row) throws SQLException {
    return new Rule(
        Duration.ofMinutes(row.getInt("before_min")),
        channel(text(row, "channel")),
        Kind.ofCode(text(row, "kind")),
        text(row, "words"));
  }

  private static String key(ResultSet row) throws SQLException {
    return key(
        uuid(row, "appointment_id"),
        row.getInt("revision"),
        row.getLong("before_min"),
        channel(text(row, "channel")));
  }

  private static String key(UUID appointment, int revision, long before, Channel channel) {
    return "reminder:%s:%d:%d:%s".formatted(appointment, revision, before, channel);
  }

  private static String code(Channel channel) {
    return channel.name().toLowerCase(Locale.ROOT);
  }

  private static Channel channel(String code) {
    return Channel.valueOf(code.toUpperCase(Locale.ROOT));
  }
}
