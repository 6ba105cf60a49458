package io.frontdesk.outreach.block;

import io.frontdesk.access.Actor;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.KillSwitch;
import io.frontdesk.policy.KillSwitches;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// The kill switch of a block's deliveries. What outreach turned itself it may turn back; what
/// somebody stopped under Operations stays stopped.
@Component
public class CampaignSwitch {
  private static final String PAUSED = "Paused in Outreach";

  private final KillSwitches switches;

  CampaignSwitch(KillSwitches switches) {
    this.switches = switches;
  }

  /// Nothing of the block leaves from the commit on.
  public void stop(TenantId tenant, BlockId block, Actor actor) {
    if (own(tenant, block).isEmpty()) {
      switches.stop(tenant, reach(block), PAUSED, actor);
    }
  }

  /// @throws Refusal when somebody stopped it under Operations
  public void release(TenantId tenant, BlockId block, Actor actor) {
    var on = own(tenant, block);
    if (on.isPresent() && !on.get().equals(PAUSED)) {
      throw Refusal.conflict("outreach.stopped", "Stopped under Operations: " + on.get());
    }
    switches.release(tenant, reach(block), actor);
  }

  /// Turns back what outreach turned, for a block that is over.
  public void forget(TenantId tenant, BlockId block, Actor actor) {
    if (own(tenant, block).filter(PAUSED::equals).isPresent()) {
      switches.release(tenant, reach(block), actor);
    }
  }

  /// Why nothing of the block leaves, whichever switch it is; empty when it does.
  public Optional<String> stopped(TenantId tenant, Channel channel, BlockId block) {
    var id = block.toString();
    return switches
        .standing(tenant, KillSwitches.reaches(channel, "campaign", id))
        .stopped(channel, "campaign", id);
  }

  // Why the block's own switch is on.
  private Optional<String> own(TenantId tenant, BlockId block) {
    var reach = reach(block);
    return Optional.ofNullable(switches.standing(tenant, List.of(reach)).reasons().get(reach));
  }

  private static KillSwitch.Reach reach(BlockId block) {
    return new KillSwitch.Reach(KillSwitch.Reach.Kind.CAMPAIGN, block.toString());
  }
}
