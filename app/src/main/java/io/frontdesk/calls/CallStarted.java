package io.frontdesk.calls;

import io.frontdesk.platform.tenant.TenantId;

/// A call was seen for the first time. Published in the transaction that stored it.
public record CallStarted(TenantId tenant, CallId call) {}
