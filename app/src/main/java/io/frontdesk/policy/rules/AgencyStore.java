package io.frontdesk.policy.rules;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.text;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Opt-outs shared within an agency. Its tables are closed to the application; each call is a
/// database function that works for the tenant in force and no other. Addresses come as
/// [AddressKeys#digest].
@Repository
public class AgencyStore {
  /// What some other workspace of the agency keeps about an address.
  public record Bar(Suppression.Scope scope, Suppression.Reason reason, Instant since) {}

  private final JdbcClient db;

  AgencyStore(JdbcClient db) {
    this.db = db;
  }

  /// Tells the agency's list. A bounce and a desk's own entry concern one workspace and stay there.
  public void suppress(
      TenantId tenant,
      Channel channel,
      byte[] digest,
      Suppression.Scope scope,
      Suppression.Reason reason,
      Instant since) {
    db.sql(
            """
            SELECT policy.agency_suppress(:channel, :digest, :scope, :reason, :since)
             WHERE platform.current_tenant() = :tenant
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("digest", digest)
        .param("scope", scope.name())
        .param("reason", reason.name())
        .param("since", atUtc(since))
        .query((_, _) -> true)
        .single();
  }

  /// Takes back what this workspace told; what others told stays.
  public void lift(TenantId tenant, Channel channel, byte[] digest, Instant at) {
    db.sql(
            """
            SELECT policy.agency_lift(:channel, :digest, :at)
             WHERE platform.current_tenant() = :tenant
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("digest", digest)
        .param("at", atUtc(at))
        .query((_, _) -> true)
        .single();
  }

  /// What others told about each of these addresses, of those that they told of; empty unless this
  /// workspace shares too.
  Map<Bytes, List<Bar>> bars(TenantId tenant, Channel channel, List<byte[]> digests) {
    var found = new HashMap<Bytes, List<Bar>>();
    db.sql(
            """
            SELECT digest, scope, reason, since
              FROM policy.agency_suppressions_of(:channel, :digests)
             WHERE platform.current_tenant() = :tenant
             ORDER BY digest, scope, since
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("digests", digests.toArray(byte[][]::new))
        .query(
            (row, _) ->
                found
                    .computeIfAbsent(
                        new Bytes(Objects.requireNonNull(row.getBytes("digest"))),
                        _ -> new ArrayList<>())
                    .add(bar(row)))
        .list();
    return found;
  }

  private static Bar bar(ResultSet row) throws SQLException {
    return new Bar(
        Suppression.Scope.valueOf(text(row, "scope")),
        Suppression.Reason.valueOf(text(row, "reason")),
        instant(row, "since"));
  }

  public void share(TenantId tenant, boolean wanted) {
    db.sql("SELECT policy.share_with_agency(:wanted) WHERE platform.current_tenant() = :tenant")
        .param("tenant", tenant.value())
        .param("wanted", wanted)
        .query((_, _) -> true)
        .single();
  }

  public boolean shares(TenantId tenant) {
    return db.sql("SELECT policy.shares_with_agency() WHERE platform.current_tenant() = :tenant")
        .param("tenant", tenant.value())
        .query(Boolean.class)
        .single();
  }
}
