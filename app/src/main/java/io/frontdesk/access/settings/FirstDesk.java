package io.frontdesk.access.settings;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Links;
import io.frontdesk.access.member.Team;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.OpeningHours;
import io.frontdesk.tenancy.WeekHours;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import org.springframework.stereotype.Service;

/// Opens the first desk of an installation: link, account, workspace, hours and ownership in one
/// transaction. When any of it fails nothing of it exists and the link can be used again.
@Service
class FirstDesk {
  /// Who sets it up.
  record Person(String name, EmailAddress email, String password) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  /// What came of it.
  record Opened(AccountId owner, Workspace workspace) {}

  private final Links links;
  private final Workspaces workspaces;
  private final OpeningHours hours;
  private final Team team;
  private final TenantTransactions transactions;

  FirstDesk(
      Links links,
      Workspaces workspaces,
      OpeningHours hours,
      Team team,
      TenantTransactions transactions) {
    this.links = links;
    this.workspaces = workspaces;
    this.hours = hours;
    this.team = team;
    this.transactions = transactions;
  }

  /// @param token of the set-up link
  /// @throws io.frontdesk.platform.error.Refusal when the link is spent or the password weak
  Opened open(String token, Person person, NewWorkspace wanted, WeekHours week) {
    return transactions.withoutTenant(
        () -> {
          var owner = links.setUp(token, person.email(), person.name(), person.password());
          var workspace = workspaces.open(wanted);
          hours.set(workspace.id(), week);
          team.add(workspace.id(), owner, Role.OWNER, new Actor.Person(owner, person.name()));
          return new Opened(owner, workspace);
        });
  }
}
