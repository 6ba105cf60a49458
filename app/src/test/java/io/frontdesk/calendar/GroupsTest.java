package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.Groups.Order;
import io.frontdesk.calendar.Groups.Step;
import io.frontdesk.contacts.Contact;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class GroupsTest {
  private static final LocalDate TUESDAY = LocalDate.parse("2026-03-03");

  @Autowired private Salon salon;
  @Autowired private Groups groups;
  @Autowired private Bookings bookings;

  private Salon.Shop shop;
  private Contact ana;
  private Service colour;

  @BeforeEach
  void open() {
    shop = salon.open(2);
    ana = shop.client("Ana Example");
    colour = shop.service("Colour", 45);
  }

  @Test
  void services_in_a_row_are_found_booked_together_and_told_once() {
    var chain = groups.search(shop.id(), steps(), Order.IN_A_ROW, TUESDAY, true, 5).getFirst();

    var first = booked(chain, "a");
    var again = booked(chain, "a");

    assertThat(again).isEqualTo(first);
    assertThat(chain.get(1).start()).isEqualTo(chain.get(0).end());
    assertThat(groups.require(shop.id(), first.group()).appointments())
        .extracting(Appointment::serviceName)
        .containsExactly("Haircut", "Colour");
    assertThat(groups.of(shop.id(), first.appointments().get(1).id()).orElseThrow().id())
        .isEqualTo(first.group());
    assertThat(
            first.appointments().stream()
                .flatMap(one -> shop.about(one).stream())
                .filter(one -> one.channel() == Channel.SMS))
        .singleElement()
        .satisfies(one -> assertThat(one.body()).contains("Haircut", "Colour"));
  }

  @Test
  void several_at_once_are_with_different_people() {
    var chains =
        groups.search(
            shop.id(),
            List.of(new Step(shop.service.id(), null), new Step(shop.service.id(), null)),
            Order.AT_ONCE,
            TUESDAY,
            true,
            3);
    var made = booked(chains.getFirst(), "a");

    assertThat(made.appointments()).extracting(Appointment::startsAt).hasSize(2);
    assertThat(made.appointments().get(0).startsAt())
        .isEqualTo(made.appointments().get(1).startsAt());
    assertThat(made.appointments().get(0).staff()).isNotEqualTo(made.appointments().get(1).staff());
  }

  @Test
  void when_one_part_is_taken_none_is_booked() {
    var chain = groups.search(shop.id(), steps(), Order.IN_A_ROW, TUESDAY, true, 1).getFirst();
    var ben = shop.client("Ben");
    var second = chain.get(1);
    bookings.book(
        shop.id(),
        new BookingRequest(
            colour.id(),
            second.start().toInstant(),
            second.staff(),
            ben.id(),
            Source.DESK,
            "ben",
            Salon.DESK,
            null,
            ""));

    var outcome = book(chain, "a");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            GroupOutcome.NotBooked.class, not -> assertThat(not.part()).isEqualTo(1));
    assertThat(bookings.upcoming(shop.id(), ana.id())).isEmpty();
    // Nothing of it is left: the same key may try another time.
    assertThat(
            book(
                groups.search(shop.id(), steps(), Order.IN_A_ROW, TUESDAY, true, 9).getLast(), "a"))
        .isInstanceOf(GroupOutcome.Booked.class);
  }

  @Test
  void ten_that_race_for_one_chain_leave_one_whole_group() throws Exception {
    var chain = groups.search(shop.id(), steps(), Order.IN_A_ROW, TUESDAY, true, 1).getFirst();
    var race =
        java.util.stream.IntStream.range(0, 10)
            .<Callable<GroupOutcome>>mapToObj(i -> () -> book(chain, "race-" + i))
            .toList();

    var outcomes = Races.run(race);

    assertThat(outcomes).filteredOn(one -> one instanceof GroupOutcome.Booked).hasSize(1);
    assertThat(bookings.upcoming(shop.id(), ana.id())).hasSize(2);
  }

  @Test
  void a_group_is_cancelled_whole_and_told_once() {
    var made =
        booked(groups.search(shop.id(), steps(), Order.IN_A_ROW, TUESDAY, true, 1).getFirst(), "a");

    groups.cancel(shop.id(), made.group(), "", Salon.DESK);
    var again = groups.cancel(shop.id(), made.group(), "", Salon.DESK);

    assertThat(again.appointments()).allMatch(one -> one.state() == AppointmentState.CANCELLED);
    assertThat(
            made.appointments().stream()
                .flatMap(one -> shop.about(one).stream())
                .filter(one -> one.channel() == Channel.SMS)
                .filter(one -> one.body().contains("cancelled")))
        .hasSize(1);
  }

  @Test
  void wrong_wishes_are_refused_by_name_and_other_workspaces_see_nothing() {
    assertThatThrownBy(
            () -> groups.search(shop.id(), steps().subList(0, 1), Order.IN_A_ROW, TUESDAY, true, 1))
        .hasMessageContaining("services");
    var made =
        booked(groups.search(shop.id(), steps(), Order.IN_A_ROW, TUESDAY, true, 1).getFirst(), "a");
    var theirs = salon.open(1);
    assertThat(groups.find(theirs.id(), made.group())).isEmpty();
    assertThatThrownBy(() -> groups.cancel(theirs.id(), made.group(), "", Salon.DESK))
        .isInstanceOf(Refusal.class);
    assertThat(bookings.upcoming(shop.id(), ana.id())).hasSize(2);
  }

  @Test
  void a_group_is_booked_by_screen_and_api() {
    var owner = shop.tenant.owner();
    var page =
        owner
            .get(
                "/calendar/together?day=2026-03-03&order=in_a_row&service-0="
                    + shop.service.id()
                    + "&service-1="
                    + colour.id())
            .body();
    assertThat(page).contains("Book all", "Colour");
    var chain = groups.search(shop.id(), steps(), Order.IN_A_ROW, TUESDAY, true, 1).getFirst();
    owner.post(
        "/calendar/together",
        Map.of(
            "chain",
            io.frontdesk.calendar.web.GroupPages.text(chain),
            "contact",
            ana.id().toString(),
            "key",
            "k",
            "day",
            "2026-03-03"));
    var made = bookings.upcoming(shop.id(), ana.id());
    assertThat(made).hasSize(2);
    assertThat(owner.get("/calendar/appointments/" + made.getFirst().id() + "/together").body())
        .contains("Booked together", "Cancel all of them");

    var api = shop.tenant.apiKey();
    var found =
        api.get(
            "/api/v1/availability/together?day=2026-03-03&services="
                + shop.service.id()
                + ","
                + colour.id());
    assertThat(found.status()).isEqualTo(200);
    var body =
        "{\"contact\":\"%s\",\"parts\":[{\"service\":\"%s\",\"start\":\"2026-03-04T15:00:00Z\"},{\"service\":\"%s\",\"start\":\"2026-03-04T15:30:00Z\"}]}"
            .formatted(ana.id(), shop.service.id(), colour.id());
    var headers = Map.of("Idempotency-Key", "g-" + UUID.randomUUID());
    assertThat(api.send("POST", "/api/v1/appointment-groups", body, headers).status())
        .isEqualTo(201);
    assertThat(api.send("POST", "/api/v1/appointment-groups", body, headers).status())
        .isEqualTo(201);
    assertThat(bookings.upcoming(shop.id(), ana.id())).hasSize(4);
    assertThat(api.send("POST", "/api/v1/appointment-groups", "{}", headers).body())
        .contains("parts");
    assertThat(api.get("/api/v1/contacts/" + ana.id() + "/next-appointment").body())
        .contains(made.getFirst().id().toString());
  }

  private List<Step> steps() {
    return List.of(new Step(shop.service.id(), null), new Step(colour.id(), null));
  }

  private GroupOutcome book(List<Slot> chain, String key) {
    return groups.book(
        shop.id(),
        new GroupRequest(
            ana.id(),
            chain.stream()
                .map(
                    slot ->
                        new GroupRequest.Part(
                            slot.service(), Instant.from(slot.start()), slot.staff(), null))
                .toList(),
            Source.DESK,
            key,
            Salon.DESK,
            ""));
  }

  private GroupOutcome.Booked booked(List<Slot> chain, String key) {
    var outcome = book(chain, key);
    assertThat(outcome).isInstanceOf(GroupOutcome.Booked.class);
    return (GroupOutcome.Booked) outcome;
  }
}
