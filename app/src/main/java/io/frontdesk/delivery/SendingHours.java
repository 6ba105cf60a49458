package io.frontdesk.delivery;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.ContactQuestion;
import java.util.Collection;
import java.util.Map;

/// The hours in which messages of a campaign may leave; answered by whoever plans campaigns, and
/// asked in the transaction that commits a sending.
public interface SendingHours {
  /// By campaign; those that have no hours of their own, or are not known, are missing.
  ///
  /// @param campaigns `refId` of deliveries that belong to a `campaign`
  Map<String, ContactQuestion.Hours> of(TenantId tenant, Collection<String> campaigns);
}
