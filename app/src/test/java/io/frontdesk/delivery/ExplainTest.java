package io.frontdesk.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Consents;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.policy.WorkspaceRules;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// "May we contact this person now, why, and when next", as people and programs are told.
@FrontdeskTest
class ExplainTest {
  private static final Actor DESK = new Actor.Program("the desk");
  private static final String FLORIDA = "+13055550142";

  @Autowired private TestDesk desk;
  @Autowired private Contacts contacts;
  @Autowired private Consents consents;
  @Autowired private Suppressions suppressions;
  @Autowired private WorkspaceRules rules;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  private TestTenant shop;
  private Contact ana;

  @BeforeEach
  void ana_in_florida_on_a_monday_evening() {
    // 20:30 in Miami: too late for promotion there, not yet for reminders.
    clock.set("2026-06-09T00:30:00Z");
    shop = desk.tenant().create();
    ana =
        contacts.findOrCreate(
            shop.id(), PhoneNumber.parse(FLORIDA, "ZZ").orElseThrow(), "Ana Example", "phone");
    consents.grant(
        shop.id(), Channel.SMS, FLORIDA, Purpose.MARKETING, Consents.Kind.WRITTEN, "form", DESK);
  }

  @Test
  void a_program_is_told_the_rule_its_source_and_the_next_instant() {
    var answer =
        shop.apiKey(Permission.VIEW_CONTACTS)
            .get("/api/v1/policy/explain?contact=" + ana.id() + "&channel=sms&purpose=marketing");

    assertThat(answer.status()).isEqualTo(200);
    var one = answer.json().path("answers").path(0);
    assertThat(answer.json().path("answers").size()).isEqualTo(1);
    assertThat(one.path("outcome").asString()).isEqualTo("hold");
    assertThat(one.path("until").asString()).isEqualTo("2026-06-09T12:00:00Z");
    assertThat(one.path("rule").path("id").asString()).isEqualTo("us-fl.hours");
    assertThat(one.path("rule").path("version").asString()).isEqualTo("2026-03-01");
    assertThat(one.path("rule").path("source").asString()).contains("501.616");
    assertThat(one.path("states").path(0).asString()).isEqualTo("FL");
    assertThat(one.path("zones").path(0).asString()).isEqualTo("America/New_York");
    assertThat(one.path("inputsDigest").asString()).hasSize(64);
    assertThat(one.path("considered").valueStream().map(rule -> rule.path("id").asString()))
        .containsExactlyInAnyOrder("us.quiet-hours", "us-fl.hours", "us-fl.attempts");
  }

  @Test
  void without_a_channel_and_purpose_all_are_told_and_nothing_is_counted() {
    contacts.addEmail(shop.id(), ana.id(), new EmailAddress("ana@mail.example"));
    rules.choose(shop.id(), new WorkspaceRules.Choice(null, 1, 1L, null, null, null, 0), DESK);
    clock.set("2026-06-08T16:00:00Z");

    var client = shop.apiKey();
    client.get("/api/v1/policy/explain?contact=" + ana.id());
    var answers = client.get("/api/v1/policy/explain?contact=" + ana.id()).json().path("answers");

    // Three channels of one address each, four purposes each.
    assertThat(answers.size()).isEqualTo(12);
    assertThat(
            answers
                .valueStream()
                .filter(one -> one.path("channel").asString().equals("sms"))
                .map(one -> one.path("outcome").asString()))
        .containsOnly("allow");
    assertThat(rules.usedToday(shop.id()).segments()).isZero();
  }

  @Test
  void wrong_words_foreign_people_and_missing_rights_are_refused() {
    var other = desk.tenant().create();
    var path = "/api/v1/policy/explain?contact=" + ana.id();

    assertThat(shop.apiKey().get(path + "&channel=fax").status()).isEqualTo(400);
    assertThat(shop.apiKey().get(path + "&channel=fax").body()).contains("sms, email, voice");
    assertThat(shop.apiKey().get(path + "&purpose=fun").status()).isEqualTo(400);
    assertThat(other.apiKey().get(path).status()).isEqualTo(404);
    assertThat(shop.apiKey(Permission.VIEW_CALLS).get(path).status()).isEqualTo(403);
    assertThat(other.owner().get("/policy/contact/" + ana.id()).status()).isEqualTo(404);
    assertThat(other.owner().get("/policy/panel/contact/" + ana.id()).status()).isEqualTo(404);
  }

