package io.frontdesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TenantRows;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// As workspace B, goes at every table of workspace A through the application's own role. A table
/// without a policy, or one that no [TenantSeed] fills, fails this suite.
@FrontdeskTest
class CrossTenantTablesTest {
  @Autowired private TestDesk desk;
  @Autowired private List<TenantSeed> seeds;
  @Autowired private TenantRows rows;
  @Autowired private Database database;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;

  @Test
  void no_table_shows_or_takes_another_tenants_rows() {
    var mine = desk.tenant().create();
    var theirs = desk.tenant().create();
    seed(theirs);
    seed(mine);
    var problems = new ArrayList<String>();
    var unseeded = new ArrayList<String>();

    for (var table : rows.tables()) {
      if (transactions.read(theirs.id(), () -> count(table, theirs)) == 0) {
        unseeded.add(table);
      }
      if (transactions.read(mine.id(), () -> count(table, theirs)) != 0) {
        problems.add(table + ": another tenant's rows can be read");
      }
      if (changes("DELETE FROM " + table, mine, theirs) != 0) {
        problems.add(table + ": another tenant's rows can be deleted");
      }
      if (changes("UPDATE " + table + " SET tenant_id = tenant_id", mine, theirs) != 0) {
        problems.add(table + ": another tenant's rows can be changed");
      }
      if (insertsForeign(table, mine, theirs)) {
        problems.add(table + ": takes rows for another tenant");
      }
    }

    assertThat(problems).isEmpty();
    assertThat(unseeded).as("tables that no TenantSeed fills").isEmpty();
  }

  @Test
  void every_table_with_a_tenant_forces_its_policy() throws SQLException {
    assertThat(unprotected(db)).isEmpty();

    // The example it must reject: a tenant's table that somebody forgot to protect.
    try (var connection =
        java.sql.DriverManager.getConnection(
            database.url(), database.roles().owner().user(), database.roles().owner().password())) {
      connection.setAutoCommit(false);
      var owner = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      owner.sql("CREATE TABLE platform.forgotten (tenant_id uuid)").update();
      assertThat(unprotected(owner)).containsExactly("platform.forgotten");
      connection.rollback();
    }
  }

  @Test
  void the_audit_log_can_only_grow() {
    var shop = desk.tenant().create();
    seed(shop);

    for (var sql :
        List.of(
            "UPDATE access.audit SET action = 'nothing' WHERE tenant_id = :tenant",
            "DELETE FROM access.audit WHERE tenant_id = :tenant")) {
      assertThatThrownBy(
              () ->
                  transactions.write(
                      shop.id(), () -> db.sql(sql).param("tenant", shop.id().value()).update()))
          .hasStackTraceContaining("permission denied");
    }
  }

  private void seed(TestTenant tenant) {
    seeds.forEach(seed -> seed.seed(tenant));
  }

  private static List<String> unprotected(JdbcClient client) {
    return client
        .sql(
            """
            SELECT c.oid::regclass::text AS name
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
             WHERE c.relkind IN ('r', 'p') AND NOT a.attisdropped
               AND n.nspname NOT IN ('pg_catalog', 'information_schema')
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                        AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))
             ORDER BY 1
            """)
        .query((row, _) -> Objects.requireNonNull(row.getString("name")))
        .list();
  }

  private long count(String table, TestTenant whose) {
    return db.sql("SELECT count(*) FROM " + table + " WHERE tenant_id = :whose")
        .param("whose", whose.id().value())
        .query((row, _) -> row.getLong(1))
        .single();
  }

  // A missing privilege is as good as a policy.
  private int changes(String sql, TestTenant mine, TestTenant theirs) {
    try {
      return transactions.write(
          mine.id(),
          () ->
              db.sql(sql + " WHERE tenant_id = :whose")
                  .param("whose", theirs.id().value())
                  .update());
    } catch (RuntimeException refused) {
      return rootMessage(refused).contains("permission denied") ? 0 : 1;
    }
  }

  // The policy is asked before any constraint, so a row of nothing but their id is enough.
  private boolean insertsForeign(String table, TestTenant mine, TestTenant theirs) {
    try {
      transactions.write(
          mine.id(),
          () ->
              db.sql("INSERT INTO " + table + " (tenant_id) VALUES (:whose)")
                  .param("whose", theirs.id().value())
                  .update());
      return true;
    } catch (RuntimeException refused) {
      var message = rootMessage(refused);
      return !(message.contains("row-level security") || message.contains("permission denied"));
    }
  }

  private static String rootMessage(Throwable refused) {
    return String.valueOf(NestedExceptionUtils.getMostSpecificCause(refused).getMessage());
  }
}
