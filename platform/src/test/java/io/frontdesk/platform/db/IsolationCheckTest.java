package io.frontdesk.platform.db;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.error.StartupProblem;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The check against each violation that it must reject, on a server of its own.
class IsolationCheckTest {
  @TempDir static Path folder;
  private static EmbeddedPostgres server = new EmbeddedPostgres(Path.of("target"), Map.of());
  private static Database database = nothing();

  @BeforeAll
  static void start() {
    server = new EmbeddedPostgres(folder, Map.of("shared_buffers", "16MB"));
    database = Database.embedded(server, new Database.Pools(2, 1));
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void the_schema_as_migrated_is_isolated() {
    assertThatCode(() -> IsolationCheck.require(database)).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a table without row-level security | CREATE TABLE platform.bad (tenant_id uuid) | DROP TABLE platform.bad | no row-level security
          a table that does not force it     | ALTER TABLE platform.event NO FORCE ROW LEVEL SECURITY | ALTER TABLE platform.event FORCE ROW LEVEL SECURITY | does not force
          a table without its policy         | ALTER POLICY tenant_isolation ON platform.event RENAME TO other | ALTER POLICY other ON platform.event RENAME TO tenant_isolation | no isolation policy
          an open policy                     | CREATE POLICY anyone ON platform.event TO frontdesk_app USING (true) | DROP POLICY anyone ON platform.event | is open
          a policy open without a tenant     | CREATE POLICY sly ON platform.event TO frontdesk_app USING (platform.current_tenant() IS NULL OR tenant_id = platform.current_tenant()) | DROP POLICY sly ON platform.event | is open
          a view over a tenant's table       | CREATE VIEW platform.peek AS SELECT tenant_id FROM platform.event | DROP VIEW platform.peek | is a view
          a superuser as application         | ALTER ROLE frontdesk_app SUPERUSER | ALTER ROLE frontdesk_app NOSUPERUSER | is a superuser
          a worker that bypasses             | ALTER ROLE frontdesk_worker BYPASSRLS | ALTER ROLE frontdesk_worker NOBYPASSRLS | may bypass
          a role that can become the owner   | GRANT frontdesk_owner TO frontdesk_app | REVOKE frontdesk_owner FROM frontdesk_app | owns
          an unnamed table open to workers   | DELETE FROM platform.worker_access | INSERT INTO platform.worker_access VALUES ('platform.event', 'test') | is open
          """)
  void it_rejects(String what, String violation, String mend, String told) throws SQLException {
    admin(violation);
    try {
      assertThatThrownBy(() -> IsolationCheck.require(database))
          .as(what)
          .isInstanceOf(StartupProblem.class)
          .hasMessageContaining(told);
    } finally {
      admin(mend);
    }
  }

  @SuppressWarnings("NullAway") // set before every test
  private static Database nothing() {
    return null;
  }

  private void admin(String sql) throws SQLException {
    try (var connection = server.admin("frontdesk");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
