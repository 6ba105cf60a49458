package io.frontdesk.calls;

import io.frontdesk.platform.tenant.TenantId;

/// A call is over, or a late report changed what it came to; so it may come more than once for a
/// call. Published in the transaction that stored it.
public record CallEnded(TenantId tenant, CallId call, CallStatus status) {}
