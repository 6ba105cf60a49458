package io.frontdesk.knowledge;

import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Map;
import org.springframework.stereotype.Component;

@Component
class KnowledgeSeed implements TenantSeed {
  private final Knowledge knowledge;

  KnowledgeSeed(Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var word = Canary.of(tenant).word();
    var id =
        knowledge.add(
            tenant.id(),
            tenant.ownerCaller().actor(),
            new Draft(
                "Parking of " + word, "Category " + word, "Where to park: behind the " + word));
    return Map.of("knowledge/id", id.toString());
  }
}
