package io.frontdesk.outreach.block;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instant;
import static io.frontdesk.platform.db.Sql.uuid;
import static io.frontdesk.platform.db.Sql.uuidOrNull;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.outreach.Part;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Screening;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Plans: their recipients and the parts that sum them up.
@Repository
public class RecipientStore {
  /// One person of a plan.
  ///
  /// @param address null when they have none
  /// @param addressHash null when they have none
  public record Row(
      int part, ContactId contact, @Nullable String address, byte @Nullable [] addressHash) {}

  private final JdbcClient db;

  RecipientStore(JdbcClient db) {
    this.db = db;
  }

  /// Adds people to contact; who shares an address with one that is there, or stands before in
  /// `rows`, is passed over.
  ///
  /// @return those who were added
  public Set<ContactId> addOnce(TenantId tenant, BlockId block, List<Row> rows) {
    return new HashSet<>(
        statement(
                tenant,
                block,
                rows,
                """
                INSERT INTO outreach.recipient
                       (tenant_id, block_id, part, contact_id, address, address_hash)
                SELECT :tenant, :block, r.part, r.contact, r.address, r.hash
                  FROM unnest(CAST(:parts AS smallint[]), CAST(:contacts AS uuid[]),
                              CAST(:addresses AS text[]), CAST(:hashes AS bytea[]))
                       WITH ORDINALITY AS r (part, contact, address, hash, nr)
                 ORDER BY r.nr
                ON CONFLICT (tenant_id, block_id, address_hash) WHERE part > 0 DO NOTHING
                RETURNING contact_id
                """)
            .query((row, _) -> new ContactId(uuid(row, "contact_id")))
            .list());
  }

  /// Adds people who are left out.
  public void addOut(TenantId tenant, BlockId block, List<Row> rows) {
    statement(
            tenant,
            block,
            rows,
            """
            INSERT INTO outreach.recipient
                   (tenant_id, block_id, part, contact_id, address, address_hash)
            SELECT :tenant, :block, r.*
              FROM unnest(CAST(:parts AS smallint[]), CAST(:contacts AS uuid[]),
                          CAST(:addresses AS text[]), CAST(:hashes AS bytea[])) AS r
            """)
        .update();
  }

  /// Which of these addresses some of `blocks` will contact.
  public Set<ByteBuffer> planned(TenantId tenant, Collection<BlockId> blocks, List<byte[]> hashes) {
    return new HashSet<>(
        db.sql(
                """
                SELECT address_hash
                  FROM outreach.recipient
                 WHERE tenant_id = :tenant AND block_id = ANY(:blocks) AND part > 0
                   AND address_hash = ANY(:hashes)
                """)
            .param("tenant", tenant.value())
            .param("blocks", blocks.stream().map(BlockId::value).toArray(UUID[]::new))
            .param("hashes", hashes.toArray(byte[][]::new))
            .query(
                (row, _) -> ByteBuffer.wrap(Objects.requireNonNull(row.getBytes("address_hash"))))
            .list());
  }

  /// Which of these addresses another block of the channel and purpose reaches, or has reached,
  /// that was started before this one and was not over when this one was planned. A plan knows
  /// those that ran; blocks planned side by side don't know of each other until they run.
  public Set<ByteBuffer> reachedByEarlier(TenantId tenant, BlockId block, List<byte[]> hashes) {
    return new HashSet<>(
        db.sql(
                """
                SELECT r.address_hash
                  FROM outreach.block own
                  JOIN outreach.block o
                    ON o.tenant_id = own.tenant_id AND o.id <> own.id
                   AND o.channel = own.channel AND o.purpose = own.purpose
                   AND (o.started_at, o.id) < (own.started_at, own.id)
                   AND (o.ended_at IS NULL OR o.ended_at > own.planned_at)
                  JOIN outreach.recipient r
                    ON r.tenant_id = o.tenant_id AND r.block_id = o.id AND r.part > 0
                   AND r.address_hash = ANY(:hashes)
                  JOIN outreach.part p
                    ON p.tenant_id = r.tenant_id AND p.block_id = r.block_id AND p.nr = r.part
                 WHERE own.tenant_id = :tenant AND own.id = :block
                   AND (o.state <> 'cancelled' OR r.contact_id <= p.fed_to)
                """)
            .param("tenant", tenant.value())
            .param("block", block.value())
            .param("hashes", hashes.toArray(byte[][]::new))
            .query(
                (row, _) -> ByteBuffer.wrap(Objects.requireNonNull(row.getBytes("address_hash"))))
            .list());
  }

  /// Moves people whose turn it is from the part that is contacted to those who are left out.
  public void leaveOut(
      TenantId tenant, BlockId block, Part.At part, List<Row> rows, LeftOut reason) {
    if (rows.isEmpty()) {
      return;
    }
    db.sql(
            """
            DELETE FROM outreach.recipient
             WHERE tenant_id = :tenant AND block_id = :block AND part = :part
               AND contact_id = ANY(:contacts)
            """)
        .param("tenant", tenant.value())
        .param("block", block.value())
        .param("part", part.nr())
        .param("contacts", rows.stream().map(row -> row.contact().value()).toArray(UUID[]::new))
        .update();
    addOut(
        tenant,
        block,
        rows.stream()
            .map(row -> new Row(reason.part(), row.contact(), row.address(), row.addressHash()))
            .toList());
    db.sql(
            """
            UPDATE outreach.part
               SET people = people - :many
             WHERE tenant_id = :tenant AND block_id = :block AND nr = :part
            """)
        .param("tenant", tenant.value())
        .param("block", block.value())
        .param("part", part.nr())
        .param("many", rows.size())
        .update();
    addToPart(tenant, block, new Part.Out(reason, rows.size()));
  }

