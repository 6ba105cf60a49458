package io.frontdesk.integrations.google;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.calendar.Appointment;
import io.frontdesk.calendar.sync.Conflicts.Decision;
import io.frontdesk.calendar.sync.SyncDesk;
import io.frontdesk.integrations.contract.SandboxProcess;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TestDesk;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/// A person's Google calendar: allowing access, keeping step, and every way it can go wrong.
@FrontdeskTest
class GoogleCalendarTest {
  @Autowired private SyncDesk desk;
  @Autowired private TestDesk people;

  private final SandboxProcess google = SandboxProcess.shared();
  private final String code = "code-" + UUID.randomUUID();
  private SyncDesk.Shop shop;
  private Browser owner;

  @BeforeEach
  void a_shop() {
    shop = desk.open();
    owner = people.browser(shop.tenant.ownerAccount());
  }

  @AfterEach
  void no_trouble() {
    google.noFaults();
  }

  @Test
  void appointments_go_there_and_entries_come_back() {
    var account = connected();
    var booked = shop.book("2026-03-04T15:00:00Z");
    shop.sync(account);
    assertThat(events()).hasSize(1);
    assertThat(events().getFirst().path("start").path("dateTime").asString())
        .isEqualTo("2026-03-04T15:00:00Z");
    assertThat(events().getFirst().toString()).doesNotContain("Ana");

    for (int i = 1; i <= 5; i++) {
      busy("busy" + i, "2026-03-1%dT14:00:00Z".formatted(i), "2026-03-1%dT15:30:00Z".formatted(i));
    }
    shop.sync(account);
    assertThat(shop.isFree("2026-03-15T15:00:00Z")).isFalse();
    edit(Map.of("id", "busy5", "status", "cancelled"));
    shop.sync(account);
    assertThat(shop.isFree("2026-03-15T15:00:00Z")).isTrue();
    assertThat(shop.isFree("2026-03-14T15:00:00Z")).isFalse();

    shop.move(booked, "2026-03-05T15:00:00Z");
    shop.sync(account);
    shop.sync(account);
    assertThat(event(booked).path("start").path("dateTime").asString())
        .isEqualTo("2026-03-05T15:00:00Z");
    shop.cancel(booked);
    shop.sync(account);
    assertThat(events()).hasSize(4);
    assertThat(shop.conflicts()).isEmpty();
  }

  @Test
  void a_change_there_is_a_conflict_and_ours_can_be_written_again() {
    var account = connected();
    var booked = shop.book("2026-03-04T15:00:00Z");
    shop.sync(account);
    edit(
        Map.of(
            "id",
            id(booked),
            "start",
            Map.of("dateTime", "2026-03-04T18:00:00Z"),
            "end",
            Map.of("dateTime", "2026-03-04T19:00:00Z")));
    shop.sync(account);
    assertThat(shop.start(booked)).isEqualTo(Instant.parse("2026-03-04T15:00:00Z"));
    assertThat(shop.conflicts()).hasSize(1);
    shop.decide(Decision.OURS);
    shop.sync(account);
    assertThat(event(booked).path("start").path("dateTime").asString())
        .isEqualTo("2026-03-04T15:00:00Z");

    edit(Map.of("id", id(booked), "status", "cancelled"));
    shop.sync(account);
    assertThat(shop.conflicts()).hasSize(1);
    shop.decide(Decision.OURS);
    shop.sync(account);
    shop.sync(account);
    assertThat(events()).hasSize(1);
    assertThat(shop.conflicts()).isEmpty();
  }

  @Test
  void a_forgotten_sync_token_reads_everything_again() {
    var account = connected();
    busy("one", "2026-03-11T14:00:00Z", "2026-03-11T15:30:00Z");
    shop.sync(account);
    google.control("google/forget", Map.of("code", code));
    busy("two", "2026-03-12T14:00:00Z", "2026-03-12T15:30:00Z");
    shop.sync(account);

    assertThat(shop.account(account).problem()).isNull();
    assertThat(shop.isFree("2026-03-11T15:00:00Z")).isFalse();
    assertThat(shop.isFree("2026-03-12T15:00:00Z")).isFalse();
  }

