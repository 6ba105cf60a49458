package io.frontdesk.contacts;

import io.frontdesk.platform.tenant.TenantId;

/// Two contacts were found to be one person. Published inside the merging transaction: whoever
/// refers to `gone` moves its rows to `kept` in a listener.
public record ContactsMerged(TenantId tenant, ContactId kept, ContactId gone) {}
