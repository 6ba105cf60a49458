package io.frontdesk.outreach.planning;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.Wording;
import io.frontdesk.outreach.block.BlockStore;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.tenancy.Workspaces;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Counts what a plan's texts come to, each with its person's name: a single letter in a name may
/// double the parts of a text.
@Component
class PlannedCost {
  private final Contacts contacts;
  private final Workspaces workspaces;
  private final Deliveries deliveries;
  private final BlockStore blocks;

  PlannedCost(Contacts contacts, Workspaces workspaces, Deliveries deliveries, BlockStore blocks) {
    this.contacts = contacts;
    this.workspaces = workspaces;
    this.deliveries = deliveries;
    this.blocks = blocks;
  }

  /// Adds the texts to `people` to what `block` comes to. Inside a transaction.
  void add(TenantId tenant, Block block, Collection<ContactId> people) {
    if (block.draft().channel() != Channel.SMS || people.isEmpty()) {
      return;
    }
    var draft = block.draft();
    var business = workspaces.require(tenant).name();
    if (Wording.isPersonal(draft.body())) {
      var each =
          contacts.all(tenant, people).values().stream()
              .map(contact -> price(tenant, draft.content(contact.name(), business)))
              .toList();
      blocks.addCost(
          tenant,
          block.id(),
          each.stream().mapToLong(Deliveries.Price::segments).sum(),
          each.stream().mapToLong(Deliveries.Price::micros).sum());
    } else {
      var one = price(tenant, draft.content(null, business));
      blocks.addCost(
          tenant, block.id(), (long) people.size() * one.segments(), people.size() * one.micros());
    }
  }

  // What can't be sent is skipped when its turn comes.
  private Deliveries.Price price(TenantId tenant, @Nullable Content content) {
    return content == null ? new Deliveries.Price(0, 0) : deliveries.price(tenant, content);
  }
}
