package io.frontdesk.access;

import io.frontdesk.platform.tenant.TenantId;
import java.util.Set;

/// Who makes this request, in which workspace, with which permissions; a handler's parameter. Made
/// only by the guard, after it checked membership or the API key.
///
/// @param workspace slug of the workspace, as it stands in the path
public record Caller(TenantId tenant, String workspace, Actor actor, Set<Permission> permissions) {
  public Caller {
    permissions = Set.copyOf(permissions);
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /// Path of a page of this workspace.
  ///
  /// @param path begins with a slash, e.g. `/calls`
  public String path(String path) {
    return "/w/" + workspace + path;
  }
}
