package io.frontdesk.policy.rules;

import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.WorkspaceRules;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Attempts that count, and what is used of the budgets.
@Repository
class SpendingStore {
  private static final int MOST_ATTEMPTS = 500;

  record Past(Instant at, @Nullable String subject) {}

  /// What one attempt reserved.
  record Reserved(long segments, long micros, @Nullable LocalDate day, @Nullable LocalDate month) {}

  private final JdbcClient db;

  SpendingStore(JdbcClient db) {
    this.db = db;
  }

  /// Whose attempts are asked for, and since when.
  record Asked(byte @Nullable [] hash, ContactQuestion question, Instant since) {}

  /// Attempts on the address or the person after `since`, newest first, for each of `asked` in
  /// their order.
  List<List<Past>> attempts(TenantId tenant, List<Asked> asked) {
    var found = new ArrayList<List<Past>>();
    asked.forEach(_ -> found.add(new ArrayList<>()));
    db.sql(
            """
            SELECT a.nr, p.at, p.subject
              FROM unnest(CAST(:hashes AS text[]), CAST(:persons AS uuid[]),
                          CAST(:purposes AS text[]), CAST(:since AS timestamptz[]))
                   WITH ORDINALITY AS a (hash, person, purpose, since, nr)
             CROSS JOIN LATERAL (SELECT at, subject
                                   FROM policy.attempt
                                  WHERE tenant_id = :tenant AND at > a.since
                                    AND purpose = a.purpose
                                    AND (address_hash = decode(a.hash, 'hex')
                                         OR person = a.person)
                                  ORDER BY at DESC
                                  LIMIT :most) p
             ORDER BY a.nr, p.at DESC
            """)
        .param("tenant", tenant.value())
        .param("hashes", asked.stream().map(one -> hex(one.hash())).toArray(String[]::new))
        .param("persons", asked.stream().map(one -> one.question().person()).toArray(UUID[]::new))
        .param(
            "purposes",
            asked.stream().map(one -> one.question().purpose().name()).toArray(String[]::new))
        .param("since", asked.stream().map(one -> one.since().toString()).toArray(String[]::new))
        .param("most", MOST_ATTEMPTS)
        .query(
            row -> {
              found
                  .get(row.getInt("nr") - 1)
                  .add(new Past(instant(row, "at"), row.getString("subject")));
            });
    return found;
  }

  private static @Nullable String hex(byte @Nullable [] hash) {
    return hash == null ? null : HexFormat.of().formatHex(hash);
  }

  /// A day's or a month's budget; days come before months, which is the order of locking.
  record Period(String name, LocalDate starts) implements Comparable<Period> {
    @Override
    public int compareTo(Period other) {
      int byName = name.compareTo(other.name);
      return byName == 0 ? starts.compareTo(other.starts) : byName;
    }
  }

  /// What is used of each of `periods`; makes missing rows and holds all of them until the end of
  /// the transaction.
  Map<Period, WorkspaceRules.Used> lockUses(TenantId tenant, SortedSet<Period> periods) {
    var found = heldUses(tenant, periods);
    if (found.size() < periods.size()) {
      db.sql(
              """
              INSERT INTO policy.budget_use (tenant_id, period, starts)
              SELECT :tenant, p.name, p.starts
                FROM unnest(CAST(:names AS text[]), CAST(:starts AS date[])) AS p (name, starts)
               ORDER BY p.name, p.starts
              ON CONFLICT DO NOTHING
              """)
          .param("tenant", tenant.value())
          .param("names", names(periods))
          .param("starts", starts(periods))
          .update();
      return heldUses(tenant, periods);
    }
    return found;
  }

