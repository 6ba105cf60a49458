package io.frontdesk.testing;

import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Every row a workspace has, in every table there is.
@Component
public class TenantRows {
  private final TenantTransactions transactions;
  private final JdbcClient db;

  TenantRows(TenantTransactions transactions, JdbcClient db) {
    this.transactions = transactions;
    this.db = db;
  }

  /// The tables with a tenant, schema-qualified, from the catalogue.
  public List<String> tables() {
    return db.sql(
            """
            SELECT c.oid::regclass::text AS name
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
             WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped
               AND n.nspname NOT IN ('pg_catalog', 'information_schema')
             ORDER BY 1
            """)
        .query((row, _) -> Objects.requireNonNull(row.getString("name")))
        .list();
  }

  /// One text per table that changes whenever any row of the workspace does.
  public Map<String, String> fingerprint(TestTenant tenant) {
    var prints = new TreeMap<String, String>();
    for (var table : tables()) {
      prints.put(
          table,
          transactions.read(
              tenant.id(),
              () ->
                  db.sql(
                          """
                          SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS p
                            FROM %s t WHERE tenant_id = :tenant
                          """
                              .formatted(table))
                      .param("tenant", tenant.id().value())
                      .query((row, _) -> Objects.requireNonNull(row.getString("p")))
                      .single()));
    }
    return prints;
  }

  /// Tables in which a row of the workspace holds one of these texts, as `table: text`.
  public Set<String> holding(TestTenant tenant, Collection<String> texts) {
    var found = new TreeSet<String>();
    for (var table : tables()) {
      transactions
          .read(
              tenant.id(),
              () ->
                  db.sql(
                          """
                          SELECT DISTINCT wanted FROM %s t, unnest(:texts::text[]) AS wanted
                           WHERE tenant_id = :tenant AND position(wanted IN t::text) > 0
                          """
                              .formatted(table))
                      .param("tenant", tenant.id().value())
                      .param("texts", texts.toArray(String[]::new))
                      .query((row, _) -> Objects.requireNonNull(row.getString("wanted")))
                      .list())
          .forEach(text -> found.add(table + ": " + text));
    }
    return found;
  }
}
