package io.frontdesk.integrations.icsurl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.frontdesk.FrontdeskTest;
import io.frontdesk.calendar.sync.SyncDesk;
import io.frontdesk.platform.error.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A calendar file at an address, honest and hostile.
@FrontdeskTest
class IcsUrlTest {
  @Autowired private SyncDesk desk;

  private HttpServer server;
  private volatile String file = event("20260304T150000Z", "20260304T160000Z");
  private volatile String redirect = "";
  private volatile int whole;
  private volatile int unchanged;

  @BeforeEach
  void a_server() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0), 5);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  @Test
  void its_entries_take_time_and_it_is_read_whole_only_when_it_changed() {
    var shop = desk.open();
    var account = shop.connect("ics", Map.of("url", address()));
    shop.sync(account);
    shop.sync(account);

    assertThat(shop.isFree("2026-03-04T15:00:00Z")).isFalse();
    assertThat(unchanged).isEqualTo(1);

    file = event("20260304T180000Z", "20260304T190000Z");
    shop.sync(account);
    assertThat(shop.isFree("2026-03-04T15:00:00Z")).isTrue();
    assertThat(shop.isFree("2026-03-04T18:00:00Z")).isFalse();
    assertThat(whole).isEqualTo(3);
  }

  @Test
  void a_redirect_to_a_private_machine_is_not_followed() {
    var shop = desk.open();
    for (var there :
        new String[] {"http://127.0.0.1:9/", "http://169.254.169.254/", "file:///etc/passwd"}) {
      redirect = there;
      assertThatThrownBy(() -> shop.connect("ics", Map.of("url", address())))
          .as(there)
          .isInstanceOf(Refusal.class);
    }
    redirect = address();
    assertThatThrownBy(() -> shop.connect("ics", Map.of("url", address())))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void what_is_no_calendar_is_told_and_the_last_good_state_stays() {
    var shop = desk.open();
    var account = shop.connect("ics", Map.of("url", address()));
    shop.sync(account);
    file = "<html>Sign in</html>";
    shop.sync(account);

    assertThat(shop.account(account).problem()).contains("does not hold a calendar");
    assertThat(shop.isFree("2026-03-04T15:00:00Z")).isFalse();
  }

  private String address() {
    return "http://127.0.0.2:" + server.getAddress().getPort() + "/a.ics";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!redirect.isEmpty()) {
        exchange.getResponseHeaders().set("Location", redirect);
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      var tag = "\"" + file.hashCode() + "\"";
      exchange.getResponseHeaders().set("ETag", tag);
      if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        unchanged++;
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      whole++;
      var bytes = file.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String event(String start, String end) {
    return "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:%s\nDTEND:%s\nEND:VEVENT\nEND:VCALENDAR\n"
        .formatted(start, end);
  }
}
