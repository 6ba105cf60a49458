package io.frontdesk.platform.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The few conversions between our types and the driver's.
public final class Sql {
  private Sql() {}

  /// The driver refuses `Instant`; it takes this.
  public static OffsetDateTime atUtc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /// As [#atUtc] for a value that may be missing.
  public static @Nullable OffsetDateTime atUtcOrNull(@Nullable Instant instant) {
    return instant == null ? null : atUtc(instant);
  }

  /// A `timestamptz NOT NULL` column.
  public static Instant instant(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class), column).toInstant();
  }

  /// A `timestamptz` column that may be null.
  public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /// A `uuid NOT NULL` column.
  public static UUID uuid(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, UUID.class), column);
  }

  /// A `uuid` column that may be null.
  public static @Nullable UUID uuidOrNull(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  /// A `text NOT NULL` column.
  public static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getString(column), column);
  }
}
