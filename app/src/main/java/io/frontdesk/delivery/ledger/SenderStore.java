package io.frontdesk.delivery.ledger;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.SenderLimits;
import io.frontdesk.delivery.Senders;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The senders of one tenant.
@Repository
public class SenderStore {
  private final JdbcClient db;

  SenderStore(JdbcClient db) {
    this.db = db;
  }

  public void put(Sender sender, Instant now) {
    db.sql(
            """
            INSERT INTO delivery.sender
                   (tenant_id, id, channel, address, provider, connection_id, name, is_default,
                    at_once, created_at)
            VALUES (:tenant, :id, :channel, :address, :provider, :connection, :name, false,
                    CAST(:atOnce AS integer), :now)
            ON CONFLICT (tenant_id, channel, address) DO UPDATE
               SET provider = excluded.provider, connection_id = excluded.connection_id,
                   name = excluded.name
            """)
        .param("tenant", sender.tenant().value())
        .param("id", sender.id())
        .param("channel", sender.channel().name())
        .param("address", sender.address())
        .param("provider", sender.provider())
        .param("connection", sender.connection())
        .param("name", sender.name())
        .param("atOnce", SenderLimits.standard(sender.channel()).atOnce())
        .param("now", atUtc(now))
        .update();
    ensureDefaults(sender.tenant());
  }

