package io.frontdesk.delivery;

import io.frontdesk.platform.tenant.TenantId;
import java.util.List;

/// Deliveries that were requested or moved on together, each at most once, as they are now.
/// Published once per transaction step, in its transaction; whoever writes along with them writes
/// in few statements.
public record DeliveriesChanged(TenantId tenant, List<Delivery> deliveries) {
  public DeliveriesChanged {
    deliveries = List.copyOf(deliveries);
  }
}
