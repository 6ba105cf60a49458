package io.frontdesk.integrations.vapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.conversations.Conversations;
import io.frontdesk.conversations.InboundMessage;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.policy.Channel;
import io.frontdesk.testing.TestDesk;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Every topic that a screen follows is told when the thing happens.
@FrontdeskTest
class LiveEventsTest {
  private static final Actor DESK = new Actor.Program("test");

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Contacts contacts;
  @Autowired private Conversations conversations;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;
  @Autowired private MovableClock clock;

  @Test
  void a_call_tells_of_its_beginning_its_words_and_its_changes() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var call = "\"call\":{\"id\":\"live-1\",\"customer\":{\"number\":\"+12025550147\"}}";
    vapi.post("{\"message\":{\"type\":\"status-update\",\"status\":\"in-progress\"," + call + "}}");
    VapiDesk.until(() -> topics(vapi.shop.id()).contains("calls.started"));
    vapi.post(
        "{\"message\":{\"type\":\"transcript\",\"transcriptType\":\"final\",\"role\":\"user\","
            + "\"transcript\":\"Hello\","
            + call
            + "}}");
    VapiDesk.until(() -> topics(vapi.shop.id()).contains("calls.line"));
    vapi.post(
        "{\"message\":{\"type\":\"end-of-call-report\",\"endedReason\":\"customer-ended-call\","
            + call
            + "}}");
    VapiDesk.until(
        () -> topics(vapi.shop.id()).containsAll(Set.of("calls.changed", "contacts.changed")));
  }

  @Test
  void a_booking_tells_calendar_deliveries_and_inbox() {
    clock.set("2026-03-02T15:00:00Z");
    var shop = desk.tenant().create().id();
    var dentist = catalogue.add(shop, DESK, StaffDraft.of("Dr. Rossi")).id();
    var service =
        catalogue.add(shop, DESK, ServiceDraft.of("Cleaning", 45, 9000L, List.of(dentist)));
    var client = contacts.findOrCreate(shop, new PhoneNumber("+15555550123"), "Ana", "test");
    long before = count(shop, "calendar.changed");

    bookings.book(
        shop,
        new BookingRequest(
            service.id(),
            Instant.parse("2026-03-04T20:00:00Z"),
            null,
            client.id(),
            Source.PHONE,
            "key-1",
            DESK,
            null,
            ""));

    assertThat(count(shop, "calendar.changed")).isGreaterThan(before);
    assertThat(topics(shop)).contains("delivery.changed", "inbox.changed", "contacts.changed");
  }

  @Test
  void a_text_that_comes_in_tells_the_inbox() {
    var shop = desk.tenant().create().id();

    conversations.receive(
        shop,
        new InboundMessage(
            Channel.SMS,
            "+13125550155",
            null,
            null,
            null,
            "Hi",
            "test",
            "m-1",
            null,
            false,
            clock.instant()));

    assertThat(topics(shop)).contains("inbox.changed", "contacts.changed");
  }

  private Set<String> topics(TenantId tenant) {
    return Set.copyOf(
        transactions.read(
            tenant,
            () ->
                db.sql("SELECT DISTINCT topic FROM platform.event WHERE tenant_id = :tenant")
                    .param("tenant", tenant.value())
                    .query((row, _) -> String.valueOf(row.getString("topic")))
                    .list()));
  }

  private long count(TenantId tenant, String topic) {
    return transactions.read(
        tenant,
        () ->
            db.sql(
                    "SELECT count(*) FROM platform.event WHERE tenant_id = :tenant AND topic = :topic")
                .param("tenant", tenant.value())
                .param("topic", topic)
                .query(Long.class)
                .single());
  }
}