  public void makeDefault(TenantId tenant, Channel channel, String address) {
    db.sql(
            """
            UPDATE delivery.sender SET is_default = false
             WHERE tenant_id = :tenant AND channel = :channel AND is_default AND address <> :address
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("address", address)
        .update();
    db.sql(
            """
            UPDATE delivery.sender SET is_default = true
             WHERE tenant_id = :tenant AND channel = :channel AND address = :address
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("address", address)
        .update();
    ensureDefaults(tenant);
  }

  public void removeConnection(TenantId tenant, UUID connection) {
    db.sql("DELETE FROM delivery.sender WHERE tenant_id = :tenant AND connection_id = :connection")
        .param("tenant", tenant.value())
        .param("connection", connection)
        .update();
    ensureDefaults(tenant);
  }

  public void keepOnly(TenantId tenant, UUID connection, String address) {
    db.sql(
            """
            DELETE FROM delivery.sender
             WHERE tenant_id = :tenant AND connection_id = :connection AND address <> :address
            """)
        .param("tenant", tenant.value())
        .param("connection", connection)
        .param("address", address)
        .update();
    ensureDefaults(tenant);
  }

  public List<Sender> list(TenantId tenant) {
    return db.sql(
            """
            SELECT id, channel, address, provider, connection_id, name, is_default
              FROM delivery.sender
             WHERE tenant_id = :tenant
             ORDER BY channel, created_at, id
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> sender(tenant, row))
        .list();
  }

  public List<Senders.Limited> limited(TenantId tenant) {
    return db.sql(
            """
            SELECT id, channel, address, provider, connection_id, name, is_default, kind, at_once,
                   campaign, coalesce(campaign_class, 'NONE') AS campaign_class, brand,
                   brand_per_day
              FROM delivery.sender
             WHERE tenant_id = :tenant
             ORDER BY channel, created_at, id
            """)
        .param("tenant", tenant.value())
        .query((row, _) -> new Senders.Limited(sender(tenant, row), limits(row)))
        .list();
  }

  /// @return whether there is such a sender
  public boolean limit(TenantId tenant, UUID sender, SenderLimits limits) {
    return db.sql(
                """
                UPDATE delivery.sender
                   SET kind = :kind, per_second = CAST(:perSecond AS numeric),
                       burst = CAST(:burst AS integer), at_once = CAST(:atOnce AS integer),
                       campaign = :campaign, campaign_class = :class,
                       campaign_per_minute = CAST(:perMinute AS integer), brand = :brand,
                       brand_per_day = CAST(:perDay AS integer)
                 WHERE tenant_id = :tenant AND id = :id
                """)
            .param("tenant", tenant.value())
            .param("id", sender)
            .param("kind", limits.kind().name())
            .param("perSecond", limits.kind().perSecond())
            .param("burst", limits.kind().burst())
            .param("atOnce", limits.atOnce())
            .param("campaign", limits.campaign())
            .param("class", limits.campaignClass().name())
            .param("perMinute", limits.campaignClass().perMinute())
            .param("brand", limits.brand())
            .param("perDay", limits.brandTier().perDay())
            .update()
        > 0;
  }

  private static SenderLimits limits(ResultSet row) throws SQLException {
    var perDay = row.getObject("brand_per_day", Integer.class);
    return new SenderLimits(
        SenderLimits.Kind.valueOf(text(row, "kind")),
        row.getObject("at_once", Integer.class),
        row.getString("campaign"),
        SenderLimits.CampaignClass.valueOf(text(row, "campaign_class")),
        row.getString("brand"),
        Arrays.stream(SenderLimits.BrandTier.values())
            .filter(tier -> Objects.equals(tier.perDay(), perDay))
            .findFirst()
            .orElse(SenderLimits.BrandTier.NONE));
  }

  public Optional<Sender> defaultFor(TenantId tenant, Channel channel) {
    return db.sql(
            """
            SELECT id, channel, address, provider, connection_id, name, is_default
              FROM delivery.sender
             WHERE tenant_id = :tenant AND channel = :channel AND is_default
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .query((row, _) -> sender(tenant, row))
        .optional();
  }

  Optional<Sender> findByAddress(TenantId tenant, Channel channel, String address) {
    return db.sql(
            """
            SELECT id, channel, address, provider, connection_id, name, is_default
              FROM delivery.sender
             WHERE tenant_id = :tenant AND channel = :channel AND address = :address
            """)
        .param("tenant", tenant.value())
        .param("channel", channel.name())
        .param("address", address)
        .query((row, _) -> sender(tenant, row))
        .optional();
  }

  Optional<Sender> find(TenantId tenant, UUID id) {
    return db.sql(
            """
            SELECT id, channel, address, provider, connection_id, name, is_default
              FROM delivery.sender
             WHERE tenant_id = :tenant AND id = :id
            """)
        .param("tenant", tenant.value())
        .param("id", id)
        .query((row, _) -> sender(tenant, row))
        .optional();
  }

  // Every channel that has senders has one default.
  private void ensureDefaults(TenantId tenant) {
    db.sql(
            """
            UPDATE delivery.sender s SET is_default = true
             WHERE s.tenant_id = :tenant
               AND s.id = (SELECT o.id FROM delivery.sender o
                            WHERE o.tenant_id = s.tenant_id AND o.channel = s.channel
                            ORDER BY o.created_at, o.id LIMIT 1)
               AND NOT EXISTS (SELECT 1 FROM delivery.sender d
                                WHERE d.tenant_id = s.tenant_id AND d.channel = s.channel
                                  AND d.is_default)
            """)
        .param("tenant", tenant.value())
        .update();
    requeue(tenant);
  }

  // What waited for a sender that is gone, or for none, waits for the one that sends today.
  private void requeue(TenantId tenant) {
    db.sql(
            """
            UPDATE delivery.delivery d
               SET line = coalesce((SELECT s.id FROM delivery.sender s
                                     WHERE s.tenant_id = :tenant AND s.channel = d.channel
                                       AND (s.address = d.wanted_sender OR s.is_default)
                                     ORDER BY (s.address = d.wanted_sender) DESC NULLS LAST
                                     LIMIT 1),
                                   '00000000-0000-0000-0000-000000000000')
             WHERE d.tenant_id = :tenant AND d.state IN ('waiting', 'held')
               AND NOT EXISTS (SELECT 1 FROM delivery.sender s
                                WHERE s.tenant_id = :tenant AND s.id = d.line)
            """)
        .param("tenant", tenant.value())
        .update();
  }

  private static Sender sender(TenantId tenant, ResultSet row) throws SQLException {
    return new Sender(
        tenant,
        uuid(row, "id"),
        Channel.valueOf(text(row, "channel")),
        text(row, "address"),
        text(row, "provider"),
        uuid(row, "connection_id"),
        row.getString("name"),
        row.getBoolean("is_default"));
  }
}
