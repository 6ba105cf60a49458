package io.frontdesk.receptionist.tools;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.Configuration;
import io.frontdesk.receptionist.ToolCall;
import io.frontdesk.tenancy.Workspace;
import java.time.Instant;

/// What a tool answers in: the workspace, how its receptionist behaves, the call, the arguments.
///
/// @param rehearsal nothing may leave the house and the transaction is rolled back
public record Situation(
    Workspace workspace,
    Configuration configuration,
    ToolCall call,
    Arguments arguments,
    Instant now) {
  public TenantId tenant() {
    return workspace.id();
  }
}
