package io.frontdesk.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the page frame shows around every page of a workspace; a page handler's parameter, handed
/// on to its template.
///
/// @param csrf the token that forms and htmx send back
/// @param others workspaces this person can switch to
public record Frame(
    Caller caller,
    String workspaceName,
    String personName,
    String roleLabel,
    String csrf,
    String version,
    List<Other> others,
    @Nullable String notice) {

  /// A workspace to switch to.
  public record Other(String slug, String name) {}

  public Frame {
    others = List.copyOf(others);
  }

  public boolean may(Permission permission) {
    return caller.may(permission);
  }

  /// Path of a page of this workspace, e.g. `path("/calls")`.
  public String path(String path) {
    return caller.path(path);
  }
}
