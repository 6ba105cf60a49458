package io.frontdesk.outreach.block;

import io.frontdesk.delivery.SendingHours;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.ContactQuestion;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Blocks' own hours, for messages that were handed over within them and leave later.
@Component
class BlockHours implements SendingHours {
  private final BlockStore blocks;

  BlockHours(BlockStore blocks) {
    this.blocks = blocks;
  }

  @Override
  public Map<String, ContactQuestion.Hours> of(TenantId tenant, Collection<String> campaigns) {
    return blocks
        .hours(tenant, campaigns.stream().flatMap(id -> BlockId.parse(id).stream()).toList())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(one -> one.getKey().toString(), Map.Entry::getValue));
  }
}