  @Test
  void the_page_tells_each_answer_with_rule_and_source() {
    var page = shop.owner().get("/policy/contact/" + ana.id());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("May we contact this person now?", "Ana Example")
        .contains("us-fl.hours", "501.616", "Later")
        // A call to promote: nobody agreed to that.
        .contains("consent.marketing-missing")
        .contains("America/New_York", "Florida");
    assertThat(reads(ana)).isEqualTo(1);
  }

  @Test
  void the_persons_page_has_the_answers_in_short() {
    suppressions.suppress(
        shop.id(),
        Channel.SMS,
        FLORIDA,
        Suppression.Scope.ALL,
        Suppression.Reason.OPT_OUT,
        "a test",
        DESK);

    assertThat(shop.owner().get("/contacts/" + ana.id()).body())
        .contains("/policy/panel/contact/" + ana.id());
    var panel = shop.owner().get("/policy/panel/contact/" + ana.id());

    assertThat(panel.body()).contains("May we contact?", "(305) 555-0142").contains(">No<");
  }

  @Test
  void a_person_without_any_address_gets_an_empty_page() {
    var nobody =
        contacts.findOrCreate(shop.id(), new EmailAddress("x@mail.example"), "X", "manual");
    transactions.write(
        shop.id(),
        () ->
            db.sql("DELETE FROM contacts.identity WHERE tenant_id = :t AND contact_id = :c")
                .param("t", shop.id().value())
                .param("c", nobody.id().value())
                .update());

    assertThat(shop.owner().get("/policy/contact/" + nobody.id()).body())
        .contains("No number and no address");
  }

  @Test
  void where_somebody_lives_is_noted_and_narrows_the_answer() {
    clock.set("2026-06-08T12:30:00Z");
    var path = "/policy/contact/" + ana.id();
    var owner = shop.owner();

    var saved = owner.post(path + "/place", "state", "TX", "zone", "");
    var page = owner.get(path);
    var wrong = owner.post(path + "/place", "state", "ZZ", "zone", "");
    var noZone = owner.post(path + "/place", "state", "", "zone", "Mars/Crater");

    assertThat(saved.status()).isEqualTo(302);
    assertThat(page.body()).contains("us-tx.text-hours", "America/Denver", "FL, TX");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("Choose a state of the list");
    assertThat(noZone.status()).isEqualTo(400);
    assertThat(noZone.body()).contains("Choose a zone of the list");
    assertThat(audited("policy.place-noted")).isEqualTo(1);
    assertThat(shop.signedIn(Role.VIEWER).post(path + "/place", "state", "TX").status())
        .isEqualTo(403);
  }

  @Test
  void the_workspaces_own_rules_are_chosen_on_a_page() {
    var owner = shop.owner();
    var path = "/settings/contact-rules";

    assertThat(owner.get(path).body()).contains("value=\"18\"").contains("us-tx.text-hours");
    var saved =
        owner.post(
            path,
            "perDay",
            "2",
            "numberAge",
            "",
            "segmentsDay",
            "500",
            "segmentsMonth",
            "",
            "price",
            "0.0079",
            "moneyDay",
            "",
            "moneyMonth",
            "25",
            "sharing",
            "yes");

    assertThat(saved.status()).isEqualTo(302);
    assertThat(rules.choice(shop.id()))
        .isEqualTo(new WorkspaceRules.Choice(null, 2, 500L, null, null, 25_000_000L, 7_900));
    assertThat(rules.sharesWithAgency(shop.id())).isTrue();
    assertThat(owner.get(path).body()).contains("value=\"0.0079\"", "value=\"25.00\"");
    assertThat(audited("policy.rules-chosen")).isEqualTo(1);

    var wrong = owner.post(path, "perDay", "0", "price", "a lot", "moneyDay", "1.2345678");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body())
        .contains("Write a whole number from 1 to 50.", "Write an amount such as 25.00.");
    assertThat(rules.choice(shop.id()).marketingPerDay()).isEqualTo(2);
    assertThat(shop.signedIn(Role.FRONT_DESK).post(path, "perDay", "9").status()).isEqualTo(403);
  }

  private int reads(Contact contact) {
    return count("contact.read", contact.id().toString());
  }

  private int audited(String action) {
    return count(action, "");
  }

  private int count(String action, String subject) {
    return transactions.read(
        shop.id(),
        () ->
            db.sql(
                    """
                    SELECT count(*)
                      FROM access.audit
                     WHERE tenant_id = :tenant AND action = :action
                       AND (:subject = '' OR subject_id = :subject)
                    """)
                .param("tenant", shop.id().value())
                .param("action", action)
                .param("subject", subject)
                .query(Integer.class)
                .single());
  }
}
