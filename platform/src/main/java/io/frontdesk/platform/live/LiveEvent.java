package io.frontdesk.platform.live;

import io.frontdesk.platform.tenant.TenantId;

/// One event of the log.
///
/// @param data JSON object
public record LiveEvent(
    TenantId tenant, Position position, String topic, String subject, String data) {}
