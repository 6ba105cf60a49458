package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.frontdesk.FrontdeskTest;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.platform.testing.TestPostgres;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.testing.TestDesk;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/// What a provider hears while the database is away: never that its event is kept when it is not.
@FrontdeskTest
class DatabaseAwayTest {
  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private WorkerTransactions worker;
  @Autowired private TenantTransactions transactions;
  @Autowired private ObjectProvider<WebhookAdapter> adapters;
  @Autowired private EchoWebhook echo;
  @Autowired private Vault vault;
  @Autowired private WebhookListStore lists;
  @Autowired private InboxLagStore lags;
  @Autowired private MeterRegistry meters;
  @Autowired private Pulses pulses;
  @Autowired private Clock clock;
  @Autowired private Settings settings;

  private DatabaseProxy proxy;
  private HikariDataSource pool;
  private InboxWriter writer;
  private HookDoor door;
  private ConnectionId connection;
  private TestDesk.TestTenant shop;

  @BeforeEach
  void a_door_whose_database_is_behind_a_proxy() throws IOException {
    var database = TestPostgres.shared();
    var address = URI.create(database.url().substring("jdbc:".length()));
    proxy = new DatabaseProxy(address.getPort());
    pool = new HikariDataSource();
    pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + address.getPath());
    pool.setUsername(database.roles().worker().user());
    pool.setPassword(database.roles().worker().password());
    pool.setMaximumPoolSize(2);
    pool.setConnectionTimeout(2_000);
    var db = JdbcClient.create(pool);
    var store = new InboxStore(db, new WorkerTransactions(db, new JdbcTransactionManager(pool)));
    writer = new InboxWriter(store, vault);
    writer.start();
    var inbox = new Inbox(transactions, store, lists, lags, writer, vault);
    door = new HookDoor(connections, inbox, adapters, meters, pulses, clock, settings);
    shop = desk.tenant().create();
    connection = connections.add(shop.id(), shop.ownerCaller().actor(), "echo", "Echo", Map.of());
  }

  @AfterEach
  void all_is_closed() throws IOException {
    writer.stop();
    proxy.close();
    pool.close();
  }

  @Test
  void a_database_that_is_away_is_told_at_once_and_the_event_sent_again_is_kept_once()
      throws IOException {
    assertThat(post("before").getStatus()).isEqualTo(200);

    proxy.goAway();
    refusedInTime("during");
    proxy.comeBack();

    assertThat(sentUntilTaken("during").getStatus()).isEqualTo(200);
    settled(2);
    assertThat(echo.seen("/hooks/echo/" + connection + "/k")).containsExactly("before", "during");
  }

  @Test
  void a_database_that_hangs_is_told_as_soon_and_the_event_sent_again_is_kept_once()
      throws IOException {
    assertThat(post("before").getStatus()).isEqualTo(200);

    proxy.freeze();
    refusedInTime("during");
    proxy.thaw();

    assertThat(sentUntilTaken("during").getStatus()).isEqualTo(200);
    settled(2);
    assertThat(echo.seen("/hooks/echo/" + connection + "/k")).containsExactly("before", "during");
  }

  private void refusedInTime(String body) throws IOException {
    long begin = System.nanoTime();
    var refused = post(body);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(refused.getStatus()).isEqualTo(503);
    assertThat(refused.getHeader("Retry-After")).isNotNull();
    assertThat(refused.getContentAsString()).contains("hook.unavailable");
  }

  private MockHttpServletResponse sentUntilTaken(String body) throws IOException {
    for (int i = 0; ; i++) {
      var answer = post(body);
      if (answer.getStatus() == 200 || i == 5) {
        return answer;
      }
    }
  }

  private MockHttpServletResponse post(String body) throws IOException {
    var path = "/echo/" + connection + "/k";
    var request = new MockHttpServletRequest("POST", "/hooks" + path);
    request.setPathInfo(path);
    request.setContent(body.getBytes(StandardCharsets.UTF_8));
    var response = new MockHttpServletResponse();
    door.service(request, response);
    return response;
  }

  private void settled(long rows) {
    var giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (count("state = 'done'") < rows) {
      assertThat(System.nanoTime()).as("not within 20 seconds").isLessThan(giveUp);
      Thread.onSpinWait();
    }
    assertThat(count("true")).isEqualTo(rows);
  }

  private long count(String condition) {
    return worker
        .db()
        .sql("SELECT count(*) FROM integrations.webhook WHERE tenant_id = :tenant AND " + condition)
        .param("tenant", shop.id().value())
        .query(Long.class)
        .single();
  }
}
