package io.frontdesk.calendar.waitlist;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.HoldId;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.WaitlistEntry;
import io.frontdesk.calendar.WaitlistEntry.State;
import io.frontdesk.calendar.WaitlistId;
import io.frontdesk.calendar.WaitlistRequest;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Rows of the waitlist and of its offers.
@Repository
public class WaitlistStore {
  private static final String COLUMNS =
      """
      SELECT w.id, w.contact_id, w.service_id, s.name AS service_name, w.staff_id,
             p.name AS staff_name, w.first_day, w.last_day, w.weekdays, w.opens, w.closes, w.note,
             w.state, w.reason, w.source, w.appointment_id, w.created_at,
             o.id AS offer_id, o.staff_id AS offer_staff, o.starts_at, o.deadline
        FROM calendar.waitlist w
        JOIN calendar.service s ON s.tenant_id = w.tenant_id AND s.id = w.service_id
        LEFT JOIN calendar.staff p ON p.tenant_id = w.tenant_id AND p.id = w.staff_id
        LEFT JOIN calendar.waitlist_offer o
          ON o.tenant_id = w.tenant_id AND o.entry_id = w.id AND o.state = 'open'
      """;

  private final JdbcClient db;

  WaitlistStore(JdbcClient db) {
    this.db = db;
  }

  /// Adds a wish, or changes the one that person has for that service.
  WaitlistId upsert(TenantId tenant, UUID fresh, WaitlistRequest wish, Instant now) {
    var staff = wish.staff();
    return db.sql(
            """
            INSERT INTO calendar.waitlist
                   (tenant_id, id, contact_id, service_id, staff_id, first_day, last_day, weekdays,
                    opens, closes, note, source, created_at, updated_at)
            VALUES (:tenant, :id, :contact, :service, :staff, :first, :last, :days, :opens, :closes,
                    :note, :source, :now, :now)
            ON CONFLICT (tenant_id, contact_id, service_id) WHERE state IN ('waiting', 'offered')
            DO UPDATE SET staff_id = excluded.staff_id, first_day = excluded.first_day,
                          last_day = excluded.last_day, weekdays = excluded.weekdays,
                          opens = excluded.opens, closes = excluded.closes, note = excluded.note,
                          updated_at = excluded.updated_at
            RETURNING id
            """)
        .param("tenant", tenant.value())
        .param("id", fresh)
        .param("contact", wish.contact().value())
        .param("service", wish.service().value())
        .param("staff", staff == null ? null : staff.value())
        .param("first", wish.firstDay())
        .param("last", wish.lastDay())
        .param("days", wish.days().stream().mapToInt(day -> 1 << day.ordinal()).sum())
        .param("opens", wish.within().from())
        .param("closes", wish.within().to())
        .param("note", wish.note())
        .param("source", wish.source().code())
        .param("now", atUtc(now))
        .query((row, _) -> new WaitlistId(uuid(row, "id")))
        .single();
  }

  long openCount(TenantId tenant) {
    return db.sql(
            """
            SELECT count(*) FROM calendar.waitlist
             WHERE tenant_id = :tenant AND state IN ('waiting', 'offered')
            """)
        .param("tenant", tenant.value())
        .query(Long.class)
        .single();
  }

  public Optional<WaitlistEntry> find(TenantId tenant, WaitlistId id, ZoneId zone) {
    return db.sql(COLUMNS + " WHERE w.tenant_id = :tenant AND w.id = :id")
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((row, _) -> entry(row, zone))
        .optional();
  }

