package io.frontdesk.acceptance.drill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The tables as a superuser sees them.
final class Rows implements AutoCloseable {
  /// One row, read.
  interface Reader<T> {
    T of(ResultSet row) throws SQLException;
  }

  private final Connection connection;

  Rows(Postgres postgres) throws SQLException {
    this.connection = postgres.admin("frontdesk");
  }

  <T> List<T> list(String sql, Reader<T> reader, Object... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        var parameter = parameters[i];
        statement.setObject(
            i + 1,
            parameter instanceof String[] texts
                ? connection.createArrayOf("text", texts)
                : parameter);
      }
      var found = new ArrayList<T>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reader.of(rows));
        }
      }
      return found;
    }
  }

  long count(String sql, Object... parameters) throws SQLException {
    return list(sql, row -> row.getLong(1), parameters).getFirst();
  }

  void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
