package io.frontdesk.tenancy;

import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// One business with its own data.
///
/// @param slug names it in paths; lower case letters, digits and dashes; never changes
/// @param region ISO 3166-1 alpha-2; phone numbers without a country code are read as of there
/// @param currency ISO 4217
/// @param agency the workspace that owns this one, null for most
public record Workspace(
    TenantId id,
    String slug,
    String name,
    ZoneId zone,
    String region,
    String currency,
    @Nullable TenantId agency,
    Instant createdAt) {}