  /// As [#find], and nobody else changes it until this transaction ends.
  Optional<WaitlistEntry> lock(TenantId tenant, WaitlistId id, ZoneId zone) {
    db.sql(
            """
            SELECT 1 FROM calendar.waitlist WHERE tenant_id = :tenant AND id = :id
               FOR NO KEY UPDATE
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query((_, _) -> true)
        .optional();
    // A statement of its own, so that it sees what the one we waited for did.
    return find(tenant, id, zone);
  }

  public List<WaitlistEntry> open(TenantId tenant, ZoneId zone) {
    return db.sql(
            COLUMNS
                + """
                   WHERE w.tenant_id = :tenant AND w.state IN ('waiting', 'offered')
                   ORDER BY w.created_at, w.id
                   LIMIT 1000
                  """)
        .param("tenant", tenant.value())
        .query((row, _) -> entry(row, zone))
        .list();
  }

  public List<WaitlistEntry> of(TenantId tenant, ContactId contact, ZoneId zone) {
    return db.sql(
            COLUMNS
                + """
                   WHERE w.tenant_id = :tenant AND w.contact_id = :contact
                   ORDER BY w.created_at DESC, w.id
                   LIMIT 50
                  """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .query((row, _) -> entry(row, zone))
        .list();
  }

  void become(
      TenantId tenant,
      WaitlistId id,
      State state,
      String reason,
      @Nullable AppointmentId appointment,
      Instant now) {
    db.sql(
            """
            UPDATE calendar.waitlist
               SET state = :state, reason = :reason, appointment_id = :appointment,
                   updated_at = :now
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("state", state.code())
        .param("reason", reason)
        .param("appointment", appointment == null ? null : appointment.value())
        .param("now", atUtc(now))
        .update();
  }

  /// Ends wishes whose last day is over and which are not offered anything.
  int expire(TenantId tenant, LocalDate today, Instant now) {
    return db.sql(
            """
            UPDATE calendar.waitlist SET state = 'expired', updated_at = :now
             WHERE tenant_id = :tenant AND state = 'waiting' AND last_day < :today
            """)
        .param("tenant", tenant.value())
        .param("today", today)
        .param("now", atUtc(now))
        .update();
  }

  /// What a person waits for and has booked by other means.
  List<WaitlistId> met(TenantId tenant, ContactId contact, ServiceId service, LocalDate day) {
    return db.sql(
            """
            SELECT id FROM calendar.waitlist
             WHERE tenant_id = :tenant AND contact_id = :contact AND service_id = :service
               AND state IN ('waiting', 'offered') AND :day BETWEEN first_day AND last_day
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("service", service.value())
        .param("day", day)
        .query((row, _) -> new WaitlistId(uuid(row, "id")))
        .list();
  }

  /// An offer with what is needed to end it.
  record OpenOffer(
      UUID id,
      WaitlistId entry,
      StaffId staff,
      Instant startsAt,
      HoldId hold,
      Instant deadline,
      DeliveryId delivery,
      boolean unreached) {}

  /// The offer of a wish that is locked.
  Optional<OpenOffer> openOffer(TenantId tenant, WaitlistId entry) {
    return db.sql(OFFER + " AND entry_id = :entry AND state = 'open'")
        .param("tenant", tenant.value())
        .param("entry", entry.value())
        .query((row, _) -> offer(row))
        .optional();
  }

  /// One that nobody answered in time.
  Optional<OpenOffer> lapsed(TenantId tenant, Instant now) {
    return db.sql(OFFER + " AND state = 'open' AND deadline <= :now ORDER BY deadline LIMIT 1")
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .query((row, _) -> offer(row))
        .optional();
  }

  private static final String OFFER =
      """
      SELECT id, entry_id, staff_id, starts_at, hold_id, deadline, delivery_id, unreached
        FROM calendar.waitlist_offer
       WHERE tenant_id = :tenant
      """;

  void addOffer(TenantId tenant, OpenOffer offer, Instant end, Instant now) {
    db.sql(
            """
            INSERT INTO calendar.waitlist_offer
                   (tenant_id, id, entry_id, staff_id, starts_at, ends_at, hold_id, offered_at,
                    deadline, delivery_id)
            VALUES (:tenant, :id, :entry, :staff, :start, :end, :hold, :now, :deadline, :delivery)
            """)
        .param("tenant", tenant.value())
        .param("id", offer.id())
        .param("entry", offer.entry().value())
        .param("staff", offer.staff().value())
        .param("start", atUtc(offer.startsAt()))
        .param("end", atUtc(end))
        .param("hold", offer.hold().value())
        .param("now", atUtc(now))
        .param("deadline", atUtc(offer.deadline()))
        .param("delivery", offer.delivery().value())
        .update();
  }

  /// @param state `taken`, `declined`, `lapsed` or `gone`
  void endOffer(TenantId tenant, UUID offer, String state) {
    db.sql(
            """
            UPDATE calendar.waitlist_offer SET state = :state
             WHERE tenant_id = :tenant AND id = :id AND state = 'open'
            """)
        .param("tenant", tenant.value())
        .param("id", offer)
        .param("state", state)
        .update();
  }

  /// Ends the wait for an answer to a text that did not arrive.
  boolean unreached(TenantId tenant, DeliveryId delivery, Instant now) {
    return db.sql(
                """
                UPDATE calendar.waitlist_offer SET unreached = true, deadline = :now
                 WHERE tenant_id = :tenant AND delivery_id = :delivery AND state = 'open'
                """)
            .param("tenant", tenant.value())
            .param("delivery", delivery.value())
            .param("now", atUtc(now))
            .update()
        > 0;
  }

  /// The starts a wish was offered before.
  Set<Instant> offered(TenantId tenant, WaitlistId entry) {
    return new HashSet<>(
        db.sql(
                """
                SELECT starts_at FROM calendar.waitlist_offer
                 WHERE tenant_id = :tenant AND entry_id = :entry
                """)
            .param("tenant", tenant.value())
            .param("entry", entry.value())
            .query((row, _) -> instant(row, "starts_at"))
            .list());
  }

  /// An offer that waits for its answer, or has just ended.
  record Offered(WaitlistId entry, DeliveryId delivery, Instant at, boolean open) {}

  /// A person's, with those since `since` that are over, so that a late answer is told so; open
  /// ones first, then the latest.
  List<Offered> offeredTo(TenantId tenant, ContactId contact, Instant since) {
    return db.sql(
            """
            SELECT w.id, o.delivery_id, o.offered_at, o.state = 'open' AS open
              FROM calendar.waitlist w
              JOIN calendar.waitlist_offer o
                ON o.tenant_id = w.tenant_id AND o.entry_id = w.id
             WHERE w.tenant_id = :tenant AND w.contact_id = :contact
               AND (o.state = 'open'
                    OR o.state IN ('taken', 'lapsed', 'gone') AND o.offered_at > :since)
             ORDER BY o.state = 'open' DESC, o.offered_at DESC
             LIMIT 5
            """)
        .param("tenant", tenant.value())
        .param("contact", contact.value())
        .param("since", atUtc(since))
        .query(
            (row, _) ->
                new Offered(
                    new WaitlistId(uuid(row, "id")),
                    new DeliveryId(uuid(row, "delivery_id")),
                    instant(row, "offered_at"),
                    row.getBoolean("open")))
        .list();
  }

  Optional<Instant> nextDeadline(TenantId tenant) {
    return Optional.ofNullable(
        db.sql(
                """
                SELECT min(deadline) AS deadline FROM calendar.waitlist_offer
                 WHERE tenant_id = :tenant AND state = 'open'
                """)
            .param("tenant", tenant.value())
            .query((row, _) -> instantOrNull(row, "deadline"))
            .list()
            .getFirst());
  }

  /// Has the list looked at soon. Where there is none, nothing happens unless `make`.
  void nudge(TenantId tenant, boolean make, Instant now) {
    db.sql(
            make
                ? """
                  INSERT INTO calendar.waitlist_turn (tenant_id, due_at) VALUES (:tenant, :now)
                  ON CONFLICT (tenant_id) DO UPDATE
                     SET due_at = least(waitlist_turn.due_at, excluded.due_at),
                         nudges = waitlist_turn.nudges + 1
                  """
                : """
                  UPDATE calendar.waitlist_turn
                     SET due_at = least(due_at, :now), nudges = nudges + 1
                   WHERE tenant_id = :tenant
                  """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .update();
  }

  /// Makes this transaction the only one that looks at the list.
  ///
  /// @return the nudges so far; empty when someone else is looking, or it is not due
  Optional<Long> begin(TenantId tenant, Instant now) {
    boolean mine =
        db.sql("SELECT pg_try_advisory_xact_lock(hashtextextended('waitlist:' || :tenant, 0))")
            .param("tenant", tenant.toString())
            .query(Boolean.class)
            .single();
    if (!mine) {
      return Optional.empty();
    }
    return db.sql(
            """
            SELECT nudges FROM calendar.waitlist_turn
             WHERE tenant_id = :tenant AND due_at <= :now
            """)
        .param("tenant", tenant.value())
        .param("now", atUtc(now))
        .query((row, _) -> row.getLong("nudges"))
        .optional();
  }

  /// Puts the next look off, unless something was nudged since this one began.
  void end(TenantId tenant, long nudges, Instant next) {
    db.sql(
            """
            UPDATE calendar.waitlist_turn SET due_at = :next
             WHERE tenant_id = :tenant AND nudges = :nudges
            """)
        .param("tenant", tenant.value())
        .param("next", atUtc(next))
        .param("nudges", nudges)
        .update();
  }

  void moveContact(TenantId tenant, ContactId gone, ContactId kept) {
    // Where both wait for the same service, the wish of the one who was kept stays.
    db.sql(
            """
            UPDATE calendar.waitlist w SET state = 'left', reason = 'merged'
             WHERE w.tenant_id = :tenant AND w.contact_id = :gone
               AND w.state IN ('waiting', 'offered')
               AND EXISTS (SELECT 1 FROM calendar.waitlist k
                            WHERE k.tenant_id = w.tenant_id AND k.contact_id = :kept
                              AND k.service_id = w.service_id
                              AND k.state IN ('waiting', 'offered'))
            """)
        .param("tenant", tenant.value())
        .param("gone", gone.value())
        .param("kept", kept.value())
        .update();
    db.sql(
            """
            UPDATE calendar.waitlist SET contact_id = :kept
             WHERE tenant_id = :tenant AND contact_id = :gone
            """)
        .param("tenant", tenant.value())
        .param("gone", gone.value())
        .param("kept", kept.value())
        .update();
  }

  private static OpenOffer offer(ResultSet row) throws SQLException {
    return new OpenOffer(
        uuid(row, "id"),
        new WaitlistId(uuid(row, "entry_id")),
        new StaffId(uuid(row, "staff_id")),
        instant(row, "starts_at"),
        new HoldId(uuid(row, "hold_id")),
        instant(row, "deadline"),
        new DeliveryId(uuid(row, "delivery_id")),
        row.getBoolean("unreached"));
  }

  private static WaitlistEntry entry(ResultSet row, ZoneId zone) throws SQLException {
    var staff = uuidOrNull(row, "staff_id");
    var appointment = uuidOrNull(row, "appointment_id");
    var offer = uuidOrNull(row, "offer_id");
    return new WaitlistEntry(
        new WaitlistId(uuid(row, "id")),
        new ContactId(uuid(row, "contact_id")),
        new ServiceId(uuid(row, "service_id")),
        text(row, "service_name"),
        staff == null ? null : new StaffId(staff),
        row.getString("staff_name"),
        Objects.requireNonNull(row.getObject("first_day", LocalDate.class)),
        Objects.requireNonNull(row.getObject("last_day", LocalDate.class)),
        days(row.getInt("weekdays")),
        new TimeRange(
            Objects.requireNonNull(row.getObject("opens", LocalTime.class)),
            Objects.requireNonNull(row.getObject("closes", LocalTime.class))),
        text(row, "note"),
        State.ofCode(text(row, "state")),
        text(row, "reason"),
        Source.ofCode(text(row, "source")),
        appointment == null ? null : new AppointmentId(appointment),
        offer == null
            ? null
            : new WaitlistEntry.Offer(
                offer,
                new StaffId(uuid(row, "offer_staff")),
                instant(row, "starts_at").atZone(zone),
                instant(row, "deadline").atZone(zone)),
        instant(row, "created_at"));
  }

  private static Set<DayOfWeek> days(int bits) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var day : DayOfWeek.values()) {
      if ((bits & 1 << day.ordinal()) != 0) {
        days.add(day);
      }
    }
    return days;
  }
}