  /// Deletes some of a plan.
  ///
  /// @return how many; 0 when nothing is left
  public int clear(TenantId tenant, BlockId block, int limit) {
    int gone =
        db.sql(
                """
                DELETE FROM outreach.recipient
                 WHERE tenant_id = :tenant AND block_id = :block
                   AND (part, contact_id) IN (SELECT part, contact_id FROM outreach.recipient
                                               WHERE tenant_id = :tenant AND block_id = :block
                                               ORDER BY part, contact_id
                                               LIMIT :limit)
                """)
            .param("tenant", tenant.value())
            .param("block", block.value())
            .param("limit", limit)
            .update();
    if (gone == 0) {
      db.sql("DELETE FROM outreach.part WHERE tenant_id = :tenant AND block_id = :block")
          .param("tenant", tenant.value())
          .param("block", block.value())
          .update();
    }
    return gone;
  }

  public List<Part> parts(TenantId tenant, BlockId block) {
    return db.sql(
            """
            SELECT nr, left_out, zones, jurisdictions, opens_at, people, fed, fed_to
              FROM outreach.part
             WHERE tenant_id = :tenant AND block_id = :block
             ORDER BY nr
            """)
        .param("tenant", tenant.value())
        .param("block", block.value())
        .query((row, _) -> part(row))
        .list();
  }

  /// Makes the part when it is new, else adds its people to those that are there.
  public void addToPart(TenantId tenant, BlockId block, Part part) {
    var at = part instanceof Part.At place ? place : null;
    db.sql(
            """
            INSERT INTO outreach.part AS p
                   (tenant_id, block_id, nr, left_out, zones, jurisdictions, opens_at, people)
            VALUES (:tenant, :block, :nr, :leftOut, :zones, :jurisdictions, :opensAt, :people)
            ON CONFLICT (tenant_id, block_id, nr) DO UPDATE SET people = p.people + excluded.people
            """)
        .param("tenant", tenant.value())
        .param("block", block.value())
        .param("nr", part.nr())
        .param("leftOut", part instanceof Part.Out out ? out.reason().code() : null)
        .param("zones", at == null ? null : at.place().zones().toArray(String[]::new))
        .param(
            "jurisdictions", at == null ? null : at.place().jurisdictions().toArray(String[]::new))
        .param("opensAt", at == null ? null : atUtc(at.opensAt()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("people", part.people())
        .update();
  }

  /// The next of a part, by contact.
  public List<Row> next(TenantId tenant, BlockId block, Part.At part, int limit) {
    return page(tenant, block, part.nr(), part.nr(), part.nr(), part.fedTo(), limit);
  }

  /// `many` more of a part had their turn, the last of them `to`.
  public void fed(TenantId tenant, BlockId block, int part, ContactId to, int many) {
    db.sql(
            """
            UPDATE outreach.part
               SET fed = fed + :many, fed_to = :to
             WHERE tenant_id = :tenant AND block_id = :block AND nr = :part
            """)
        .param("tenant", tenant.value())
        .param("block", block.value())
        .param("part", part)
        .param("to", to.value())
        .param("many", many)
        .update();
  }

  /// People of the parts from `first` to `last`, by part and contact, after the given place.
  public List<Row> page(
      TenantId tenant,
      BlockId block,
      int first,
      int last,
      int afterPart,
      @Nullable UUID afterContact,
      int limit) {
    return db.sql(
            """
            SELECT part, contact_id, address, address_hash
              FROM outreach.recipient
             WHERE tenant_id = :tenant AND block_id = :block AND part BETWEEN :first AND :last
            """
                + (afterContact == null
                    ? ""
                    : " AND (part, contact_id) > (CAST(:afterPart AS smallint), :afterContact)")
                + " ORDER BY part, contact_id LIMIT :limit")
        .param("tenant", tenant.value())
        .param("block", block.value())
        .param("first", first)
        .param("last", last)
        .param("afterPart", afterPart)
        .param("afterContact", afterContact)
        .param("limit", limit)
        .query(
            (row, _) ->
                new Row(
                    row.getInt("part"),
                    new ContactId(uuid(row, "contact_id")),
                    row.getString("address"),
                    row.getBytes("address_hash")))
        .list();
  }

  private JdbcClient.StatementSpec statement(
      TenantId tenant, BlockId block, List<Row> rows, String sql) {
    return db.sql(sql)
        .param("tenant", tenant.value())
        .param("block", block.value())
        .param("parts", rows.stream().map(Row::part).toArray(Integer[]::new))
        .param("contacts", rows.stream().map(row -> row.contact().value()).toArray(UUID[]::new))
        .param("addresses", rows.stream().map(Row::address).toArray(String[]::new))
        .param("hashes", rows.stream().map(Row::addressHash).toArray(byte[][]::new));
  }

  private static Part part(ResultSet row) throws SQLException {
    var out = row.getString("left_out");
    if (out != null) {
      return new Part.Out(LeftOut.find(out).orElseThrow(), row.getLong("people"));
    }
    return new Part.At(
        row.getInt("nr"),
        new Screening.Place(texts(row, "zones"), texts(row, "jurisdictions")),
        instant(row, "opens_at"),
        row.getLong("people"),
        row.getLong("fed"),
        uuidOrNull(row, "fed_to"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.asList((String[]) row.getArray(column).getArray());
  }
}
