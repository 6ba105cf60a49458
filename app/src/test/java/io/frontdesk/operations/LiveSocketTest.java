package io.frontdesk.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.AccountId;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.member.Team;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.live.Live;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// The stream over bare sockets, as a program without a browser reads it.
@FrontdeskTest
class LiveSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Autowired private TestDesk desk;
  @Autowired private EventLog log;
  @Autowired private Live live;
  @Autowired private Sessions sessions;
  @Autowired private Team team;
  @Autowired private TenantTransactions transactions;

  @Test
  void a_socket_that_does_not_read_is_cut_off_and_misses_nothing_when_it_returns()
      throws Exception {
    var shop = desk.tenant().create();
    int before = live.screens();
    String last;
    try (var slow = new Reader(shop, null)) {
      last = slow.event().id();
      // More than the buffers of both sides hold, and more than the queue has room for.
      for (int i = 0; i < 15; i++) {
        append(shop, i * 100, 100, "x".repeat(6_000));
      }
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (live.screens() > before && System.nanoTime() < until) {
        Thread.sleep(20);
      }
      assertThat(live.screens()).as("the reader was let go").isEqualTo(before);
    }

    var seen = new ArrayList<String>();
    while (seen.size() < 1_500) {
      // It leaves now and then, as a phone on a train does, and comes back with its last id.
      try (var back = new Reader(shop, last)) {
        assertThat(back.event().name()).isEqualTo("position");
        for (int i = 0; i < 400 && seen.size() < 1_500; i++) {
          var event = back.event();
          seen.add(event.subject());
          last = event.id();
        }
      }
    }
    assertThat(seen).isEqualTo(IntStream.range(0, 1_500).mapToObj(i -> "n-" + i).toList());
  }

  @Test
  void who_was_away_too_long_is_told_to_load_anew_and_goes_on_from_there() throws Exception {
    var shop = desk.tenant().create();
    String last;
    try (var reader = new Reader(shop, null)) {
      last = reader.event().id();
    }
    for (int i = 0; i < 21; i++) {
      append(shop, i * 100, 100, "");
    }
    try (var waiting = new Reader(shop, null)) {
      waiting.event();
    }
    try (var back = new Reader(shop, last)) {
      assertThat(back.event().name()).isEqualTo("reset");
      append(shop, 5_000, 1, "");
      Event event;
      do {
        event = back.event();
      } while (!event.subject().equals("n-5000"));
    }
  }

  @Test
  void many_readers_get_every_event_once_and_in_order() throws Exception {
    var shop = desk.tenant().create();
    var readers = new ArrayList<Reader>();
    try {
      for (int i = 0; i < 200; i++) {
        readers.add(new Reader(shop, null));
        assertThat(readers.getLast().event().name()).isEqualTo("position");
      }
      for (int i = 0; i < 20; i++) {
        append(shop, i, 1, "");
      }

      var wanted = IntStream.range(0, 20).mapToObj(i -> "n-" + i).toList();
      for (var reader : readers) {
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          got.add(reader.event().subject());
        }
        assertThat(got).isEqualTo(wanted);
      }
    } finally {
      for (var reader : readers) {
        reader.close();
      }
    }
  }

  @Test
  void who_leaves_right_after_the_greeting_has_missed_nothing() throws Exception {
    var shop = desk.tenant().create();
    String last;
    try (var reader = new Reader(shop, null)) {
      last = reader.event().id();
    }
    append(shop, 0, 3, "");
    try (var waiting = new Reader(shop, last)) {
      waiting.event();
      assertThat(waiting.event().subject()).isEqualTo("n-0");
    }

    try (var hasty = new Reader(shop, last)) {
      last = hasty.event().id();
    }

    try (var back = new Reader(shop, last)) {
      back.event();
      for (int i = 0; i < 3; i++) {
        assertThat(back.event().subject()).isEqualTo("n-" + i);
      }
    }
  }

  @Test
  void a_storm_of_returning_screens_gives_each_what_it_missed() throws Exception {
    var shop = desk.tenant().create();
    var lasts = new ArrayList<String>();
    try (var reader = new Reader(shop, null)) {
      lasts.add(reader.event().id());
      append(shop, 0, 50, "");
      for (int i = 0; i < 50; i++) {
        lasts.add(reader.event().id());
      }
    }

    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<Object>>();
      for (int i = 0; i < 150; i++) {
        int from = i % 50;
        all.add(
            pool.submit(
                () -> {
                  try (var back = new Reader(shop, lasts.get(from))) {
                    back.event();
                    for (int n = from; n < 50; n++) {
                      assertThat(back.event().subject()).isEqualTo("n-" + n);
                    }
                  }
                  return from;
                }));
      }
      for (var one : all) {
        one.get();
      }
    }
  }

  @Test
  void a_stream_ends_when_the_session_the_role_or_the_membership_does() throws Exception {
    var shop = desk.tenant().create();
    var viewer = shop.member(Role.VIEWER);
    var manager = shop.member(Role.MANAGER);
    var leaver = shop.member(Role.MANAGER);
    try (var third = new Reader(desk.browser(leaver), shop, null);
        var first = new Reader(desk.browser(viewer), shop, null);
        var second = new Reader(desk.browser(manager), shop, null);
        var kept = new Reader(shop, null)) {
      first.event();
      second.event();
      third.event();
      kept.event();

      sessions.endAll(viewer);
      shop.become(manager, Role.VIEWER);
      team.remove(shop.ownerCaller(), member(shop, leaver));

      assertThatThrownBy(first::event).hasMessage("the stream ended");
      assertThatThrownBy(second::event).hasMessage("the stream ended");
      assertThatThrownBy(third::event).hasMessage("the stream ended");
      append(shop, 1, 1, "");
      assertThat(kept.event().subject()).isEqualTo("n-1");
    }
  }

  @Test
  void nothing_behind_a_changed_role_or_an_ended_membership_is_shown_with_the_old_rights()
      throws Exception {
    var shop = desk.tenant().create();
    var demoted = shop.member(Role.MANAGER);
    var leaver = shop.member(Role.MANAGER);
    String position;
    try (var first = new Reader(desk.browser(demoted), shop, null);
        var second = new Reader(desk.browser(leaver), shop, null);
        var kept = new Reader(shop, null)) {
      position = first.event().id();
      second.event();
      kept.event();

      team.changeRole(shop.ownerCaller(), member(shop, demoted), Role.VIEWER);
      team.remove(shop.ownerCaller(), member(shop, leaver));
      append(shop, 1, 1, "");

      // Long before anybody is asked about again.
      assertThat(kept.event().subject()).isEqualTo("n-1");
      long begin = System.nanoTime();
      assertThatThrownBy(first::event).hasMessage("the stream ended");
      assertThatThrownBy(second::event).hasMessage("the stream ended");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }
    // With the new rights the same stream goes on; the change is behind it.
    try (var again = new Reader(desk.browser(demoted), shop, position)) {
      again.event();
      append(shop, 2, 1, "");
      assertThat(again.event().subject()).isEqualTo("n-1");
      assertThat(again.event().subject()).isEqualTo("n-2");
    }
  }

  private static MemberId member(TestTenant shop, AccountId account) {
    return shop.members().stream()
        .filter(member -> member.account().equals(account))
        .findFirst()
        .orElseThrow()
        .id();
  }

  @Test
  void a_browser_may_have_only_so_many_streams() throws Exception {
    var shop = desk.tenant().create();
    var browser = shop.owner();
    var readers = new ArrayList<Reader>();
    try {
      for (int i = 0; i < 50; i++) {
        readers.add(new Reader(browser, shop, null));
        readers.getLast().event();
      }
      try (var more = new Reader(browser, shop, null)) {
        assertThat(more.line()).startsWith("HTTP/1.1 503");
      }
      try (var other = new Reader(shop, null)) {
        assertThat(other.event().name()).isEqualTo("position");
      }
    } finally {
      for (var reader : readers) {
        reader.close();
      }
    }
  }

  @Test
  void halves_of_connections_hold_up_nobody_and_talkers_are_let_go() throws Exception {
    var shop = desk.tenant().create();
    int before = live.screens();
    var at = URI.create(desk.baseUrl());
    var halves = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 500; i++) {
        var half = new Socket(at.getHost(), at.getPort());
        half.getOutputStream()
            .write(("GET /w/" + shop.slug() + "/live HTTP/1.1\r\nHost:").getBytes(US_ASCII));
        halves.add(half);
      }
      try (var reader = new Reader(shop, null);
          var deaf = new Reader(shop, null);
          var talker = new Reader(shop, null)) {
        reader.event();
        deaf.event();
        talker.event();
        append(shop, 1, 1, "");
        assertThat(reader.event().subject()).isEqualTo("n-1");

        deaf.socket.shutdownOutput();
        talker.socket.getOutputStream().write(new byte[64 * 1024]);

        long until = System.nanoTime() + PATIENCE.toNanos();
        while (live.screens() > before + 1 && System.nanoTime() < until) {
          Thread.sleep(20);
        }
        assertThat(live.screens()).isEqualTo(before + 1);
        append(shop, 2, 1, "");
        assertThat(reader.event().subject()).isEqualTo("n-2");
      }
    } finally {
      for (var half : halves) {
        half.close();
      }
    }
  }

  private void append(TestTenant shop, int from, int count, String ballast) {
    transactions.write(
        shop.id(),
        () ->
            IntStream.range(from, from + count)
                .forEach(i -> log.append(shop.id(), "calls.line", "n-" + i, Map.of("b", ballast))));
  }

  private record Event(String name, String id, String data) {
    String subject() {
      int at = data.indexOf("\"subject\":\"") + 11;
      return data.substring(at, data.indexOf('"', at));
    }
  }

  private final class Reader implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;

    Reader(TestTenant shop, @Nullable String last) throws IOException {
      this(shop.owner(), shop, last);
    }

    Reader(Browser browser, TestTenant shop, @Nullable String last) throws IOException {
      var at = URI.create(desk.baseUrl());
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(new InetSocketAddress(at.getHost(), at.getPort()));
      var cookies =
          browser.cookies().entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; "));
      var request =
          "GET /w/"
              + shop.slug()
              + "/live HTTP/1.1\r\nHost: "
              + at.getHost()
              + "\r\nCookie: "
              + cookies
              + (last == null ? "" : "\r\nLast-Event-ID: " + last)
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    String line() throws IOException {
      return in.readLine();
    }

    /// The next event that is not a heartbeat; lines of the chunked encoding are passed over.
    Event event() throws IOException {
      String name = "";
      String id = "";
      String data = "";
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !data.isEmpty()) {
          if (!name.equals("heartbeat")) {
            return new Event(name, id, data);
          }
          data = "";
        }
      }
      throw new AssertionError("the stream ended");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
