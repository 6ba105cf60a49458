package io.frontdesk.outreach;

import io.frontdesk.contacts.Contacts;
import io.frontdesk.outreach.planning.Planner;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.LocalTime;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// A block that is planned: its words, its parts, its people.
@Component
class OutreachSeed implements TenantSeed {
  private final Contacts contacts;
  private final Blocks blocks;
  private final Planner planner;

  OutreachSeed(Contacts contacts, Blocks blocks, Planner planner) {
    this.contacts = contacts;
    this.blocks = blocks;
    this.planner = planner;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var word = canary.word();
    contacts.findOrCreate(tenant.id(), canary.phone(), word + " Example", "test");
    var actor = tenant.ownerCaller().actor();
    var block =
        blocks.create(
            tenant.id(),
            new BlockDraft(
                "Block of " + word,
                Channel.SMS,
                Purpose.TRANSACTIONAL,
                null,
                null,
                "Hello from " + word,
                Set.of(),
                null,
                null,
                null,
                null,
                LocalTime.of(9, 0),
                LocalTime.of(18, 0),
                null,
                60),
            actor);
    blocks.plan(tenant.id(), block.id(), actor);
    planner.plan(tenant.id(), block.id());
    var id = block.id().toString();
    return Map.of("block", id, "blocks/id", id, "outreach/block", id);
  }
}
