package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.testing.TestDesk;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Events and their repeats, from two nodes at once.
@FrontdeskTest
class InboxWriterTest {
  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private InboxStore store;
  @Autowired private Vault vault;
  @Autowired private Clock clock;
  @Autowired private TenantTransactions transactions;
  @Autowired private JdbcClient db;

  private InboxWriter one;
  private InboxWriter other;
  private TestDesk.TestTenant shop;
  private ConnectionId connection;

  @BeforeEach
  void two_nodes() {
    one = new InboxWriter(store, vault);
    other = new InboxWriter(store, vault);
    one.start();
    other.start();
    shop = desk.tenant().create();
    connection = connections.add(shop.id(), shop.ownerCaller().actor(), "echo", "Echo", Map.of());
  }

  @AfterEach
  void both_stop() {
    one.stop();
    other.stop();
  }

  @Test
  void a_repeat_among_new_ones_is_told_and_keeps_none_of_them_out() throws Exception {
    assertThat(write(one, "known")).isTrue();
    assertThat(write(one, "known")).isFalse();

    int stored = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < 400; i++) {
        var identity = i % 20 == 0 ? "known" : "new " + i / 2;
        var node = i % 2 == 0 ? one : other;
        all.add(threads.submit(() -> write(node, identity)));
      }
      for (var answer : all) {
        stored += answer.get() ? 1 : 0;
      }
    }

    assertThat(stored).isEqualTo(200);
    assertThat(identities()).isEqualTo(201);
  }

  private boolean write(InboxWriter node, String identity) {
    return node.write(
        shop.id(),
        new InboxStore.NewRow(
            Uuid7.next(),
            connection,
            "echo",
            identity,
            "ok",
            identity,
            true,
            new byte[] {1},
            clock.instant()));
  }

  private long identities() {
    return transactions.read(
        shop.id(),
        () ->
            db.sql("SELECT count(*) FROM integrations.webhook WHERE tenant_id = :tenant")
                .param("tenant", shop.id().value())
                .query(Long.class)
                .single());
  }
}
