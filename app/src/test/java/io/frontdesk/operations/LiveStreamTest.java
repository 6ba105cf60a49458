package io.frontdesk.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Role;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.TestDesk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class LiveStreamTest {
  @Autowired private TestDesk desk;
  @Autowired private EventLog log;
  @Autowired private TenantTransactions transactions;

  @Test
  void a_screen_follows_its_workspace_and_continues_where_it_was() throws Exception {
    var shop = desk.tenant().create();
    var other = desk.tenant().create();
    String last;
    try (var stream = new Stream(shop.owner(), shop.slug(), null)) {
      assertThat(stream.event()).startsWith("event: position");
      append(other.id(), "calls.line", "theirs");
      append(shop.id(), "calls.line", "c-1");
      var event = stream.event();
      assertThat(event)
          .contains("event: calls.line")
          .contains("\"subject\":\"c-1\"")
          .doesNotContain("theirs");
      last = event.lines().filter(line -> line.startsWith("id: ")).findFirst().orElseThrow();
    }
    append(shop.id(), "calls.changed", "c-2");

    try (var stream = new Stream(shop.owner(), shop.slug(), last.substring(4))) {
      assertThat(stream.event()).startsWith("event: position");
      assertThat(stream.event()).contains("event: calls.changed").contains("c-2");
    }
  }

  @Test
  void a_person_sees_only_topics_they_have_a_permission_for() throws Exception {
    var shop = desk.tenant().create();
    try (var stream = new Stream(shop.signedIn(Role.VIEWER), shop.slug(), null)) {
      stream.event();
      append(shop.id(), "inbox.changed", "i-1");
      append(shop.id(), "unheard.of", "u-1");
      append(shop.id(), "calendar.changed", "a-1");

      assertThat(stream.event()).contains("a-1");
    }
  }

  @Test
  void an_unreadable_position_means_load_anew() throws Exception {
    var shop = desk.tenant().create();
    try (var stream = new Stream(shop.owner(), shop.slug(), "' OR 1=1")) {
      assertThat(stream.event()).startsWith("event: reset");
    }
  }

  @Test
  void a_position_of_another_workspace_or_of_no_log_gives_nothing_of_theirs() throws Exception {
    var theirs = desk.tenant().create();
    append(theirs.id(), "calls.started", "before");
    String position;
    try (var stream = new Stream(theirs.owner(), theirs.slug(), null)) {
      position = stream.event().lines().filter(l -> l.startsWith("id: ")).findFirst().orElseThrow();
    }
    append(theirs.id(), "calls.started", "secret-of-theirs");
    var ours = desk.tenant().create();
    for (var last :
        List.of(position.substring(4), "0-0", "1-1", "999999999999999999-1", "-1", "")) {
      try (var stream = new Stream(ours.owner(), ours.slug(), last)) {
        assertThat(stream.event()).as(last).containsAnyOf("event: position", "event: reset");
        append(ours.id(), "calls.started", "ours");
        assertThat(stream.event()).as(last).contains("ours").doesNotContain("theirs");
      }
    }
  }

  @Test
  void a_stranger_gets_no_stream() {
    var shop = desk.tenant().create();

    assertThat(desk.stranger().get("/w/" + shop.slug() + "/live").status()).isNotEqualTo(200);
  }

  private void append(TenantId tenant, String topic, String subject) {
    transactions.write(tenant, () -> log.append(tenant, topic, subject, Map.of("at", "now")));
  }

  private final class Stream implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Iterator<String> lines;

    Stream(Browser browser, String slug, @Nullable String last)
        throws IOException, InterruptedException {
      var request =
          HttpRequest.newBuilder(URI.create(desk.baseUrl() + "/w/" + slug + "/live"))
              .timeout(Duration.ofSeconds(20))
              .header(
                  "Cookie",
                  browser.cookies().entrySet().stream()
                      .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                      .collect(Collectors.joining("; ")));
      if (last != null) {
        request.header("Last-Event-ID", last);
      }
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
      assertThat(response.statusCode()).isEqualTo(200);
      lines = response.body().iterator();
    }

    String event() {
      List<String> event = new ArrayList<>();
      while (lines.hasNext()) {
        var line = lines.next();
        if (line.isEmpty()) {
          return String.join("\n", event);
        }
        if (!line.startsWith("retry:")) {
          event.add(line);
        }
      }
      throw new AssertionError("the stream ended after " + event);
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }
}
