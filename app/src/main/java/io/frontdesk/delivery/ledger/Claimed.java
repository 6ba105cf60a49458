package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.tenant.TenantId;

/// A delivery one of the workers has to look after.
record Claimed(TenantId tenant, DeliveryId id) {}
