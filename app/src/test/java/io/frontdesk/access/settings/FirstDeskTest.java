package io.frontdesk.access.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FreshWorld;
import io.frontdesk.FrontdeskApplication;
import io.frontdesk.access.account.Links;
import io.frontdesk.platform.db.Database;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/// The first owner of an installation, in a program and database of its own: one story, because it
/// happens once.
@SpringBootTest(
    classes = FrontdeskApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FreshWorld.class)
@DirtiesContext
class FirstDeskTest {
  private static final Map<String, String> FORM =
      Map.of(
          "name", "Ana Owner",
          "email", "ana@people.example",
          "password", "four unrelated words do well",
          "business", "Bright Smile",
          "zone", "Europe/Rome",
          "region", "IT",
          "from-1-1", "09:00",
          "to-1-1", "17:00");

  @Autowired private TestDesk desk;
  @Autowired private Links links;
  @Autowired private Database database;

  @Test
  void the_link_opens_the_first_desk_once_and_a_failure_half_way_leaves_nothing() throws Exception {
    var earlier = path(links.setup().orElseThrow());
    var link = path(links.setup().orElseThrow());
    var browser = desk.stranger();
    assertThat(browser.get(earlier).status()).isEqualTo(410);
    assertThat(browser.get("/setup/guessed").status()).isEqualTo(410);
    assertThat(browser.get(link).status()).isEqualTo(200);

    var nothing = browser.post(link, "name", "", "password", "");
    assertThat(nothing.status()).isEqualTo(400);
    assertThat(nothing.body())
        .contains("id=\"e-name\"", "id=\"e-email\"", "id=\"e-password\"", "id=\"e-business\"");

    // The last step of all fails.
    asOwner(
        """
        CREATE FUNCTION access.fail() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$;
        CREATE TRIGGER fail BEFORE INSERT ON access.audit
          FOR EACH ROW EXECUTE FUNCTION access.fail();
        """);
    var failed = browser.post(link, FORM);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).doesNotContain("on purpose");
    assertThat(count("access.account")).isZero();
    assertThat(count("tenancy.directory")).isZero();
    assertThat(count("access.membership")).isZero();
    assertThat(links.nobodyYet()).isTrue();
    assertThat(browser.cookies()).doesNotContainKey("desk");
    asOwner("DROP TRIGGER fail ON access.audit; DROP FUNCTION access.fail();");

    // A form with a mistake does not spend it either.
    assertThat(browser.post(link, with("password", "short")).status()).isEqualTo(400);
    assertThat(browser.post(link, with("zone", "Mars/Base")).status()).isEqualTo(400);
    assertThat(count("access.account")).isZero();

    var done = browser.post(link, FORM);
    assertThat(done.location()).isEqualTo("/w/bright-smile/today");
    assertThat(browser.get("/w/bright-smile/settings/members").status()).isEqualTo(200);
    assertThat(count("access.account")).isEqualTo(1);
    assertThat(count("tenancy.directory")).isEqualTo(1);

    assertThat(late(link).status()).isEqualTo(410);
    assertThat(desk.stranger().get(link).status()).isEqualTo(410);
    assertThat(links.setup()).isEmpty();
    assertThat(count("access.account")).isEqualTo(1);
  }

  private Reply late(String link) {
    Browser late = desk.stranger();
    return late.post(link, with("email", "eve@people.example"));
  }

  private static Map<String, String> with(String field, String value) {
    var form = new java.util.HashMap<>(FORM);
    form.put(field, value);
    return form;
  }

  private static String path(String link) {
    return link.substring(link.indexOf("/setup/"));
  }

  // Row-level security is forced on the owner of the tables too.
  private int count(String table) throws SQLException {
    try (var connection = owner()) {
      connection.setAutoCommit(false);
      var db =
          JdbcClient.create(
              new org.springframework.jdbc.datasource.SingleConnectionDataSource(connection, true));
      db.sql("ALTER TABLE " + table + " NO FORCE ROW LEVEL SECURITY").update();
      int rows = db.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
      connection.rollback();
      return rows;
    }
  }

  private void asOwner(String sql) throws SQLException {
    try (var connection = owner();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private java.sql.Connection owner() throws SQLException {
    var role = database.roles().owner();
    return DriverManager.getConnection(database.url(), role.user(), role.password());
  }
}
