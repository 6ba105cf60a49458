package io.frontdesk.integrations.generic;

import io.frontdesk.integrations.Connections;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Map;
import org.springframework.stereotype.Component;

@Component
class MappingSeed implements TenantSeed {
  private final Connections connections;
  private final Mappings mappings;

  MappingSeed(Connections connections, Mappings mappings) {
    this.connections = connections;
    this.mappings = mappings;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var id =
        connections.add(
            tenant.id(),
            tenant.ownerCaller().actor(),
            "generic",
            "Seeded webhook",
            Map.of("proof", "token", "secret", "a-long-enough-token", "header", "X-Token"));
    mappings.save(
        tenant.id(),
        tenant.ownerCaller().actor(),
        id,
        0,
        new Mapping(Map.of("phone", "/phone", "note-title", "Title " + Canary.of(tenant).word())));
    return Map.of();
  }
}
