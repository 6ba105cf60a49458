package io.frontdesk.access.member;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Member;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Role;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// SQL of memberships; call it inside a transaction.
@Repository
public class MemberStore {
  /// An account, and the slug of a workspace that it may have a place in.
  public record Standing(AccountId account, String workspace) {}

  /// What a path's slug means for one account, as the guard asks it with no tenant set.
  ///
  /// @param member the account has a role in it
  /// @param agencyMember the account has a role in its agency
  public record Place(
      TenantId workspace,
      String name,
      @Nullable TenantId agency,
      boolean member,
      boolean agencyMember) {
    /// Where the account's role stands: in the workspace, else in its agency; null for a stranger.
    public @Nullable TenantId seat() {
      if (member) {
        return workspace;
      }
      return agencyMember ? agency : null;
    }
  }

  /// A workspace that an account may reach: its own, or (with `agency`) a child of one of its own.
  public record Reach(String slug, String name, TenantId workspace, @Nullable TenantId agency) {}

  private static final String COLUMNS =
      """
      SELECT m.member_id, m.account_id, m.role, m.created_at, a.name, a.email
        FROM access.member m
        JOIN access.account a ON a.id = m.account_id
       WHERE m.tenant_id = :tenant
      """;

  private final JdbcClient db;

  MemberStore(JdbcClient db) {
    this.db = db;
  }

  /// The places of those whose workspace exists.
  public Map<Standing, Place> places(Collection<Standing> standings) {
    var places = new HashMap<Standing, Place>();
    db.sql(
            """
            SELECT s.account, d.slug, d.workspace, d.name, d.agency,
                   EXISTS (SELECT 1 FROM access.membership m
                            WHERE m.workspace = d.workspace AND m.account_id = s.account) AS member,
                   EXISTS (SELECT 1 FROM access.membership m
                            WHERE m.workspace = d.agency AND m.account_id = s.account)
                     AS agency_member
              FROM unnest(CAST(:accounts AS uuid[]), CAST(:slugs AS text[])) AS s (account, slug)
              JOIN tenancy.directory d ON d.slug = s.slug
            """)
        .param("accounts", standings.stream().map(s -> s.account().value()).toArray(UUID[]::new))
        .param("slugs", standings.stream().map(Standing::workspace).toArray(String[]::new))
        .query(
            row -> {
              places.put(
                  new Standing(new AccountId(uuid(row, "account")), text(row, "slug")),
                  new Place(
                      new TenantId(uuid(row, "workspace")),
                      text(row, "name"),
                      tenantOrNull(row, "agency"),
                      row.getBoolean("member"),
                      row.getBoolean("agency_member")));
            });
    return places;
  }

  public List<Reach> reach(AccountId account, int limit) {
    return db.sql(
            """
            SELECT d.slug, d.name, d.workspace,
                   CASE WHEN own.workspace IS NULL THEN d.agency END AS agency
              FROM tenancy.directory d
              LEFT JOIN access.membership own
                ON own.workspace = d.workspace AND own.account_id = :account
              LEFT JOIN access.membership above
                ON above.workspace = d.agency AND above.account_id = :account
             WHERE own.workspace IS NOT NULL OR above.workspace IS NOT NULL
             ORDER BY lower(d.name), d.slug
             LIMIT :limit
            """)
        .param("account", account.value())
        .param("limit", limit)
        .query(
            (row, _) ->
                new Reach(
                    text(row, "slug"),
                    text(row, "name"),
                    new TenantId(uuid(row, "workspace")),
                    tenantOrNull(row, "agency")))
        .list();
  }

  public Optional<Role> role(TenantId tenant, AccountId account) {
    return Optional.ofNullable(roles(tenant, List.of(account)).get(account));
  }

  /// The roles of those who are members.
  public Map<AccountId, Role> roles(TenantId tenant, Collection<AccountId> accounts) {
    var roles = new HashMap<AccountId, Role>();
    db.sql(
            """
            SELECT account_id, role FROM access.member
             WHERE tenant_id = :tenant AND account_id = ANY(:accounts)
            """)
        .param("tenant", tenant.value())
        .param("accounts", accounts.stream().map(AccountId::value).toArray(UUID[]::new))
        .query(
            row -> {
              roles.put(new AccountId(uuid(row, "account_id")), Role.valueOf(text(row, "role")));
            });
    return roles;
  }

  public List<Member> all(TenantId tenant) {
    return db.sql(COLUMNS + " ORDER BY lower(a.name), m.member_id")
        .param("tenant", tenant.value())
        .query((row, _) -> member(row))
        .list();
  }

  public Optional<Member> find(TenantId tenant, MemberId member) {
    return db.sql(COLUMNS + " AND m.member_id = :member")
        .param("tenant", tenant.value())
        .param("member", member.value())
        .query((row, _) -> member(row))
        .optional();
  }

  /// Adds a membership; repeatable, an existing one keeps its role.
  public void add(TenantId tenant, MemberId member, AccountId account, Role role, Instant now) {
    db.sql(
            """
            INSERT INTO access.membership (account_id, workspace) VALUES (:account, :tenant)
            ON CONFLICT DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("account", account.value())
        .update();
    db.sql(
            """
            INSERT INTO access.member (tenant_id, member_id, account_id, role, created_at)
            VALUES (:tenant, :member, :account, :role, :now)
            ON CONFLICT (tenant_id, account_id) DO NOTHING
            """)
        .param("tenant", tenant.value())
        .param("member", member.value())
        .param("account", account.value())
        .param("role", role.name())
        .param("now", atUtc(now))
        .update();
  }

  /// @return false when the member is not any more what `member` says
  public boolean setRole(TenantId tenant, Member member, Role role) {
    return db.sql(
                """
                UPDATE access.member SET role = :role
                 WHERE tenant_id = :tenant AND member_id = :member AND role = :before
                """)
            .param("tenant", tenant.value())
            .param("member", member.id().value())
            .param("before", member.role().name())
            .param("role", role.name())
            .update()
        > 0;
  }

  /// @return false when the member is not any more what `member` says
  public boolean remove(TenantId tenant, Member member) {
    int removed =
        db.sql(
                """
                DELETE FROM access.member
                 WHERE tenant_id = :tenant AND member_id = :member AND role = :before
                """)
            .param("tenant", tenant.value())
            .param("member", member.id().value())
            .param("before", member.role().name())
            .update();
    if (removed == 0) {
      return false;
    }
    db.sql("DELETE FROM access.membership WHERE workspace = :tenant AND account_id = :account")
        .param("tenant", tenant.value())
        .param("account", member.account().value())
        .update();
    return true;
  }

  /// The owners, locked until the transaction ends so that two of them can't both leave.
  public List<MemberId> lockOwners(TenantId tenant) {
    return db.sql(
            """
            SELECT member_id FROM access.member
             WHERE tenant_id = :tenant AND role = 'OWNER'
             ORDER BY member_id
               FOR UPDATE
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> new MemberId(uuid(row, "member_id")))
        .list();
  }

  private static Member member(ResultSet row) throws SQLException {
    return new Member(
        new MemberId(uuid(row, "member_id")),
        new AccountId(uuid(row, "account_id")),
        text(row, "name"),
        new EmailAddress(text(row, "email")),
        Role.valueOf(text(row, "role")),
        instant(row, "created_at"));
  }

  private static @Nullable TenantId tenantOrNull(ResultSet row, String column) throws SQLException {
    var id = uuidOrNull(row, column);
    return id == null ? null : new TenantId(id);
  }
}
