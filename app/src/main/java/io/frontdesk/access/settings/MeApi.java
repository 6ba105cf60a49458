package io.frontdesk.access.settings;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.tenancy.Workspaces;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a key opens: for a client to check itself.
@RestController
class MeApi {
  /// The answer.
  record Me(WorkspaceView workspace, String key, List<String> scopes) {}

  /// The workspace as the API shows it.
  record WorkspaceView(
      String id, String slug, String name, String zone, String region, String currency) {}

  private final Workspaces workspaces;

  MeApi(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Needs(Permission.VIEW_TODAY)
  @GetMapping("/api/v1/me")
  Me me(Caller caller) {
    var own = workspaces.require(caller.tenant());
    return new Me(
        new WorkspaceView(
            own.id().toString(),
            own.slug(),
            own.name(),
            own.zone().getId(),
            own.region(),
            own.currency()),
        caller.actor().name(),
        caller.permissions().stream().map(Enum::name).sorted().toList());
  }
}
