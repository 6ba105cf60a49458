package io.frontdesk.tenancy;

import io.frontdesk.platform.tenant.TenantId;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// What is needed to open a workspace; the slug is made from the name.
///
/// @param agency the workspace that shall own it, null for none
public record NewWorkspace(
    String name, ZoneId zone, String region, String currency, @Nullable TenantId agency) {}
