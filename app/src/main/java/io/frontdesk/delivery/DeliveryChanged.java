package io.frontdesk.delivery;

import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;

/// A delivery was requested or moved on. Published in the transaction of the change; listen
/// synchronously to change along with it.
///
/// @param state the new state's [DeliveryState#code]
public record DeliveryChanged(
    TenantId tenant,
    DeliveryId delivery,
    ContactId contact,
    Channel channel,
    String state,
    String refType,
    String refId) {}
