package io.frontdesk.integrations.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.sync.Conflict;
import io.frontdesk.calendar.sync.Conflicts.Decision;
import io.frontdesk.calendar.sync.SyncDesk;
import io.frontdesk.platform.error.Refusal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A person's calendar on a real CalDAV server.
@FrontdeskTest
class CalDavTest {
  @Autowired private SyncDesk desk;

  private Radicale server;
  private SyncDesk.Shop shop;
  private UUID account;

  @BeforeEach
  void a_connected_account() throws Exception {
    server = Radicale.start();
    shop = desk.open();
    account = shop.connect("caldav", login("app-password-1"));
    shop.use(account, "Work");
  }

  @AfterEach
  void end() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void appointments_go_there_and_stay_in_step() {
    var booked = shop.book("2026-03-04T15:00:00Z");
    var path = "/ana/work/frontdesk-" + booked.id() + ".ics";
    shop.sync(account);
    assertThat(server.get(path)).contains("DTSTART:20260304T150000Z", booked.id() + "@frontdesk");
    assertThat(server.get(path)).doesNotContain("Ana");

    shop.move(booked, "2026-03-05T15:00:00Z");
    shop.sync(account);
    shop.sync(account);
    assertThat(server.get(path)).contains("DTSTART:20260305T150000Z");
    assertThat(shop.conflicts()).isEmpty();
    assertThat(shop.account(account).problem()).isNull();

    shop.cancel(booked);
    shop.sync(account);
    assertThat(server.get(path)).doesNotContain("BEGIN:VEVENT");
  }

  @Test
  void a_repeating_entry_with_a_moved_instance_takes_time() {
    server.put(
        "/ana/work/yoga.ics",
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//x//y//EN
        BEGIN:VEVENT
        UID:yoga
        DTSTAMP:20260301T000000Z
        DTSTART:20260303T150000Z
        DTEND:20260303T160000Z
        RRULE:FREQ=DAILY;COUNT=3
        SUMMARY:Yoga
        END:VEVENT
        BEGIN:VEVENT
        UID:yoga
        DTSTAMP:20260301T000000Z
        RECURRENCE-ID:20260304T150000Z
        DTSTART:20260304T180000Z
        DTEND:20260304T190000Z
        SUMMARY:Yoga
        END:VEVENT
        END:VCALENDAR
        """);
    shop.sync(account);
    assertThat(shop.isFree("2026-03-03T15:00:00Z")).isFalse();
    assertThat(shop.isFree("2026-03-04T15:00:00Z")).isTrue();
    assertThat(shop.isFree("2026-03-04T18:00:00Z")).isFalse();
    assertThat(shop.isFree("2026-03-05T15:00:00Z")).isFalse();

    server.delete("/ana/work/yoga.ics");
    shop.sync(account);
    assertThat(shop.isFree("2026-03-05T15:00:00Z")).isTrue();
  }

  @Test
  void what_a_person_changes_there_is_a_conflict_here() {
    var booked = shop.book("2026-03-04T15:00:00Z");
    var path = "/ana/work/frontdesk-" + booked.id() + ".ics";
    shop.sync(account);
    server.put(
        path,
        server
            .get(path)
            .replace("\r\n", "\n")
            .replace("DTSTART:20260304T150000Z", "DTSTART:20260304T180000Z")
            .replace("DTEND:20260304T160000Z", "DTEND:20260304T190000Z"));
    shop.sync(account);

    assertThat(shop.start(booked)).isEqualTo(Instant.parse("2026-03-04T15:00:00Z"));
    assertThat(shop.conflicts())
        .singleElement()
        .satisfies(one -> assertThat(one.start()).isEqualTo(Instant.parse("2026-03-04T18:00:00Z")));
    shop.decide(Decision.THEIRS);
    shop.sync(account);
    assertThat(shop.start(booked)).isEqualTo(Instant.parse("2026-03-04T18:00:00Z"));

    server.delete(path);
    shop.sync(account);
    assertThat(shop.conflicts()).singleElement().matches(Conflict::deleted);
    shop.decide(Decision.OURS);
    shop.sync(account);
    assertThat(server.get(path)).contains("DTSTART:20260304T180000Z");
    assertThat(shop.conflicts()).isEmpty();
  }

  @Test
  void wrong_passwords_and_private_machines_are_told() {
    assertThatThrownBy(() -> shop.connect("caldav", login("wrong")))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.fields().getFirst().message()).contains("credentials"));
    for (var address :
        new String[] {
          "https://127.0.0.1:9/",
          "https://10.0.0.1/",
          "https://[::1]/",
          "http://example.com/",
          "https://169.254.169.254/latest",
          "ftp://example.com",
          "not an address"
        }) {
      assertThatThrownBy(
              () -> shop.connect("caldav", Map.of("url", address, "user", "u", "password", "p")))
          .as(address)
          .isInstanceOf(Refusal.class);
    }
  }

  private Map<String, String> login(String password) {
    return Map.of("url", server.address(), "user", "ana", "password", password);
  }
}
