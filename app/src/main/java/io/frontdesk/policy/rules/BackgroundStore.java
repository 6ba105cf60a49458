package io.frontdesk.policy.rules;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.PersonPlaces;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.WorkspaceRules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What a decision needs to know beside suppressions and switches: the workspace's own rules, the
/// consent, the last proof of contact, the stated place.
@Repository
public class BackgroundStore {
  /// The latest word on one purpose.
  record Consent(boolean granted, Consents.Kind kind, long seq, Instant at) {}

  /// The workspace's own rules, and whether it shares opt-outs with its agency.
  record House(WorkspaceRules.Choice choice, boolean sharesWithAgency) {}

  private final JdbcClient db;

  BackgroundStore(JdbcClient db) {
    this.db = db;
  }

  House house(TenantId tenant) {
    return db.sql(
            """
            SELECT o.changed_at, o.number_age_months, o.marketing_per_day, o.segments_per_day,
                   o.segments_per_month, o.micros_per_day, o.micros_per_month, o.segment_micros,
                   one.shares
              FROM (SELECT policy.shares_with_agency() AS shares) one
              LEFT JOIN policy.own_rules o ON o.tenant_id = :tenant
            """)
        .param("tenant", tenant.value())
        .query(
            (row, _) ->
                new House(
                    row.getObject("changed_at") == null
                        ? WorkspaceRules.Choice.DEFAULT
                        : choice(row),
                    row.getBoolean("shares")))
        .single();
  }

  /// The latest consent of each address that has any.
  Map<Bytes, Consent> consents(
      TenantId tenant, Channel channel, Purpose purpose, List<byte[]> hashes) {
    var found = new HashMap<Bytes, Consent>();
    db.sql(
            """
            SELECT DISTINCT ON (address_hash) address_hash, granted, kind, seq, at
              FROM policy.consent
             WHERE tenant_id = :tenant AND channel = :channel AND address_hash = ANY(:hashes)
               AND purpose = :purpose
             ORDER BY address_hash, seq DESC
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("hashes", hashes.toArray(byte[][]::new))
        .param("purpose", purpose.name())
        .query((row, _) -> found.put(bytes(row), consent(row)))
        .list();
    return found;
  }

  /// When each address last proved to be its owner's, of those that ever did.
  Map<Bytes, Instant> proofs(TenantId tenant, List<byte[]> hashes) {
    var found = new HashMap<Bytes, Instant>();
    db.sql(
            """
            SELECT address_hash, at
              FROM policy.address_proof
             WHERE tenant_id = :tenant AND address_hash = ANY(:hashes)
            """)
        .param("tenant", tenant.value())
        .param("hashes", hashes.toArray(byte[][]::new))
        .query((row, _) -> found.put(bytes(row), instant(row, "at")))
        .list();
    return found;
  }

  /// The stated places of those who stated one.
  Map<UUID, PersonPlaces.Stated> places(TenantId tenant, List<UUID> people) {
    var found = new HashMap<UUID, PersonPlaces.Stated>();
    db.sql(
            """
            SELECT person, zone, state
              FROM policy.person_place
             WHERE tenant_id = :tenant AND person = ANY(:people)
            """)
        .param("tenant", tenant.value())
        .param("people", people.toArray(UUID[]::new))
        .query((row, _) -> found.put(uuid(row, "person"), stated(row)))
        .list();
    return found;
  }

  private static Bytes bytes(ResultSet row) throws SQLException {
    return new Bytes(Objects.requireNonNull(row.getBytes("address_hash")));
  }

  public void recordProof(TenantId tenant, byte[] hash, String evidence, Instant at) {
    db.sql(
            """
            INSERT INTO policy.address_proof AS p (tenant_id, address_hash, evidence, at)
            VALUES (:tenant, :hash, :evidence, :at)
            ON CONFLICT (tenant_id, address_hash) DO UPDATE
               SET evidence = excluded.evidence, at = excluded.at
             WHERE p.at < excluded.at
            """)
        .param("tenant", tenant.value())
        .param("hash", hash)
        .param("evidence", evidence)
        .param("at", atUtc(at))
        .update();
  }

  public Optional<WorkspaceRules.Choice> choice(TenantId tenant) {
    return db.sql(
            """
            SELECT number_age_months, marketing_per_day, segments_per_day, segments_per_month,
                   micros_per_day, micros_per_month, segment_micros
              FROM policy.own_rules
             WHERE tenant_id = :tenant
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> choice(row))
        .optional();
  }

