package io.frontdesk.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.calendar.BookingOutcome.Booked;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.FakeCarrier;
import io.frontdesk.delivery.Senders;
import io.frontdesk.delivery.ledger.Dispatcher;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.List;
import java.util.UUID;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// What a client's own calendar makes of our e-mails.
@FrontdeskTest
class InvitationTest {
  private static final Actor DESK = new Actor.Program("test");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @Autowired private TestDesk desk;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Contacts contacts;
  @Autowired private Senders senders;
  @Autowired private Dispatcher dispatcher;
  @Autowired private FakeCarrier carrier;
  @Autowired private MovableClock clock;

  private TestTenant shop;
  private String address = "";

  @BeforeEach
  void a_shop_that_sends_mail() {
    clock.set("2026-03-02T15:00:00Z");
    shop = desk.tenant().named("Bright; Smile, Ltd").create();
    address = "ana-" + UUID.randomUUID() + "@people.example";
    senders.register(
        shop.id(), Channel.EMAIL, "desk@clinic.example.com", "fake", UUID.randomUUID(), "Clinic");
  }

  @Test
  void one_appointment_is_one_event_that_is_moved_and_taken_away() throws Exception {
    var booked = book("2026-03-04T20:00:00Z");
    dispatcher.drain();
    bookings.reschedule(
        shop.id(), booked.id(), Instant.parse("2026-03-09T19:00:00Z"), null, Source.PHONE, DESK);
    dispatcher.drain();
    bookings.resize(shop.id(), booked.id(), Duration.ofMinutes(90), DESK);
    dispatcher.drain();
    bookings.cancel(shop.id(), booked.id(), "ill", DESK);
    dispatcher.drain();

    var told = told();
    assertThat(told).hasSize(4);
    assertThat(told)
        .extracting(calendar -> text(calendar, "METHOD"))
        .containsExactly("REQUEST", "REQUEST", "REQUEST", "CANCEL");
    assertThat(told)
        .extracting(calendar -> text(event(calendar), "UID"))
        .containsOnly(booked.id() + "@frontdesk");
    assertThat(told)
        .extracting(calendar -> Integer.valueOf(text(event(calendar), "SEQUENCE")))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(told)
        .extracting(calendar -> text(event(calendar), "STATUS"))
        .containsExactly("CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED");
    // The clocks went forward on March 8th: three o'clock here before and after.
    assertThat(told)
        .extracting(calendar -> start(calendar).toLocalDateTime().toString())
        .containsExactly(
            "2026-03-04T15:00", "2026-03-09T15:00", "2026-03-09T15:00", "2026-03-09T15:00");
    assertThat(told)
        .extracting(calendar -> text(event(calendar), "DTEND"))
        .containsExactly(
            "20260304T204500Z", "20260309T194500Z", "20260309T203000Z", "20260309T203000Z");
    assertThat(told).allSatisfy(calendar -> assertThat(calendar.validate().hasErrors()).isFalse());
    assertThat(text(event(told.getFirst()), "SUMMARY")).isEqualTo("Cleaning – Bright; Smile, Ltd");
    assertThat(text(event(told.getFirst()), "ATTENDEE")).isEqualTo("mailto:" + address);
  }

  @Test
  void the_end_follows_the_beginning_and_the_mail_names_the_method() throws Exception {
    book("2026-03-10T14:00:00Z");
    dispatcher.drain();

    var calendar = told().getFirst();
    DtEnd<Temporal> end =
        event(calendar).getProperty(Property.DTEND).map(DtEnd.class::cast).orElseThrow();
    assertThat(zoned(end.getDate())).isEqualTo(start(calendar).plusMinutes(45));
    var file = carrier.mailsTo(address).getFirst().content().attachments().getFirst();
    assertThat(file.contentType()).isEqualTo("text/calendar; method=REQUEST; charset=UTF-8");
    var lines = new String(file.bytes(), StandardCharsets.UTF_8).split("\r\n", -1);
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75));
  }

  private Appointment book(String start) {
    var dentist = catalogue.add(shop.id(), DESK, StaffDraft.of("Dr. Rossi")).id();
    var service =
        catalogue.add(shop.id(), DESK, ServiceDraft.of("Cleaning", 45, 9000L, List.of(dentist)));
    var client =
        contacts.findOrCreate(shop.id(), new PhoneNumber("+15555550123"), "Ana \"A\" Vela", "test");
    contacts.addEmail(shop.id(), client.id(), new EmailAddress(address));
    var outcome =
        bookings.book(
            shop.id(),
            new BookingRequest(
                service.id(),
                Instant.parse(start),
                null,
                client.id(),
                Source.PHONE,
                "key-1",
                DESK,
                null,
                ""));
    return ((Booked) outcome).appointment();
  }

  private List<Calendar> told() throws Exception {
    var calendars = new java.util.ArrayList<Calendar>();
    for (var mail : carrier.mailsTo(address)) {
      var file = mail.content().attachments().getFirst();
      calendars.add(new CalendarBuilder().build(new ByteArrayInputStream(file.bytes())));
    }
    return calendars;
  }

  private static VEvent event(Calendar calendar) {
    return (VEvent) calendar.getComponent("VEVENT").orElseThrow();
  }

  private static String text(net.fortuna.ical4j.model.PropertyContainer from, String name) {
    return from.getProperty(name).map(Property::getValue).orElse("");
  }

  private static ZonedDateTime start(Calendar calendar) {
    DtStart<Temporal> start =
        event(calendar).getProperty(Property.DTSTART).map(DtStart.class::cast).orElseThrow();
    return zoned(start.getDate());
  }

  private static ZonedDateTime zoned(Temporal at) {
    return switch (at) {
      case Instant instant -> instant.atZone(NEW_YORK);
      case OffsetDateTime offset -> offset.atZoneSameInstant(NEW_YORK);
      case ZonedDateTime zoned -> zoned.withZoneSameInstant(NEW_YORK);
      default -> throw new AssertionError("a time without a zone: " + at);
    };
  }
}
