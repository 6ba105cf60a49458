package io.frontdesk.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.guard.Sources.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A module's SQL names its own tables and nobody else's.
class TableOwnershipTest {
  // A text block or a string on one line.
  private static final Pattern LITERAL =
      Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
  private static final Pattern SQL =
      Pattern.compile(
          "\\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|LOCK TABLE|TRUNCATE|COPY)\\b");
  private static final Pattern TABLE =
      Pattern.compile(
          "\\b(?:FROM|JOIN|INTO|UPDATE|USING|TABLE|TRUNCATE|COPY|ONLY|LATERAL)\\s+"
              + "(?:ONLY\\s+)?([a-z_]+)\\.([a-z_]+)");

  /// What other modules may name: the platform's functions and its event log, and the directory
  /// that leads from a path to a tenant before any tenant is known.
  private static final Set<String> SHARED =
      Set.of("platform.current_tenant", "platform.event", "tenancy.directory");

  private static final Set<String> SCHEMAS =
      Stream.concat(Stream.of("platform"), Sources.migrations().stream().map(Source::module))
          .collect(Collectors.toSet());

  @Test
  void modules_name_only_their_own_tables() {
    assertThat(Sources.java().stream().flatMap(source -> foreignTables(source).stream()).toList())
        .isEmpty();
  }

  @Test
  void migrations_name_only_their_own_tables() {
    assertThat(
            Sources.migrations().stream()
                .flatMap(source -> foreignInMigration(source).stream())
                .toList())
        .isEmpty();
  }

  @Test
  void every_schema_is_known() {
    assertThat(SCHEMAS).contains("platform", "contacts", "receptionist", "knowledge");
  }

  @Test
  void the_examples_are_rejected() {
    var reads =
        new Source(
            "contacts",
            "contacts/Bad.java",
            """
            db.sql(\"""
                SELECT c.id FROM contacts.contact c
                  JOIN knowledge.document d ON d.tenant_id = c.tenant_id
                \""");
            """);
    var changes =
        new Source(
            "contacts", "contacts/Bad.java", "db.sql(\"UPDATE receptionist.message SET x = 1\")");
    var refers =
        new Source(
            "contacts",
            "contacts/V1__bad.sql",
            "CREATE TABLE contacts.x (id uuid REFERENCES knowledge.document (id));");

    assertThat(foreignTables(reads)).containsExactly("contacts/Bad.java: knowledge.document");
    assertThat(foreignTables(changes)).containsExactly("contacts/Bad.java: receptionist.message");
    assertThat(foreignInMigration(refers))
        .containsExactly("contacts/V1__bad.sql: knowledge.document");
  }

  private static List<String> foreignTables(Source source) {
    var foreign = new ArrayList<String>();
    var literals = LITERAL.matcher(source.text());
    while (literals.find()) {
      var text = literals.group(1) == null ? literals.group(2) : literals.group(1);
      if (!SQL.matcher(text).find()) {
        continue;
      }
      var tables = TABLE.matcher(text);
      while (tables.find()) {
        report(foreign, source, tables.group(1), tables.group(2));
      }
    }
    return foreign;
  }

  private static List<String> foreignInMigration(Source source) {
    var foreign = new ArrayList<String>();
    var sql = source.text().replaceAll("--[^\\n]*", "").replaceAll("''", "");
    var names = Pattern.compile("\\b([a-z_]+)\\.([a-z_]+)").matcher(sql);
    while (names.find()) {
      var name = names.group();
      boolean granted =
          name.equals("platform.protect")
              || name.equals("platform.open_to_worker")
              || (names.group(1).equals("tenancy")
                  && sql.substring(0, names.start()).stripTrailing().endsWith("REFERENCES"));
      if (!granted) {
        report(foreign, source, names.group(1), names.group(2));
      }
    }
    return foreign;
  }

  private static void report(List<String> foreign, Source source, String schema, String table) {
    var name = schema + "." + table;
    if (SCHEMAS.contains(schema) && !schema.equals(source.module()) && !SHARED.contains(name)) {
      foreign.add(source.path() + ": " + name);
    }
  }
}
