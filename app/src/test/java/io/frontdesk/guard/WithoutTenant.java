package io.frontdesk.guard;

import java.util.Map;

/// Methods of stores and module doors that rightly know no tenant, each with its reason. Key:
/// `module.Class.method` below `io.frontdesk`.
final class WithoutTenant {
  private WithoutTenant() {}

  static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("access.People.ensure", "an account may belong to many workspaces"),
          Map.entry("access.People.none", "asks about the whole installation"),
          Map.entry("access.People.oneTimeSignIn", "an account may belong to many workspaces"),
          Map.entry("tenancy.Workspaces.findBySlug", "finds the tenant of a path"),
          Map.entry("tenancy.workspace.WorkspaceStore.idOf", "finds the tenant of a path"),
          Map.entry(
              "tenancy.workspace.WorkspaceStore.slugIsTaken", "paths are unique over all tenants"),
          Map.entry(
              "tenancy.workspace.WorkspaceStore.lockSlugs", "paths are unique over all tenants"),
          Map.entry("tenancy.Workspaces.open", "makes the tenant"),
          Map.entry("access.member.MemberStore.places", "finds the tenants of visits"),
          Map.entry("access.member.MemberStore.reach", "lists the workspaces of one account"),
          Map.entry(
              "access.account.AccountStore.insert", "an account may belong to many workspaces"),
          Map.entry(
              "integrations.Connections.forHook", "the connection's address names the tenant"),
          Map.entry(
              "integrations.Connections.knownForHook", "the connection's address names the tenant"),
          Map.entry(
              "integrations.connect.ConnectionStore.findForHook",
              "the connection's address names the tenant"),
          Map.entry("integrations.Connections.kind", "what can be connected is the same for all"),
          Map.entry("integrations.Connections.kinds", "what can be connected is the same for all"),
          Map.entry("receptionist.Receptionist.fallback", "a sentence that needs no data"));
}
