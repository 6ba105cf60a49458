package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.ReminderPlan.Kind;
import io.frontdesk.calendar.ReminderPlan.Rule;
import io.frontdesk.calendar.waitlist.WaitingRoom;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A service with a plan and a late rule, a series, a group, and somebody who is offered a time.
@Component
class PeopleSeed implements TenantSeed {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Catalogue catalogue;
  private final Reminders reminders;
  private final Waitlist waitlist;
  private final WaitingRoom room;
  private final Series series;
  private final Groups groups;
  private final Deposits deposits;
  private final Contacts contacts;
  private final TenantTransactions transactions;
  private final JdbcClient db;
  private final Clock clock;

  PeopleSeed(
      Catalogue catalogue,
      Reminders reminders,
      Waitlist waitlist,
      WaitingRoom room,
      Series series,
      Groups groups,
      Deposits deposits,
      Contacts contacts,
      TenantTransactions transactions,
      JdbcClient db,
      Clock clock) {
    this.catalogue = catalogue;
    this.reminders = reminders;
    this.waitlist = waitlist;
    this.room = room;
    this.series = series;
    this.groups = groups;
    this.deposits = deposits;
    this.contacts = contacts;
    this.transactions = transactions;
    this.db = db;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var id = tenant.id();
    var word = Canary.of(tenant).word();
    var actor = tenant.ownerCaller().actor();
    var zone = tenant.workspace().zone();
    var person = catalogue.add(id, actor, StaffDraft.of("Nurse " + word));
    var service =
        catalogue.add(
            id,
            actor,
            ServiceDraft.of("Visit " + word, 30, 1L, List.of(person.id()))
                .with(one -> one.depositMinor = 1L));
    reminders.change(
        id,
        actor,
        service.id(),
        ReminderPlan.checked(
            List.of(
                new Rule(Duration.ofHours(1), Channel.SMS, Kind.REMIND, "Reminder of " + word))));
    reminders.change(id, actor, service.id(), new CancelRule(24, "Fee of " + word, true));
    var phone = new PhoneNumber("+1646555%04d".formatted(NUMBERS.incrementAndGet()));
    var client = contacts.findOrCreate(id, phone, word + " Waiting", "test");
    var day = LocalDate.now(clock.withZone(zone)).plusDays(4);
    var booked =
        series.book(
            id,
            new SeriesRequest(
                service.id(),
                day.atTime(10, 0),
                "FREQ=DAILY;COUNT=2",
                null,
                client.id(),
                null,
                Source.DESK,
                "series-" + word,
                actor,
                "Note of " + word));
    var first = ((SeriesOutcome.Done) booked).appointments().getFirst();
    deposits.markPaid(id, first.id(), 1, new Actor.Program("Paid to " + word));
    var group =
        groups.book(
            id,
            new GroupRequest(
                client.id(),
                List.of(
                    new GroupRequest.Part(
                        service.id(), day.atTime(12, 0).atZone(zone).toInstant(), null, null),
                    new GroupRequest.Part(
                        service.id(), day.atTime(13, 0).atZone(zone).toInstant(), null, null)),
                Source.DESK,
                "group-" + word,
                actor,
                "Note of " + word));
    var entry =
        waitlist.join(
            id,
            new WaitlistRequest(
                contacts
                    .findOrCreate(
                        id,
                        new PhoneNumber("+1646555%04d".formatted(5000 + NUMBERS.get())),
                        word + " Later",
                        "test")
                    .id(),
                service.id(),
                null,
                day,
                day,
                WaitlistRequest.EVERY_DAY,
                WaitlistRequest.ANY_TIME,
                "Note of " + word,
                Source.DESK),
            actor);
    transactions.write(id, () -> room.step(id));
    // Other tests send what is due; these messages are for nobody.
    transactions.write(
        id,
        () ->
            db.sql(
                    """
                    UPDATE delivery.delivery
                       SET not_before = '2199-01-01Z', due_at = '2199-01-01Z'
                     WHERE tenant_id = :tenant AND state = 'waiting'
                    """)
                .param("tenant", id.value())
                .update());
    if (!(group instanceof GroupOutcome.Booked(var groupId, _))) {
      throw new AssertionError("not booked: " + group);
    }
    var seriesId =
        transactions.read(
            id,
            () ->
                db.sql("SELECT id FROM calendar.series WHERE tenant_id = :tenant")
                    .param("tenant", id.value())
                    .query((row, _) -> String.valueOf(row.getObject("id")))
                    .list()
                    .getFirst());
    return Map.of(
        "waitlist/id", entry.id().toString(),
        "series/id", seriesId,
        "together/id", groupId.toString(),
        "appointment-groups/id", groupId.toString());
  }
}