  @Test
  void trouble_is_told_and_nothing_is_lost_or_doubled() {
    var account = connected();
    shop.book("2026-03-04T15:00:00Z");
    google.control(
        "google/refuse", Map.of("status", 403, "reason", "rateLimitExceeded", "times", 1));
    shop.sync(account);
    assertThat(shop.account(account).problem()).contains("slow down");
    google.fault(Map.of("provider", "google", "kind", "status", "status", 502, "times", 1));
    shop.sync(account);
    assertThat(shop.account(account).problem()).contains("502");
    google.fault(Map.of("provider", "google", "kind", "drop", "times", 1));
    shop.sync(account);
    assertThat(shop.account(account).problem()).contains("did not answer");
    google.noFaults();
    shop.sync(account);
    assertThat(events()).hasSize(1);

    google.control("google/forget", Map.of("code", code, "access", true));
    shop.sync(account);
    assertThat(shop.account(account).state()).isEqualTo("unauthorized");
  }

  @Test
  void a_forged_replayed_or_foreign_way_back_connects_nothing() {
    var asked = begin();
    var state = Objects.requireNonNull(asked.get("state"));

    for (var forged :
        List.of("", "x", state + "x", state.replaceFirst("^.", "f"), state.substring(0, 80))) {
      var reply = owner.get("/oauth/calendar?code=" + code + "&state=" + forged);
      assertThat(reply.status()).as(forged).isGreaterThanOrEqualTo(300);
      assertThat(reply.header("Location").orElse("")).doesNotContain("/allowed");
    }
    // Another member of the same workspace, and the owner of another one.
    var path = back(state);
    assertThat(shop.tenant.signedIn(Role.ADMIN).get(path.replaceFirst("^/w/[^/]+", "")).status())
        .isEqualTo(410);
    var other = people.tenant().create();
    assertThat(other.owner().get(path.replaceFirst("^/w/[^/]+", "")).status()).isEqualTo(410);
    assertThat(people.browser(other.ownerAccount()).get(path).status()).isEqualTo(404);
    assertThat(shop.accounts()).isEmpty();

    assertThat(owner.get(path).status()).isBetween(300, 399);
    assertThat(shop.accounts()).hasSize(1);
    assertThat(owner.get(path).status()).isEqualTo(410);
    assertThat(shop.accounts()).hasSize(1);
  }

  private UUID connected() {
    var asked = begin();
    var reply = owner.get(back(Objects.requireNonNull(asked.get("state"))));
    assertThat(reply.status()).as(reply.body()).isBetween(300, 399);
    var account = shop.accounts().getFirst().id();
    shop.use(account, "Me");
    return account;
  }

  // What Google is told when the person is sent there; it answers with a code.
  private Map<String, String> begin() {
    Reply sent =
        shop.tenant.owner().post("/settings/staff/" + shop.staff + "/calendars/allow/google");
    var address = URI.create(sent.location());
    assertThat(address.getHost()).isEqualTo("accounts.google.com");
    var asked = new HashMap<String, String>();
    for (var pair : address.getRawQuery().split("&")) {
      var parts = pair.split("=", 2);
      asked.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    assertThat(asked).containsEntry("code_challenge_method", "S256");
    google.control("google/allow", Map.of("code", code, "challenge", asked.get("code_challenge")));
    return asked;
  }

  private String back(String state) {
    var location = owner.get("/oauth/calendar?code=" + code + "&state=" + state).location();
    return location.replaceFirst("^https?://[^/]+", "");
  }

  private void busy(String id, String start, String end) {
    edit(Map.of("id", id, "start", Map.of("dateTime", start), "end", Map.of("dateTime", end)));
  }

  private void edit(Map<String, ?> event) {
    google.control("google/edit", Map.of("code", code, "event", event));
  }

  private List<JsonNode> events() {
    return google.control("google/events", Map.of("code", code)).path("events").values().stream()
        .toList();
  }

  private JsonNode event(Appointment appointment) {
    return events().stream()
        .filter(one -> one.path("id").asString().equals(id(appointment)))
        .findFirst()
        .orElseThrow();
  }

  private static String id(Appointment appointment) {
    return appointment.id().toString().replace("-", "");
  }
}
