package io.frontdesk.platform.db;

import io.frontdesk.platform.error.StartupProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Asks the catalogue at start-up whether one tenant could see another's rows, and refuses to run
/// when it could: a role that bypasses row-level security, a tenant table without FORCE, a policy
/// that opens when no tenant is set.
public final class IsolationCheck {
  private IsolationCheck() {}

  /// @throws StartupProblem that lists everything found
  public static void require(Database database) {
    var problems = new ArrayList<String>();
    problems.addAll(roleProblems(database.app()));
    problems.addAll(roleProblems(database.worker()));
    problems.addAll(tableProblems(database.app()));
    problems.addAll(policyProblems(database));
    problems.addAll(openRows(database.app()));
    if (!problems.isEmpty()) {
      throw new StartupProblem(
          "Tenants are not isolated:\n  - " + String.join("\n  - ", problems),
          "Give the application and worker roles no ownership, superuser or BYPASSRLS, and let the"
              + " migrations create the policies.");
    }
  }

  private static List<String> roleProblems(DataSource source) {
    return JdbcClient.create(source)
        .sql(
            """
            SELECT current_user || ' ' || problem
              FROM (SELECT 'is a superuser' AS problem FROM pg_roles
                     WHERE rolname = current_user AND rolsuper
                    UNION ALL
                    SELECT 'may bypass row-level security' FROM pg_roles
                     WHERE rolname = current_user AND rolbypassrls
                    UNION ALL
                    SELECT 'may become ' || r.rolname FROM pg_roles r
                     WHERE r.rolname <> current_user AND (r.rolsuper OR r.rolbypassrls)
                       AND pg_has_role(current_user, r.oid, 'MEMBER')
                    UNION ALL
                    SELECT 'owns ' || c.oid::regclass FROM pg_class c
                      JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE pg_has_role(current_user, c.relowner, 'MEMBER')
                       AND c.relkind IN ('r', 'p', 'v', 'm')
                       AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                       AND n.nspname NOT LIKE 'pg_temp%') problems
            """)
        .query((row, _) -> Objects.requireNonNull(row.getString(1)))
        .list();
  }

  // A table is a tenant's when it has a tenant_id column; views are refused because they run with
  // their owner's rights.
  private static List<String> tableProblems(DataSource source) {
    return JdbcClient.create(source)
        .sql(
            """
            SELECT c.oid::regclass || CASE
                     WHEN c.relkind IN ('v', 'm') THEN ' is a view that would show every tenant'
                     WHEN NOT c.relrowsecurity THEN ' has no row-level security'
                     WHEN NOT c.relforcerowsecurity THEN ' does not force row-level security'
                     ELSE ' has no isolation policy' END
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
               AND n.nspname NOT LIKE 'pg_toast%' AND n.nspname NOT LIKE 'pg_temp%'
               AND c.relkind IN ('r', 'p', 'v', 'm')
               AND EXISTS (SELECT 1 FROM pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
                              AND NOT a.attisdropped)
               AND (c.relkind IN ('v', 'm') OR NOT c.relrowsecurity OR NOT c.relforcerowsecurity
                    OR NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid
                                      AND p.polname = 'tenant_isolation'))
             ORDER BY 1
            """)
        .query((row, _) -> Objects.requireNonNull(row.getString(1)))
        .list();
  }

  // The application role's policies compare tenant_id with the tenant in force and say nothing
  // else; the worker's stand exactly on the tables that the list names.
  private static List<String> policyProblems(Database database) {
    return JdbcClient.create(database.app())
        .sql(
            """
            SELECT p.polrelid::regclass || ': policy ' || p.polname || ' is open: '
                   || coalesce(pg_get_expr(p.polqual, p.polrelid), 'no condition')
              FROM pg_policy p
             WHERE p.polpermissive
               AND NOT (p.polroles = ARRAY[(SELECT oid FROM pg_roles WHERE rolname = :worker)]
                        AND EXISTS (SELECT 1 FROM platform.worker_access w
                                     WHERE w.table_name::regclass = p.polrelid))
               AND CASE
                 WHEN EXISTS (SELECT 1 FROM pg_attribute a
                               WHERE a.attrelid = p.polrelid AND a.attname = 'tenant_id'
                                 AND NOT a.attisdropped)
                 -- A tenant's table: exactly the one comparison, for reading and for writing.
                 THEN coalesce(replace(pg_get_expr(p.polqual, p.polrelid), ' ', ''), :closed)
                        <> :closed
                   OR coalesce(replace(pg_get_expr(p.polwithcheck, p.polrelid), ' ', ''), :closed)
                        <> :closed
                   OR coalesce(p.polqual, p.polwithcheck) IS NULL
                 ELSE coalesce(pg_get_expr(p.polqual, p.polrelid),
                               pg_get_expr(p.polwithcheck, p.polrelid), '')
                      NOT LIKE '%platform.current_tenant()%'
                 END
             ORDER BY 1
            """)
        .param("worker", database.roles().worker().user())
        .param("closed", "(tenant_id=(SELECTplatform.current_tenant()AScurrent_tenant))")
        .query((row, _) -> Objects.requireNonNull(row.getString(1)))
        .list();
  }

  // The proof of the pudding: with no tenant set, every tenant table is empty.
  private static List<String> openRows(DataSource source) {
    var db = JdbcClient.create(source);
    var tables =
        db.sql(
                """
                SELECT c.oid::regclass::text
                  FROM pg_class c
                  JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                   AND has_table_privilege(c.oid, 'SELECT')
                   AND EXISTS (SELECT 1 FROM pg_attribute a
                                WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
                                  AND NOT a.attisdropped)
                 ORDER BY 1
                """)
            .query((row, _) -> Objects.requireNonNull(row.getString(1)))
            .list();
    var open = new ArrayList<String>();
    for (var table : tables) {
      // The name comes from the catalogue, already quoted by regclass.
      boolean rows =
          db.sql("SELECT EXISTS (SELECT 1 FROM " + table + " LIMIT 1)")
              .query((row, _) -> row.getBoolean(1))
              .single();
      if (rows) {
        open.add(table + " shows rows when no tenant is set");
      }
    }
    return open;
  }
}
