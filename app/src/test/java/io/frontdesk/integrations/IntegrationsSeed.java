package io.frontdesk.integrations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// A connection, and a webhook of it that nobody could handle (there is no door that makes one).
@Component
class IntegrationsSeed implements TenantSeed {
  private final Connections connections;
  private final TenantTransactions transactions;
  private final JdbcClient db;
  private final Vault vault;
  private final WorkerTransactions workers;

  IntegrationsSeed(
      Connections connections,
      TenantTransactions transactions,
      JdbcClient db,
      Vault vault,
      WorkerTransactions workers) {
    this.connections = connections;
    this.transactions = transactions;
    this.db = db;
    this.vault = vault;
    this.workers = workers;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var word = Canary.of(tenant).word();
    var connection =
        connections.add(
            tenant.id(), tenant.ownerCaller().actor(), "echo", "Echo of " + word, Map.of());
    var webhook = Uuid7.next();
    transactions.write(
        tenant.id(),
        () ->
            db.sql(
                    """
                    INSERT INTO integrations.webhook
                           (tenant_id, id, connection_id, provider, identity, type, ordering_key,
                            state, body, received_at, due_at, error, finished_at)
                    VALUES (:tenant, :id, :connection, 'echo', :word, 'hopeless', :word, 'dead',
                            :body, now(), now(), :word, now())
                    """)
                .param("tenant", tenant.id().value())
                .param("id", webhook)
                .param("connection", connection.value())
                .param("word", word)
                .param(
                    "body",
                    vault.encrypt(tenant.id(), "integrations.webhook", word.getBytes(UTF_8)))
                .update());
    // What a worker holds; the far end keeps it there while others look.
    workers.run(
        () ->
            workers
                .db()
                .sql(
                    """
                    INSERT INTO integrations.webhook_lease
                           (tenant_id, id, connections, ordering_keys, until)
                    VALUES (:tenant, :id, ARRAY[CAST(:connection AS uuid)], ARRAY[:word],
                            now() + interval '1 day')
                    """)
                .param("tenant", tenant.id().value())
                .param("id", Uuid7.next())
                .param("connection", connection.value())
                .param("word", "held " + word)
                .update());
    return Map.of(
        "connection", connection.toString(),
        "connections/id", connection.toString(),
        "webhooks/id", webhook.toString(),
        "provider", "echo");
  }
}
