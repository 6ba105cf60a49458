package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.report.Utilisation;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.testing.MovableClock;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class UtilisationTest {
  private static final LocalDate TUESDAY = LocalDate.parse("2026-03-03");

  @Autowired private Shops shops;
  @Autowired private Bookings bookings;
  @Autowired private Catalogue catalogue;
  @Autowired private Utilisation utilisation;
  @Autowired private MovableClock clock;

  @Test
  void booked_time_is_told_beside_the_time_there_was_and_who_did_not_come() {
    clock.set("2026-03-02T15:00:00Z");
    var shop = shops.open(2);
    var tenant = shop.tenant.id();
    var first = shop.staff.getFirst();
    // 12 hours a day, half of the day away: 6 are left.
    catalogue.add(
        tenant,
        Shops.DESK,
        first.id(),
        new StaffException(
            Uuid7.next(),
            TUESDAY,
            TUESDAY,
            io.frontdesk.tenancy.TimeRange.of("08:00", "14:00"),
            false,
            "course"));
    var kept = book(shop, "2026-03-03T20:00:00Z", "a");
    var missed = book(shop, "2026-03-03T20:30:00Z", "b");
    var cancelled = book(shop, "2026-03-03T21:00:00Z", "c");
    bookings.cancel(tenant, cancelled.id(), "", Shops.DESK);
    clock.set("2026-03-03T23:59:00Z");
    bookings.mark(tenant, missed.id(), AppointmentState.NO_SHOW, Shops.DESK);

    var report = utilisation.of(tenant, TUESDAY, TUESDAY);

    var line =
        report.staff().stream()
            .filter(one -> one.name().equals(first.name()))
            .findFirst()
            .orElseThrow();
    assertThat(line.available()).isEqualTo(6 * 60);
    assertThat(line.minutes()).isEqualTo(60);
    assertThat(line.share()).isEqualTo(17);
    assertThat(line.missed()).isEqualTo(1);
    assertThat(line.missedShare()).isEqualTo(50);
    assertThat(line.cancelled()).isEqualTo(1);
    assertThat(report.total().available()).isEqualTo(18 * 60);
    assertThat(report.services())
        .singleElement()
        .satisfies(one -> assertThat(one.booked()).isEqualTo(2));
    assertThat(bookings.require(tenant, kept.id()).state()).isEqualTo(AppointmentState.BOOKED);
    var page =
        shop.tenant
            .signedIn(Role.MANAGER)
            .get("/calendar/utilisation?first=2026-03-03&last=2026-03-03");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("17%", "Did not come");
    // Nobody else's.
    var other = shops.open(1);
    assertThat(utilisation.of(other.tenant.id(), TUESDAY, TUESDAY).total().booked()).isZero();
    // Turned and cut.
    var longest =
        utilisation.of(tenant, LocalDate.parse("2030-01-01"), LocalDate.parse("2020-01-01"));
    assertThat(longest.last()).isEqualTo(LocalDate.parse("2020-01-01").plusDays(365));
  }

  private Appointment book(Shops.Shop shop, String start, String key) {
    var request =
        new BookingRequest(
            shop.service.id(),
            java.time.Instant.parse(start),
            shop.staff.getFirst().id(),
            shop.client.id(),
            Source.DESK,
            key,
            Shops.DESK,
            null,
            "");
    return ((BookingOutcome.Booked) bookings.book(shop.tenant.id(), request)).appointment();
  }
}