  private Map<Period, WorkspaceRules.Used> heldUses(TenantId tenant, SortedSet<Period> periods) {
    return db
        .sql(
            """
            SELECT u.period, u.starts, u.segments, u.micros
              FROM policy.budget_use u
              JOIN unnest(CAST(:names AS text[]), CAST(:starts AS date[])) AS p (name, starts)
                ON u.period = p.name AND u.starts = p.starts
             WHERE u.tenant_id = :tenant
             ORDER BY u.period, u.starts
               FOR UPDATE OF u
            """)
        .param("tenant", tenant.value())
        .param("names", names(periods))
        .param("starts", starts(periods))
        .query(
            (row, _) ->
                Map.entry(
                    new Period(text(row, "period"), row.getObject("starts", LocalDate.class)),
                    new WorkspaceRules.Used(row.getLong("segments"), row.getLong("micros"))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String[] names(Collection<Period> periods) {
    return periods.stream().map(Period::name).toArray(String[]::new);
  }

  private static String[] starts(Collection<Period> periods) {
    return periods.stream().map(period -> period.starts().toString()).toArray(String[]::new);
  }

  Optional<WorkspaceRules.Used> use(TenantId tenant, Period period) {
    return db.sql(
            """
            SELECT segments, micros
              FROM policy.budget_use
             WHERE tenant_id = :tenant AND period = :period AND starts = :starts
            """)
        .param("tenant", tenant.value())
        .param("period", period.name())
        .param("starts", period.starts())
        .query((row, _) -> new WorkspaceRules.Used(row.getLong("segments"), row.getLong("micros")))
        .optional();
  }

  void addUse(TenantId tenant, Period period, long segments, long micros) {
    db.sql(
            """
            UPDATE policy.budget_use
               SET segments = greatest(0, segments + :segments),
                   micros = greatest(0, micros + :micros)
             WHERE tenant_id = :tenant AND period = :period AND starts = :starts
            """)
        .param("tenant", tenant.value())
        .param("period", period.name())
        .param("starts", period.starts())
        .param("segments", segments)
        .param("micros", micros)
        .update();
  }

  /// One attempt that counts.
  record Attempt(UUID id, byte[] hash, ContactQuestion question, Reserved reserved) {}

  /// @return those that are new; the same attempt admitted again counts once
  Set<UUID> addAttempts(TenantId tenant, List<Attempt> attempts) {
    return db.sql(
            """
            INSERT INTO policy.attempt
                   (tenant_id, id, address_hash, person, channel, purpose, subject, at, segments,
                    micros, day, month)
            SELECT :tenant, a.id, decode(a.hash, 'hex'), a.person, a.channel, a.purpose, a.subject,
                   a.at, a.segments, a.micros, a.day, a.month
              FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS text[]), CAST(:persons AS uuid[]),
                          CAST(:channels AS text[]), CAST(:purposes AS text[]),
                          CAST(:subjects AS text[]), CAST(:ats AS timestamptz[]),
                          CAST(:segments AS bigint[]), CAST(:micros AS bigint[]),
                          CAST(:days AS date[]), CAST(:months AS date[]))
                   AS a (id, hash, person, channel, purpose, subject, at, segments, micros, day,
                         month)
            ON CONFLICT (tenant_id, id) DO NOTHING
            RETURNING id
            """)
        .param("tenant", tenant.value())
        .param("ids", attempts.stream().map(Attempt::id).toArray(UUID[]::new))
        .param("hashes", texts(attempts, one -> hex(one.hash())))
        .param(
            "persons", attempts.stream().map(one -> one.question().person()).toArray(UUID[]::new))
        .param("channels", texts(attempts, one -> one.question().channel().name()))
        .param("purposes", texts(attempts, one -> one.question().purpose().name()))
        .param("subjects", texts(attempts, one -> one.question().subject()))
        .param("ats", texts(attempts, one -> one.question().at()))
        .param(
            "segments",
            attempts.stream().map(one -> one.reserved().segments()).toArray(Long[]::new))
        .param("micros", attempts.stream().map(one -> one.reserved().micros()).toArray(Long[]::new))
        .param("days", texts(attempts, one -> one.reserved().day()))
        .param("months", texts(attempts, one -> one.reserved().month()))
        .query((row, _) -> uuid(row, "id"))
        .set();
  }

  private static <T> @Nullable String[] texts(
      List<T> all, Function<? super T, ? extends @Nullable Object> of) {
    return all.stream()
        .map(of)
        .map(one -> one == null ? null : one.toString())
        .toArray(String[]::new);
  }

  /// Those of `ids` that are counted already.
  Set<UUID> known(TenantId tenant, Collection<UUID> ids) {
    return db.sql("SELECT id FROM policy.attempt WHERE tenant_id = :tenant AND id = ANY(:ids)")
        .param("tenant", tenant.value())
        .param("ids", ids.toArray(UUID[]::new))
        .query((row, _) -> uuid(row, "id"))
        .set();
  }

  void rename(TenantId tenant, UUID id, UUID other) {
    db.sql("UPDATE policy.attempt SET id = :other WHERE tenant_id = :tenant AND id = :id")
        .param("tenant", tenant.value())
        .param("id", id)
        .param("other", other)
        .update();
  }

  /// @return what each of those that were counted had reserved
  List<Reserved> removeAttempts(TenantId tenant, Collection<UUID> ids) {
    return db.sql(
            """
            DELETE FROM policy.attempt
             WHERE tenant_id = :tenant AND id = ANY(:ids)
            RETURNING segments, micros, day, month
            """)
        .param("tenant", tenant.value())
        .param("ids", ids.toArray(UUID[]::new))
        .query((row, _) -> reserved(row))
        .list();
  }

  /// Sets what it really cost.
  ///
  /// @return what was reserved before
  Optional<Reserved> settle(TenantId tenant, UUID id, long segments, long micros) {
    var before =
        db.sql(
                """
                SELECT segments, micros, day, month
                  FROM policy.attempt
                 WHERE tenant_id = :tenant AND id = :id
                   FOR UPDATE
                """)
            .param("tenant", tenant.value())
            .param("id", id)
            .query((row, _) -> reserved(row))
            .optional();
    if (before.isPresent()) {
      db.sql(
              """
              UPDATE policy.attempt SET segments = :segments, micros = :micros
               WHERE tenant_id = :tenant AND id = :id
              """)
          .param("tenant", tenant.value())
          .param("id", id)
          .param("segments", segments)
          .param("micros", micros)
          .update();
    }
    return before;
  }

  private static Reserved reserved(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Reserved(
        row.getLong("segments"),
        row.getLong("micros"),
        row.getObject("day", LocalDate.class),
        row.getObject("month", LocalDate.class));
  }
}
