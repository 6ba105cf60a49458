package io.frontdesk.contacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TestDesk;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class ContactsTest {
  private static final PhoneNumber ANA = new PhoneNumber("+12125550142");

  @Autowired private TestDesk desk;
  @Autowired private Contacts contacts;
  @Autowired private Timeline timeline;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;

  @Test
  void a_caller_is_made_once_and_found_again() {
    var shop = desk.tenant().create();

    var first = contacts.findOrCreate(shop.id(), ANA, null, "phone");
    var second = contacts.findOrCreate(shop.id(), ANA, "Ana Ruiz", "phone");

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.name()).isEqualTo("Ana Ruiz");
    assertThat(first.displayName()).isEqualTo("(212) 555-0142");
    assertThat(contacts.findByPhone(shop.id(), ANA)).map(Contact::id).contains(first.id());
    assertThat(contacts.findOrCreate(shop.id(), ANA, "Someone Else", "phone").name())
        .as("a name is not overwritten by what a caller says")
        .isEqualTo("Ana Ruiz");
  }

  @Test
  void many_callers_at_once_with_one_number_are_one_contact() throws Exception {
    var shop = desk.tenant().create();
    var go = new CountDownLatch(1);

    try (var threads = Executors.newFixedThreadPool(8)) {
      var made =
          IntStream.range(0, 8)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            go.await();
                            return transactions.write(
                                shop.id(),
                                () -> contacts.findOrCreate(shop.id(), ANA, "Ana", "phone"));
                          }))
              .toList();
      go.countDown();
      for (var one : made) {
        assertThat(one.get().id()).isEqualTo(made.getFirst().get().id());
      }
    }

    assertThat(
            transactions.<Long>read(
                shop.id(),
                () ->
                    db.sql("SELECT count(*) FROM contacts.contact WHERE tenant_id = :tenant")
                        .param("tenant", shop.id().value())
                        .query(Long.class)
                        .single()))
        .isEqualTo(1);
  }

  @Test
  void who_waits_for_a_creator_that_gives_up_creates_the_contact() throws Exception {
    var shop = desk.tenant().create();
    var inserted = new CountDownLatch(1);
    var giveUp = new CountDownLatch(1);

    try (var threads = Executors.newFixedThreadPool(2)) {
      var loser =
          threads.submit(
              () ->
                  transactions.write(
                      shop.id(),
                      () -> {
                        contacts.findOrCreate(shop.id(), ANA, "Lost", "phone");
                        inserted.countDown();
                        try {
                          giveUp.await();
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                        throw new IllegalStateException("rolled back");
                      }));
      inserted.await();
      var winner = threads.submit(() -> contacts.findOrCreate(shop.id(), ANA, "Kept", "phone"));
      giveUp.countDown();

      assertThatThrownBy(loser::get).hasRootCauseMessage("rolled back");
      assertThat(winner.get().name()).isEqualTo("Kept");
    }
  }

  @Test
  void the_same_number_in_another_workspace_is_another_person() {
    var one = desk.tenant().create();
    var two = desk.tenant().create();

    var here = contacts.findOrCreate(one.id(), ANA, "Ana", "phone");

    assertThat(contacts.findByPhone(two.id(), ANA)).isEmpty();
    assertThat(contacts.find(two.id(), here.id())).isEmpty();
    assertThat(contacts.search(two.id(), "ana", 10)).isEmpty();
    assertThat(contacts.all(two.id(), List.of(here.id()))).isEmpty();
  }

  @Test
  void people_are_found_by_the_beginnings_of_names_numbers_and_addresses() {
    var shop = desk.tenant().create();
    var jose = contacts.findOrCreate(shop.id(), ANA, "José Núñez-Ortiz", "phone");
    contacts.addEmail(shop.id(), jose.id(), new EmailAddress("pepe.n@salon.example"));
    contacts.findOrCreate(shop.id(), new PhoneNumber("+12125550199"), "Josefina Alba", "phone");

    for (var text :
        List.of(
            "jose n",
            "NUNEZ",
            "ortiz",
            "núñ jos",
            "+1 212 555 0142",
            "(212) 555-0142",
            "2125550142",
            "5550142",
            "0142",
            "pepe.n@salon.example",
            "salon.ex",
            "pepe")) {
      assertThat(contacts.search(shop.id(), text, 10))
          .as(text)
          .extracting(Contact::id)
          .contains(jose.id());
    }
    assertThat(contacts.search(shop.id(), "jose", 10)).hasSize(2);
    assertThat(contacts.search(shop.id(), "jose zzz", 10)).isEmpty();
    assertThat(contacts.search(shop.id(), " % _ \\ '", 10)).isEmpty();
  }

  @Test
  void an_address_of_someone_else_is_refused() {
    var shop = desk.tenant().create();
    var ana = contacts.findOrCreate(shop.id(), ANA, "Ana", "phone");
    var bea = contacts.findOrCreate(shop.id(), new EmailAddress("bea@salon.example"), "Bea", "web");

    assertThatThrownBy(() -> contacts.addPhone(shop.id(), bea.id(), ANA))
        .isInstanceOfSatisfying(
            AddressTaken.class, taken -> assertThat(taken.owner()).isEqualTo(ana.id()));
    contacts.addPhone(shop.id(), ana.id(), ANA);
    assertThat(contacts.require(shop.id(), ana.id()).phones()).containsExactly(ANA);
  }

  @Test
  void hostile_names_are_cleaned_and_kept() {
    var shop = desk.tenant().create();

    var contact =
        contacts.findOrCreate(
            shop.id(), ANA, " \u202eevil\u0000 <script>\n" + "x".repeat(500), "phone");

    assertThat(contact.name()).startsWith("evil <script> xxx").hasSizeLessThanOrEqualTo(200);
    assertThat(contact).hasToString("Contact[" + contact.id() + "]");
  }

  @Test
  void the_timeline_holds_each_thing_once() {
    var shop = desk.tenant().create();
    var ana = contacts.findOrCreate(shop.id(), ANA, "Ana", "phone");
    var at = Instant.parse("2026-03-02T15:30:00Z");

    timeline.add(shop.id(), ana.id(), new Entry("call", "Called", null, at, "call", "c-1"));
    timeline.add(
        shop.id(), ana.id(), new Entry("call", "Called and booked", null, at, "call", "c-1"));

    var page = shop.owner().get("/contacts/" + ana.id()).body();
    assertThat(page).containsOnlyOnce("Called and booked").contains("/calls/c-1");
  }
}