  public void choose(TenantId tenant, WorkspaceRules.Choice choice, String actor, Instant at) {
    db.sql(
            """
            INSERT INTO policy.own_rules
                   (tenant_id, number_age_months, marketing_per_day, segments_per_day,
                    segments_per_month, micros_per_day, micros_per_month, segment_micros,
                    changed_by, changed_at)
            VALUES (:tenant, :age, :perDay, :segmentsDay, :segmentsMonth, :microsDay, :microsMonth,
                    :price, :actor, :at)
            ON CONFLICT (tenant_id) DO UPDATE
               SET number_age_months = excluded.number_age_months,
                   marketing_per_day = excluded.marketing_per_day,
                   segments_per_day = excluded.segments_per_day,
                   segments_per_month = excluded.segments_per_month,
                   micros_per_day = excluded.micros_per_day,
                   micros_per_month = excluded.micros_per_month,
                   segment_micros = excluded.segment_micros,
                   changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """)
        .param("tenant", tenant.value())
        .param("age", choice.numberAgeMonths())
        .param("perDay", choice.marketingPerDay())
        .param("segmentsDay", choice.segmentsPerDay())
        .param("segmentsMonth", choice.segmentsPerMonth())
        .param("microsDay", choice.microsPerDay())
        .param("microsMonth", choice.microsPerMonth())
        .param("price", choice.segmentMicros())
        .param("actor", actor)
        .param("at", atUtc(at))
        .update();
  }

  public Optional<PersonPlaces.Stated> place(TenantId tenant, UUID person) {
    return db.sql(
            """
            SELECT zone, state
              FROM policy.person_place
             WHERE tenant_id = :tenant AND person = :person
            """)
        .param("tenant", tenant.value())
        .param("person", person)
        .query((row, _) -> stated(row))
        .optional();
  }

  public void setPlace(
      TenantId tenant, UUID person, PersonPlaces.Stated place, String actor, Instant at) {
    var zone = place.zone();
    db.sql(
            """
            INSERT INTO policy.person_place (tenant_id, person, zone, state, changed_by, changed_at)
            VALUES (:tenant, :person, :zone, :state, :actor, :at)
            ON CONFLICT (tenant_id, person) DO UPDATE
               SET zone = excluded.zone, state = excluded.state,
                   changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """)
        .param("tenant", tenant.value())
        .param("person", person)
        .param("zone", zone == null ? null : zone.getId())
        .param("state", place.state())
        .param("actor", actor)
        .param("at", atUtc(at))
        .update();
  }

  public void copyPlace(TenantId tenant, UUID from, UUID to) {
    db.sql(
            """
            INSERT INTO policy.person_place (tenant_id, person, zone, state, changed_by, changed_at)
            SELECT tenant_id, :to, zone, state, changed_by, changed_at
              FROM policy.person_place
             WHERE tenant_id = :tenant AND person = :from
            ON CONFLICT (tenant_id, person) DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("from", from)
        .param("to", to)
        .update();
  }

  public void clearPlace(TenantId tenant, UUID person) {
    db.sql("DELETE FROM policy.person_place WHERE tenant_id = :tenant AND person = :person")
        .param("tenant", tenant.value())
        .param("person", person)
        .update();
  }

  private static Consent consent(ResultSet row) throws SQLException {
    return new Consent(
        row.getBoolean("granted"),
        Consents.Kind.valueOf(text(row, "kind")),
        row.getLong("seq"),
        instant(row, "at"));
  }

  private static PersonPlaces.Stated stated(ResultSet row) throws SQLException {
    var zone = row.getString("zone");
    return new PersonPlaces.Stated(zone == null ? null : ZoneId.of(zone), row.getString("state"));
  }

  private static WorkspaceRules.Choice choice(ResultSet row) throws SQLException {
    return new WorkspaceRules.Choice(
        row.getObject("number_age_months", Integer.class),
        row.getObject("marketing_per_day", Integer.class),
        row.getObject("segments_per_day", Long.class),
        row.getObject("segments_per_month", Long.class),
        row.getObject("micros_per_day", Long.class),
        row.getObject("micros_per_month", Long.class),
        row.getLong("segment_micros"));
  }
}
