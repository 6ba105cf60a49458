package io.frontdesk.contacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TestDesk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class ContactPagesTest {
  private static final Pattern ROW =
      Pattern.compile("data-href=\"[^\"]*/contacts/([0-9a-f-]{36})\"");

  @Autowired private TestDesk desk;
  @Autowired private Contacts contacts;
  @Autowired private Timeline timeline;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MergeWatcher merges;

  @Test
  void somebody_is_added_found_and_edited() {
    var shop = desk.tenant().create();
    var browser = shop.signedIn(Role.FRONT_DESK);
    browser.get("/contacts");

    assertThat(browser.get("/contacts").body()).contains("Your client book starts here");
    var added =
        browser.post(
            "/contacts",
            "name",
            "Ana Ruiz",
            "phone",
            "(212) 555-0142",
            "email",
            "Ana@Example.com",
            "stage",
            "new",
            "tags",
            "Massage, vip, massage");

    assertThat(added.status()).as(added.body()).isEqualTo(302);
    var id = added.location().substring(added.location().lastIndexOf('/') + 1);
    assertThat(browser.get("/contacts/" + id).body())
        .contains("Ana Ruiz", "(212) 555-0142", "ana@example.com", "New client", "Massage");
    assertThat(rows(browser.get("/contacts?q=rui").body())).containsExactly(id);
    assertThat(rows(browser.get("/contacts?stage=vip").body())).isEmpty();
    var edited =
        browser.post(
            "/contacts/" + id,
            "name",
            "Ana Ruiz-Vega",
            "phone",
            "+12125550143",
            "stage",
            "core",
            "version",
            Long.toString(contacts.require(shop.id(), ContactId.parse(id)).version()));
    assertThat(edited.status()).isEqualTo(302);
    var now = contacts.require(shop.id(), ContactId.parse(id));
    assertThat(now.phones()).extracting(PhoneNumber::e164).containsExactly("+12125550143");
    assertThat(now.emails()).isEmpty();
    assertThat(now.stage()).isEqualTo("core");
  }

  @Test
  void a_form_with_mistakes_comes_back_with_what_was_typed() {
    var shop = desk.tenant().create();
    var taken = contacts.findOrCreate(shop.id(), new PhoneNumber("+12125550142"), "Ana", "phone");
    var browser = shop.signedIn(Role.FRONT_DESK);
    browser.get("/contacts");

    var wrong = browser.post("/contacts", "name", "Bea <b>", "phone", "12", "email", "no");
    assertThat(wrong.status()).isEqualTo(200);
    assertThat(wrong.body())
        .contains("This is no phone number.", "This is no e-mail address.", "Bea &lt;b");
    var double_ = browser.post("/contacts", "name", "Bea", "phone", "212 555 0142");
    assertThat(double_.body())
        .contains("Another contact already has this number", "/contacts/" + taken.id());
    assertThat(browser.post("/contacts", "name", " ").body()).contains("Give a name");
    assertThat(contacts.search(shop.id(), "bea", 5)).isEmpty();
  }

  @Test
  void an_edit_of_a_page_that_someone_else_changed_is_refused() {
    var shop = desk.tenant().create();
    var ana = contacts.findOrCreate(shop.id(), new PhoneNumber("+12125550142"), "Ana", "phone");
    contacts.rename(shop.id(), ana.id(), "Ana Ruiz");

    var browser = shop.owner();
    browser.get("/contacts");
    var late =
        browser.post(
            "/contacts/" + ana.id(), "name", "Hannah", "version", Long.toString(ana.version()));

    assertThat(late.body()).contains("Someone changed this contact meanwhile");
    assertThat(contacts.require(shop.id(), ana.id()).name()).isEqualTo("Ana Ruiz");
  }

  @Test
  void the_list_pages_forward_and_back_without_gaps() {
    var shop = desk.tenant().create();
    for (int i = 0; i < 120; i++) {
      contacts.findOrCreate(
          shop.id(),
          new EmailAddress("p" + i + "@people.example"),
          "Person " + (i % 3 == 0 ? "Same" : String.format("%03d", i)),
          "import");
    }
    var browser = shop.owner();
    browser.get("/contacts");

    for (var order : List.of("name", "recent")) {
      var seen = new ArrayList<String>();
      var pages = new ArrayList<List<String>>();
      var body = browser.get("/contacts?sort=" + order).body();
      while (true) {
        pages.add(rows(body));
        seen.addAll(rows(body));
        var next = link(body, "next");
        if (next == null) {
          break;
        }
        body = browser.get("/contacts" + next).body();
      }
      assertThat(seen).as(order).hasSize(120).doesNotHaveDuplicates();
      assertThat(pages).hasSize(3);
      var back = browser.get("/contacts" + link(body, "prev")).body();
      assertThat(rows(back)).isEqualTo(pages.get(1));
      assertThat(rows(browser.get("/contacts" + link(back, "prev")).body()))
          .isEqualTo(pages.getFirst());
    }
    assertThat(browser.get("/contacts?at=nonsense").status()).isEqualTo(400);
  }

  @Test
  void notes_are_written_changed_deleted_and_brought_back() {
    var shop = desk.tenant().create();
    var ana = contacts.findOrCreate(shop.id(), new PhoneNumber("+12125550142"), "Ana", "phone");
    var browser = shop.signedIn(Role.PRACTITIONER);
    browser.get("/contacts");

    browser.post("/contacts/" + ana.id() + "/notes", "body", "Prefers <mornings>");
    var page = browser.get("/contacts/" + ana.id() + "/notes").body();
    assertThat(page).contains("Prefers &lt;mornings&gt;");
    var note = page.replaceAll("(?s).*/notes/([0-9a-f-]{36})/edit.*", "$1");
    var path = "/contacts/" + ana.id() + "/notes/" + note;
    assertThat(browser.post(path, "body", "Prefers evenings").body()).contains("Prefers evenings");
    var gone = browser.post(path + "/delete");
    assertThat(gone.body()).doesNotContain("Prefers evenings");
    assertThat(gone.header("HX-Trigger").orElseThrow()).contains(path + "/restore");
    assertThat(browser.post(path + "/restore").body()).contains("Prefers evenings");
    assertThat(browser.post(path, "body", " ").status()).isEqualTo(400);
  }

  @Test
  void merging_moves_everything_and_old_links_lead_on() {
    var shop = desk.tenant().create();
    var kept = contacts.findOrCreate(shop.id(), new PhoneNumber("+12125550142"), "Ana", "phone");
    var gone = contacts.findOrCreate(shop.id(), new EmailAddress("ana@example.com"), "Anna", "web");
    var at = Instant.parse("2026-03-02T15:30:00Z");
    for (var one : List.of(kept, gone)) {
      timeline.add(shop.id(), one.id(), new Entry("call", "Called", null, at, "call", "c-1"));
    }
    timeline.add(shop.id(), gone.id(), new Entry("call", "Rang again", null, at, "call", "c-2"));
    var browser = shop.owner();
    browser.get("/contacts");

    var merged = browser.post("/contacts/" + kept.id() + "/merge", "gone", gone.id().toString());

    assertThat(merged.status()).as(merged.body()).isEqualTo(302);
    var now = contacts.require(shop.id(), gone.id());
    assertThat(now.id()).isEqualTo(kept.id());
    assertThat(now.emails()).containsExactly(new EmailAddress("ana@example.com"));
    assertThat(browser.get("/contacts/" + gone.id()).location()).endsWith(kept.id().toString());
    assertThat(browser.get("/contacts/" + kept.id()).body())
        .contains("Rang again", "Merged with Anna");
    assertThat(contacts.search(shop.id(), "anna", 5)).isEmpty();
    assertThat(merges.seen).contains(new ContactsMerged(shop.id(), kept.id(), gone.id()));
    assertThat(
            browser
                .post("/contacts/" + kept.id() + "/merge", "gone", gone.id().toString())
                .status())
        .isEqualTo(409);
  }

  @Test
  void a_deleted_contact_frees_its_number_and_comes_back_with_undo() {
    var shop = desk.tenant().create();
    var phone = new PhoneNumber("+12125550142");
    var ana = contacts.findOrCreate(shop.id(), phone, "Ana", "phone");
    var browser = shop.owner();
    browser.get("/contacts");

    var deleted = browser.post("/contacts/" + ana.id() + "/delete");
    assertThat(browser.get(deleted.location().replaceFirst(".*(?=/contacts)", "")).body())
        .contains("Contact deleted", "Your client book starts here");
    assertThat(browser.get("/contacts/" + ana.id()).status()).isEqualTo(404);
    assertThat(contacts.findByPhone(shop.id(), phone)).isEmpty();

    browser.post("/contacts/" + ana.id() + "/restore");
    assertThat(contacts.findByPhone(shop.id(), phone)).map(Contact::id).contains(ana.id());
    assertThat(contacts.search(shop.id(), "ana", 5)).hasSize(1);
  }

  @Test
  void roles_see_and_do_what_the_table_says() {
    var shop = desk.tenant().create();
    var ana = contacts.findOrCreate(shop.id(), new PhoneNumber("+12125550142"), "Ana", "phone");

    assertThat(shop.signedIn(Role.VIEWER).get("/contacts").status()).isEqualTo(403);
    var auditor = shop.signedIn(Role.AUDITOR);
    assertThat(auditor.get("/contacts/" + ana.id()).body())
        .doesNotContain("Write a note", "/edit\"");
    assertThat(auditor.post("/contacts", "name", "X").status()).isEqualTo(403);
    assertThat(shop.signedIn(Role.FRONT_DESK).post("/contacts/" + ana.id() + "/delete").status())
        .isEqualTo(403);
    var other = desk.tenant().create();
    assertThat(other.owner().get("/contacts/" + ana.id()).status()).isEqualTo(404);
    assertThat(other.owner().get("/contacts/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void reading_a_person_and_changing_them_is_audited_without_what_was_written() {
    var shop = desk.tenant().create();
    var ana = contacts.findOrCreate(shop.id(), new PhoneNumber("+12125550142"), "Ana", "phone");
    var browser = shop.owner();
    browser.get("/contacts");

    browser.get("/contacts/" + ana.id());
    browser.post("/contacts/" + ana.id() + "/notes", "body", "canary sentence");

    var lines =
        transactions.<List<String>>read(
            shop.id(),
            () ->
                db.sql(
                        """
                        SELECT action || ' ' || subject_id || ' ' || detail AS line
                          FROM access.audit WHERE tenant_id = :tenant
                        """)
                    .param("tenant", shop.id().value())
                    .query((row, _) -> String.valueOf(row.getString("line")))
                    .list());
    assertThat(lines)
        .anyMatch(line -> line.startsWith("contact.read " + ana.id()))
        .anyMatch(line -> line.startsWith("contacts.note-added " + ana.id()))
        .noneMatch(line -> line.contains("canary") || line.contains("Ana"));
  }

  private static List<String> rows(String body) {
    return ROW.matcher(body).results().map(row -> row.group(1)).toList();
  }

  private static @org.jspecify.annotations.Nullable String link(String body, String rel) {
    var link = Pattern.compile("rel=\"" + rel + "\" href=\"[^\"?]*([^\"]*)\"").matcher(body);
    return link.find() ? link.group(1).replace("&amp;", "&") : null;
  }
}
