package io.frontdesk.delivery;

import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// A text with a picture. Never due, so that no other test sends it.
@Component
class MediaSeed implements TenantSeed {
  private static final Instant NEVER = Instant.parse("2199-01-01T00:00:00Z");

  private final Deliveries deliveries;
  private final Contacts contacts;
  private final TenantTransactions transactions;

  MediaSeed(Deliveries deliveries, Contacts contacts, TenantTransactions transactions) {
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.transactions = transactions;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    transactions.write(
        tenant.id(),
        () -> {
          var client =
              contacts.findOrCreate(
                  tenant.id(), canary.phone(), canary.word() + " Example", "test");
          var unused =
              deliveries.request(
                  tenant.id(),
                  new DeliveryRequest(
                      client.id(),
                      Channel.SMS,
                      canary.phone().e164(),
                      Purpose.TRANSACTIONAL,
                      new Content.Sms(
                          "Picture for " + canary.word(),
                          List.of("https://pictures.example.com/" + canary.word())),
                      NEVER,
                      "seed-media-" + canary.word(),
                      "test",
                      "seed-media"));
        });
    return Map.of();
  }
}
