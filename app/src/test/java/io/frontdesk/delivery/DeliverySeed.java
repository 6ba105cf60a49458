package io.frontdesk.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.mailing.Mailings;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// An e-mail with a file of which nobody knows whether it was sent: what can be sent again,
/// confirmed and shown. Never due, so that no other test sends it.
@Component
class DeliverySeed implements TenantSeed {
  private static final Instant NEVER = Instant.parse("2199-01-01T00:00:00Z");

  private final Deliveries deliveries;
  private final Senders senders;
  private final Contacts contacts;
  private final Mailings mailings;
  private final TenantTransactions transactions;
  private final WorkerTransactions workers;
  private final JdbcClient db;

  DeliverySeed(
      Deliveries deliveries,
      Senders senders,
      Contacts contacts,
      Mailings mailings,
      TenantTransactions transactions,
      WorkerTransactions workers,
      JdbcClient db) {
    this.deliveries = deliveries;
    this.senders = senders;
    this.contacts = contacts;
    this.mailings = mailings;
    this.transactions = transactions;
    this.workers = workers;
    this.db = db;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    senders.register(
        tenant.id(),
        Channel.VOICE,
        canary.phone().e164(),
        "seed",
        Uuid7.next(),
        "Line of " + canary.word());
    mailings.setPostalAddress(
        tenant.id(), "1 " + canary.word() + " Street", tenant.ownerCaller().actor());
    var id =
        transactions.write(
            tenant.id(),
            () -> {
              var client =
                  contacts.findOrCreate(
                      tenant.id(), canary.phone(), canary.word() + " Example", "test");
              return deliveries.request(
                  tenant.id(),
                  new DeliveryRequest(
                      client.id(),
                      Channel.EMAIL,
                      canary.email().value(),
                      Purpose.TRANSACTIONAL,
                      new Content.Email(
                          "For " + canary.word(),
                          "Text for " + canary.word(),
                          null,
                          List.of(
                              new Attachment(
                                  "seed.txt", "text/plain", canary.word().getBytes(UTF_8)))),
                      NEVER,
                      "seed-" + canary.word(),
                      "test",
                      "seed"));
            });
    transactions.write(
        tenant.id(),
        () ->
            db.sql(
                    """
                    UPDATE delivery.delivery SET state = 'unknown'
                     WHERE tenant_id = :tenant AND id = :id
                    """)
                .param("tenant", tenant.id().value())
                .param("id", id.value())
                .update());
    workers.run(
        () -> {
          claimed(tenant, "turn (tenant_id) VALUES (:tenant)");
          claimed(tenant, "meter (tenant_id, name, tokens, at) VALUES (:tenant, 'seed', 1, now())");
          return true;
        });
    return Map.of(
        "delivery",
        id.toString(),
        "deliveries/id",
        id.toString(),
        "sender",
        senders.list(tenant.id()).getFirst().id().toString());
  }

  // What the dispatcher leaves of its own.
  private void claimed(TestTenant tenant, String row) {
    workers
        .db()
        .sql("INSERT INTO delivery." + row + " ON CONFLICT DO NOTHING")
        .param("tenant", tenant.id().value())
        .update();
  }
}
