package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.ReminderPlan.Kind;
import io.frontdesk.calendar.ReminderPlan.Rule;
import io.frontdesk.contacts.Contact;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@FrontdeskTest
class DepositsTest {
  @Autowired private Salon salon;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Deposits deposits;
  @Autowired private Reminders reminders;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;

  private Salon.Shop shop;
  private Contact ana;

  @BeforeEach
  void open() {
    shop = salon.open(1);
    ana = shop.client("Ana");
    asking(2000L);
  }

  @Test
  void confirmation_and_reminders_tell_of_it_until_it_is_paid() {
    var one = shop.book(ana, "2026-03-05T20:00:00Z");
    shop.at("2026-03-03T20:01:00Z");
    deposits.markPaid(shop.id(), one.id(), 2000, Salon.DESK);
    shop.at("2026-03-04T20:01:00Z");

    assertThat(told(one, "you're booked"))
        .hasSize(2)
        .allSatisfy(it -> assertThat(it).contains("A deposit of $20.00 is to be paid."));
    assertThat(shop.reminders(one))
        .extracting(Delivery::body)
        .satisfiesExactly(
            early -> assertThat(early).endsWith("A deposit of $20.00 is to be paid."),
            later -> assertThat(later).doesNotContain("deposit").endsWith("reschedule."));
  }

  @Test
  void own_words_tell_of_it_where_they_say_so() {
    reminders.change(
        shop.id(),
        Salon.DESK,
        shop.service.id(),
        ReminderPlan.checked(
            List.of(
                new Rule(Duration.ofHours(3), Channel.SMS, Kind.REMIND, "{deposit} See you!"),
                new Rule(Duration.ofHours(2), Channel.SMS, Kind.REMIND, "See you soon!"))));
    var one = shop.book(ana, "2026-03-05T20:00:00Z");
    shop.at("2026-03-05T17:00:00Z");
    shop.at("2026-03-05T18:00:00Z");

    assertThat(shop.reminders(one))
        .extracting(Delivery::body)
        .containsExactly("A deposit of $20.00 is to be paid. See you!", "See you soon!");
  }

  @Test
  void it_is_marked_once_whoever_marks_it_and_taken_back() throws Exception {
    var one = shop.book(ana, "2026-03-05T20:00:00Z");
    var work = new ArrayList<Callable<String>>();
    for (long amount : new long[] {2000, 1000, 2000, 1000}) {
      work.add(
          () -> {
            try {
              deposits.markPaid(shop.id(), one.id(), amount, Salon.DESK);
              return "marked";
            } catch (Refusal refusal) {
              return refusal.code();
            }
          });
    }

    var outcomes = Shops.race(work);

    assertThat(outcomes).filteredOn("marked"::equals).hasSize(2);
    assertThat(outcomes).filteredOn("calendar.deposit-paid"::equals).hasSize(2);
    deposits.takeBack(shop.id(), one.id(), Salon.DESK);
    deposits.takeBack(shop.id(), one.id(), Salon.DESK);
    assertThat(deposits.find(shop.id(), one.id())).isEmpty();
    assertThat(bookings.history(shop.id(), one.id()))
        .extracting(AppointmentEvent::what)
        .containsExactly("booked", "deposit_paid", "deposit_unpaid");
    assertThat(audited()).containsExactly("calendar.deposit-paid", "calendar.deposit-unpaid");
  }

  @Test
  void what_cannot_be_is_refused() {
    var one = shop.book(ana, "2026-03-05T20:00:00Z");
    asking(null);
    var free = shop.book(ana, "2026-03-06T20:00:00Z");
    var stranger = salon.open(1);

    assertThatThrownBy(() -> deposits.markPaid(shop.id(), one.id(), 0, Salon.DESK))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> deposits.markPaid(shop.id(), free.id(), 100, Salon.DESK))
        .hasMessageContaining("No deposit");
    assertThatThrownBy(() -> deposits.markPaid(stranger.id(), one.id(), 100, Salon.DESK))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> deposits.takeBack(stranger.id(), one.id(), Salon.DESK))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void desk_and_programs_mark_it() {
    var one = shop.book(ana, "2026-03-05T20:00:00Z");
    var path = "/calendar/appointments/" + one.id();
    var desk = shop.tenant.signedIn(Role.FRONT_DESK);

    assertThat(desk.get(path).body()).contains("$20.00").contains("to be paid");
    assertThat(desk.post(path + "/deposit", "amount", "-3").body()).contains("Give the amount");
    assertThat(desk.post(path + "/deposit", "amount", "<x>").body()).contains("value=\"&lt;x>");
    assertThat(desk.post(path + "/deposit", "amount", "15.50").status()).isEqualTo(302);
    assertThat(desk.get(path).body()).contains("$15.50 paid").contains("Deposit paid by");
    assertThat(desk.post(path + "/deposit/unpaid").status()).isEqualTo(302);
    assertThat(shop.tenant.signedIn(Role.VIEWER).post(path + "/deposit", "amount", "1").status())
        .isEqualTo(403);

    var api = shop.tenant.apiKey();
    var at = "/api/v1/appointments/" + one.id() + "/deposit";
    assertThat(api.get(at).json().path("paidMinor").isNull()).isTrue();
    assertThat(api.post(at, "{}").json().path("paidMinor").asLong()).isEqualTo(2000);
    assertThat(api.post(at, "{\"amountMinor\": 5}").status()).isEqualTo(409);
    assertThat(api.send("DELETE", at, "", java.util.Map.of()).status()).isEqualTo(204);
    assertThat(salon.open(1).tenant.apiKey().post(at, "{}").status()).isEqualTo(404);
  }

  private void asking(@org.jspecify.annotations.Nullable Long deposit) {
    var service = catalogue.require(shop.id(), shop.service.id());
    catalogue.change(
        shop.id(),
        Salon.DESK,
        service.id(),
        ServiceDraft.of(service).with(it -> it.depositMinor = deposit),
        service.version());
  }

  private List<String> told(Appointment one, String words) {
    return shop.about(one).stream()
        .map(Delivery::body)
        .filter(body -> body.toLowerCase(java.util.Locale.ROOT).contains(words))
        .toList();
  }

  private List<String> audited() {
    return transactions.read(
        shop.id(),
        () ->
            db.sql(
                    """
                    SELECT action FROM access.audit
                     WHERE tenant_id = :tenant AND action LIKE 'calendar.deposit-%'
                     ORDER BY audit_id
                    """)
                .param("tenant", shop.id().value())
                .query((row, _) -> row.getString("action"))
                .list());
  }
}
