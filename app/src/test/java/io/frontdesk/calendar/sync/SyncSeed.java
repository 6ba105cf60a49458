package io.frontdesk.calendar.sync;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.feed.Feeds;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// A feed, and a connected account with an entry, something to write, a conflict and a consent.
@Component
@Order
class SyncSeed implements TenantSeed {
  private final Catalogue catalogue;
  private final Calendars calendars;
  private final Consents consents;
  private final Feeds feeds;
  private final MirrorStore mirrors;
  private final BusyStore busy;
  private final Bookings bookings;
  private final TenantTransactions transactions;
  private final Clock clock;

  SyncSeed(
      Catalogue catalogue,
      Calendars calendars,
      Consents consents,
      Feeds feeds,
      MirrorStore mirrors,
      BusyStore busy,
      Bookings bookings,
      TenantTransactions transactions,
      Clock clock) {
    this.catalogue = catalogue;
    this.calendars = calendars;
    this.consents = consents;
    this.feeds = feeds;
    this.mirrors = mirrors;
    this.busy = busy;
    this.bookings = bookings;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var id = tenant.id();
    var word = Canary.of(tenant).word();
    var actor = tenant.ownerCaller().actor();
    var staff = catalogue.add(id, actor, StaffDraft.of("Synced " + word)).id();
    var feed = feeds.make(id, actor, staff, "Feed " + word, true).feed();
    var account = calendars.connect(id, actor, staff, "fake", Map.of("key", word));
    var calendar = calendars.require(id, account).calendars().getFirst().id();
    calendars.choose(id, actor, account, Set.of(calendar), calendar);
    consents.begin(id, (Actor.Person) actor, staff, "google");
    var conflict = Uuid7.next();
    transactions.write(id, () -> rows(tenant, staff, calendar, conflict));
    return Map.of(
        "accounts/account", account.toString(),
        "feeds/feed", feed.id().toString(),
        "calendar-feeds/feed", feed.id().toString(),
        "conflicts/conflict", conflict.toString());
  }

  // On whatever appointment there is; the calendar's own seed makes one.
  private void rows(TestTenant tenant, StaffId staff, UUID calendar, UUID conflict) {
    var now = clock.instant();
    busy.add(
        tenant.id(),
        calendar,
        staff,
        List.of(new BusyStore.Busy("x", now, now.plus(Duration.ofHours(1)))),
        now);
    for (var one :
        bookings.between(
            tenant.id(), now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)), true)) {
      mirrors.put(
          tenant.id(),
          new Mirror(calendar, one.id(), "entry", "1", one.startsAt(), one.endsAt(), 0, false),
          now);
      mirrors.force(tenant.id(), calendar, one.id(), now.plus(Duration.ofDays(9_000)));
      mirrors.conflict(tenant.id(), conflict, calendar, one.id(), null, null, null, now);
      break;
    }
  }
}
