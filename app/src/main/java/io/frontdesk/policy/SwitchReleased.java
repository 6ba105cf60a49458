package io.frontdesk.policy;

import io.frontdesk.platform.tenant.TenantId;

/// A kill switch was released; what waited for it may go on. Published in the transaction.
///
/// @param tenant whose; that of who released it when it was the platform's
/// @param everywhere whether it stood for every workspace
public record SwitchReleased(TenantId tenant, boolean everywhere) {}
