package io.frontdesk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// See `docs/decisions/0014-indexes-on-tables-in-use.md`.
class MigrationRulesTest {
  // Those up to here are part of the first release, whose tables are empty when they run.
  private static final int FIRST_RELEASE = 239;
  private static final Pattern NUMBER = Pattern.compile("V(\\d+)__.*\\.sql");
  private static final Pattern TABLE =
      Pattern.compile("\\bCREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?([\\w.]+)");
  private static final Pattern INDEX =
      Pattern.compile(
          "\\bCREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+(CONCURRENTLY\\s+)?([^;]*?)\\bON\\s+(?:ONLY\\s+)?([\\w.]+)");

  @Test
  void an_index_on_a_table_in_use_is_built_concurrently_in_a_file_of_its_own() throws IOException {
    var wrong = new ArrayList<String>();
    int looked = 0;
    for (var file :
        new PathMatchingResourcePatternResolver()
            .getResources("classpath*:db/migration/**/*.sql")) {
      var name = String.valueOf(file.getFilename());
      var number = NUMBER.matcher(name);
      if (number.matches() && Integer.parseInt(number.group(1)) > FIRST_RELEASE) {
        faults(file.getContentAsString(java.nio.charset.StandardCharsets.UTF_8))
            .forEach(fault -> wrong.add(name + ": " + fault));
      }
      looked++;
    }

    assertThat(looked).isGreaterThan(20);
    assertThat(wrong).isEmpty();
  }

  @Test
  void the_rule_sees_what_breaks_it() throws IOException {
    assertThat(faults("CREATE INDEX a ON x.y (z);")).hasSize(1);
    assertThat(faults("create unique index if not exists a\n  on only x.y (z);")).hasSize(1);
    assertThat(faults("CREATE TABLE x.y (z int); CREATE INDEX a ON x.y (z);")).isEmpty();
    assertThat(faults("-- CREATE INDEX a ON x.y (z);\nSELECT 1;")).isEmpty();
    assertThat(faults("CREATE INDEX CONCURRENTLY a ON x.y (z);")).hasSize(1);
    assertThat(
            faults(
                """
                DROP INDEX CONCURRENTLY IF EXISTS x.a;
                CREATE INDEX CONCURRENTLY a ON x.y (z);
                """))
        .isEmpty();
    assertThat(
            faults(
                """
                DROP INDEX CONCURRENTLY IF EXISTS x.a;
                CREATE INDEX CONCURRENTLY a ON x.y (z);
                ALTER TABLE x.y ADD COLUMN b int;
                """))
        .hasSize(1);
    assertThat(faults(shipped("V0171__plans.sql"))).hasSize(3);
  }

  private static List<String> faults(String sql) {
    var text = sql.replaceAll("--[^\n]*", "").toUpperCase(java.util.Locale.ROOT);
    var made = TABLE.matcher(text).results().map(one -> one.group(1)).collect(Collectors.toSet());
    var faults = new ArrayList<String>();
    var indexes = INDEX.matcher(text);
    boolean concurrent = false;
    while (indexes.find()) {
      if (indexes.group(1) != null) {
        concurrent = true;
      } else if (!made.contains(indexes.group(3))) {
        faults.add("builds an index on " + indexes.group(3) + " without CONCURRENTLY");
      }
    }
    if (concurrent && !alone(text)) {
      faults.add("must hold DROP INDEX CONCURRENTLY IF EXISTS, then CREATE INDEX, and no more");
    }
    return faults;
  }

  // A build that was broken off leaves an index that is not valid; the repeat begins with a drop.
  private static boolean alone(String text) {
    var statements = text.strip().split("\\s*;\\s*");
    return statements.length == 2
        && statements[0].matches("DROP\\s+INDEX\\s+CONCURRENTLY\\s+IF\\s+EXISTS\\s+[\\w.]+");
  }

  private static String shipped(String name) throws IOException {
    var resource = MigrationRulesTest.class.getResource("/db/migration/delivery/" + name);
    return Files.readString(Path.of(java.net.URI.create(String.valueOf(resource))));
  }
}
