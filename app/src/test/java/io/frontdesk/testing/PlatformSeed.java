package io.frontdesk.testing;

import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Map;
import org.springframework.stereotype.Component;

/// An answer kept for its `Idempotency-Key`; live events come with the other modules' seeds.
@Component
class PlatformSeed implements TenantSeed {
  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var reply =
        tenant
            .apiKey()
            .send(
                "POST",
                "/api/v1/contacts",
                "{\"name\":\"Second %s\"}".formatted(canary.word()),
                Map.of("Idempotency-Key", "seed-" + canary.word()));
    if (reply.status() != 201) {
      throw new AssertionError("no contact but " + reply.status() + ": " + reply.body());
    }
    return Map.of();
  }
}
