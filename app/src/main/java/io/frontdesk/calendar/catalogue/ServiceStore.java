package io.frontdesk.calendar.catalogue;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.calendar.IntakeQuestion;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rows of services: who does them, what they need, where, and what is asked.
@Repository
public class ServiceStore {
  /// The columns of a service's own row, `s`.
  static final String COLUMNS =
      """
      s.id, s.name, s.description, s.kind, s.seats, s.duration_min, s.before_min, s.after_min,
      s.step_min, s.offset_min, s.price_minor, s.deposit_minor, s.currency, s.colour, s.online,
      s.notice_min, s.horizon_days, s.max_per_day, s.people, s.by_turn, s.at_client, s.travel_min,
      s.archived_at IS NOT NULL AS archived, s.version
      """;

  private final JdbcClient db;
  private final JsonMapper json;

  ServiceStore(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  /// Services by name, whole.
  ///
  /// @param only one of them, or all when null
  public List<Service> services(TenantId tenant, @Nullable ServiceId only) {
    return db.sql(
            "SELECT "
                + COLUMNS
                + """
                   , (SELECT coalesce(jsonb_agg(ss.staff_id ORDER BY ss.priority, lower(p.name)),
                             '[]')
                        FROM calendar.service_staff ss
                        JOIN calendar.staff p
                          ON p.tenant_id = ss.tenant_id AND p.id = ss.staff_id
                       WHERE ss.tenant_id = s.tenant_id AND ss.service_id = s.id
                         AND p.archived_at IS NULL) AS staff,
                     (SELECT coalesce(jsonb_agg(
                               jsonb_build_object('quantity', n.quantity, 'resources',
                                 (SELECT coalesce(jsonb_agg(r.resource_id ORDER BY r.resource_id),
                                         '[]')
                                    FROM calendar.service_resource r
                                   WHERE r.tenant_id = n.tenant_id
                                     AND r.service_id = n.service_id AND r.need = n.need))
                               ORDER BY n.need), '[]')
                        FROM calendar.service_need n
                       WHERE n.tenant_id = s.tenant_id AND n.service_id = s.id) AS needs,
                     (SELECT coalesce(jsonb_agg(l.location_id ORDER BY l.location_id), '[]')
                        FROM calendar.service_location l
                       WHERE l.tenant_id = s.tenant_id AND l.service_id = s.id) AS locations,
                     (SELECT coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'label', q.label,
                               'kind', q.kind, 'choices', q.choices, 'required', q.required)
                               ORDER BY q.position), '[]')
                        FROM calendar.intake_question q
                       WHERE q.tenant_id = s.tenant_id AND q.service_id = s.id) AS questions
                    FROM calendar.service s
                   WHERE s.tenant_id = :tenant
                     AND (CAST(:only AS uuid) IS NULL OR s.id = :only)
                   ORDER BY lower(s.name)
                  """)
        .param("tenant", tenant.value())
        .param("only", only == null ? null : only.value())
        .query(
            (row, _) ->
                service(
                    row,
                    ids(json(row, "staff"), StaffId::parse),
                    needs(json(row, "needs")),
                    ids(json(row, "locations"), LocationId::parse),
                    questions(json(row, "questions"))))
        .list();
  }

  /// What is asked of those who book it, in order.
  public List<IntakeQuestion> questions(TenantId tenant, ServiceId id) {
    return db.sql(
            """
            SELECT id, label, kind, choices, required
              FROM calendar.intake_question
             WHERE tenant_id = :tenant AND service_id = :id
             ORDER BY position
            """)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .query(
            (row, _) ->
                new IntakeQuestion(
                    uuid(row, "id"),
                    text(row, "label"),
                    IntakeQuestion.Kind.valueOf(text(row, "kind").toUpperCase(Locale.ROOT)),
                    List.of((String[]) Objects.requireNonNull(row.getArray("choices")).getArray()),
                    row.getBoolean("required")))
        .list();
  }

  public void insert(
      TenantId tenant, ServiceId id, ServiceDraft draft, String currency, Instant now) {
    filled(
            """
            INSERT INTO calendar.service
                   (tenant_id, id, name, description, kind, seats, duration_min, before_min,
                    after_min, step_min, offset_min, price_minor, deposit_minor, currency, colour,
                    online, notice_min, horizon_days, max_per_day, people, by_turn, at_client,
                    travel_min, created_at, updated_at)
            VALUES (:tenant, :id, :name, :description, :kind, :seats, :duration, :before,
                    :after, :step, :offset, :price, :deposit, :currency, :colour,
                    :online, :notice, :horizon, :max, :people, :turn, :atClient,
                    :travel, :now, :now)
            """,
            tenant,
            id,
            draft,
            currency,
            now)
        .update();
    putParts(tenant, id, draft);
  }

  /// @return false when `version` is no longer the current one
  public boolean update(
      TenantId tenant,
      ServiceId id,
      ServiceDraft draft,
      String currency,
      long version,
      Instant now) {
    int changed =
        filled(
                """
                UPDATE calendar.service
                   SET name = :name, description = :description, kind = :kind, seats = :seats,
                       duration_min = :duration, before_min = :before, after_min = :after,
                       step_min = :step, offset_min = :offset, price_minor = :price,
                       deposit_minor = :deposit, currency = :currency, colour = :colour,
                       online = :online, notice_min = :notice, horizon_days = :horizon,
                       max_per_day = :max, people = :people, by_turn = :turn,
                       at_client = :atClient, travel_min = :travel, updated_at = :now,
                       version = version + 1
                 WHERE tenant_id = :tenant AND id = :id AND version = :version
                """,
                tenant,
                id,
                draft,
                currency,
                now)
            .param("version", version)
            .update();
    if (changed == 0) {
      return false;
    }
    for (var part :
        List.of("service_staff", "service_need", "service_location", "intake_question")) {
      db.sql("DELETE FROM calendar." + part + " WHERE tenant_id = :tenant AND service_id = :id")
          .param("tenant", tenant.value())
          .param("id", id.value())
          .update();
    }
    putParts(tenant, id, draft);
    return true;
  }

  /// Archives a service or brings it back.
  public boolean archive(TenantId tenant, ServiceId id, boolean archived, Instant now) {
    return db.sql(
                """
                UPDATE calendar.service
                   SET archived_at = CASE WHEN :archived THEN coalesce(archived_at, :now) END,
                       updated_at = :now, version = version + 1
                 WHERE tenant_id = :tenant AND id = :id
                """)
            .param("tenant", tenant.value())
            .param("id", id.value())
            .param("archived", archived)
            .param("now", atUtc(now))
            .update()
        == 1;
  }

  private JdbcClient.StatementSpec filled(
      String sql, TenantId tenant, ServiceId id, ServiceDraft draft, String currency, Instant now) {
    return db.sql(sql)
        .param("tenant", tenant.value())
        .param("id", id.value())
        .param("name", draft.name())
        .param("description", draft.description())
        .param("kind", draft.kind().name().toLowerCase(Locale.ROOT))
        .param("seats", draft.seats())
        .param("duration", draft.durationMin())
        .param("before", draft.beforeMin())
        .param("after", draft.afterMin())
        .param("step", draft.stepMin())
        .param("offset", draft.offsetMin())
        .param("price", draft.priceMinor())
        .param("deposit", draft.depositMinor())
        .param("currency", currency)
        .param("colour", draft.colour())
        .param("online", draft.online())
        .param("notice", draft.noticeMin())
        .param("horizon", draft.horizonDays())
        .param("max", draft.maxPerDay())
        .param("people", draft.people())
        .param("turn", draft.byTurn())
        .param("atClient", draft.atClient())
        .param("travel", draft.travelMin())
        .param("now", atUtc(now));
  }

  private void putParts(TenantId tenant, ServiceId id, ServiceDraft draft) {
    putStaff(tenant, id, draft.staff());
    putNeeds(tenant, id, draft.needs());
    putLocations(tenant, id, draft.locations());
    for (int i = 0; i < draft.questions().size(); i++) {
      putQuestion(tenant, id, i, draft.questions().get(i));
    }
  }

  private void putStaff(TenantId tenant, ServiceId service, List<StaffId> staff) {
    db.sql(
            """
            INSERT INTO calendar.service_staff (tenant_id, service_id, staff_id)
            SELECT p.tenant_id, :service, p.id
              FROM calendar.staff p
             WHERE p.tenant_id = :tenant AND p.id = ANY(:staff)
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .param("staff", staff.stream().map(StaffId::value).toArray(UUID[]::new))
        .update();
  }

  private void putNeeds(TenantId tenant, ServiceId service, List<Service.Need> needs) {
    for (int i = 0; i < needs.size(); i++) {
      var need = needs.get(i);
      db.sql(
              """
              INSERT INTO calendar.service_need (tenant_id, service_id, need, quantity)
              VALUES (:tenant, :service, :need, :quantity)
              """)
          .param("tenant", tenant.value())
          .param("service", service.value())
          .param("need", i)
          .param("quantity", need.quantity())
          .update();
      db.sql(
              """
              INSERT INTO calendar.service_resource (tenant_id, service_id, need, resource_id)
              SELECT r.tenant_id, :service, :need, r.id
                FROM calendar.resource r
               WHERE r.tenant_id = :tenant AND r.id = ANY(:resources)
              """)
          .param("tenant", tenant.value())
          .param("service", service.value())
          .param("need", i)
          .param("resources", need.resources().stream().map(ResourceId::value).toArray(UUID[]::new))
          .update();
    }
  }

  private void putLocations(TenantId tenant, ServiceId service, List<LocationId> locations) {
    db.sql(
            """
            INSERT INTO calendar.service_location (tenant_id, service_id, location_id)
            SELECT l.tenant_id, :service, l.id
              FROM calendar.location l
             WHERE l.tenant_id = :tenant AND l.id = ANY(:locations)
            """)
        .param("tenant", tenant.value())
        .param("service", service.value())
        .param("locations", locations.stream().map(LocationId::value).toArray(UUID[]::new))
        .update();
  }

  private void putQuestion(
      TenantId tenant, ServiceId service, int position, IntakeQuestion question) {
    db.sql(
            """
            INSERT INTO calendar.intake_question
                   (tenant_id, id, service_id, position, label, kind, choices, required)
            VALUES (:tenant, :id, :service, :position, :label, :kind, :choices, :required)
            """)
        .param("tenant", tenant.value())
        .param("id", question.id())
        .param("service", service.value())
        .param("position", position)
        .param("label", question.label())
        .param("kind", question.kind().code())
        .param("choices", question.choices().toArray(String[]::new))
        .param("required", question.required())
        .update();
  }

  private JsonNode json(ResultSet row, String column) throws SQLException {
    return json.readTree(text(row, column));
  }

  private static <T> List<T> ids(JsonNode ids, Function<String, T> read) {
    return ids.valueStream().map(id -> read.apply(id.asString())).toList();
  }

  private static List<Service.Need> needs(JsonNode needs) {
    return needs
        .valueStream()
        .map(
            need ->
                new Service.Need(
                    need.path("quantity").asInt(), ids(need.path("resources"), ResourceId::parse)))
        .toList();
  }

  private static List<IntakeQuestion> questions(JsonNode questions) {
    var all = new ArrayList<IntakeQuestion>();
    for (var one : questions) {
      all.add(
          new IntakeQuestion(
              UUID.fromString(one.path("id").asString()),
              one.path("label").asString(),
              IntakeQuestion.Kind.valueOf(one.path("kind").asString().toUpperCase(Locale.ROOT)),
              one.path("choices").valueStream().map(JsonNode::asString).toList(),
              one.path("required").asBoolean()));
    }
    return all;
  }

  /// Reads [#COLUMNS] and adds the rest.
  static Service service(
      ResultSet row,
      List<StaffId> staff,
      List<Service.Need> needs,
      List<LocationId> locations,
      List<IntakeQuestion> questions)
      throws SQLException {
    return new Service(
        new ServiceId(uuid(row, "id")),
        text(row, "name"),
        text(row, "description"),
        Service.Kind.valueOf(text(row, "kind").toUpperCase(Locale.ROOT)),
        row.getInt("seats"),
        minutes(row, "duration_min"),
        minutes(row, "before_min"),
        minutes(row, "after_min"),
        minutes(row, "step_min"),
        minutes(row, "offset_min"),
        (Long) row.getObject("price_minor"),
        (Long) row.getObject("deposit_minor"),
        text(row, "currency"),
        text(row, "colour"),
        row.getBoolean("online"),
        minutes(row, "notice_min"),
        row.getInt("horizon_days"),
        (Integer) row.getObject("max_per_day"),
        row.getInt("people"),
        row.getBoolean("by_turn"),
        row.getBoolean("at_client"),
        minutes(row, "travel_min"),
        staff,
        needs,
        locations,
        questions,
        row.getBoolean("archived"),
        row.getLong("version"));
  }

  private static Duration minutes(ResultSet row, String column) throws SQLException {
    return Duration.ofMinutes(row.getInt(column));
  }
}
