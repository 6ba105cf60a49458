package io.frontdesk.access.guard;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Session;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.member.MemberStore;
import io.frontdesk.access.member.MemberStore.Place;
import io.frontdesk.access.member.MemberStore.Reach;
import io.frontdesk.access.member.MemberStore.Standing;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/// Decides which workspaces a signed-in person may enter, and as what: as a member, or as owner or
/// admin of the agency above.
@Service
public class Doorkeeper {
  private static final int MOST = 200;

  private final MemberStore members;
  private final Sessions sessions;
  private final TenantTransactions transactions;
  private final AuditLog audit;

  Doorkeeper(
      MemberStore members, Sessions sessions, TenantTransactions transactions, AuditLog audit) {
    this.members = members;
    this.sessions = sessions;
    this.transactions = transactions;
    this.audit = audit;
  }

  /// Lets a person into the workspace a path names; empty when there is none or they have no place
  /// in it, which nobody can tell apart.
  Optional<Visit.Inside> enter(Session session, String slug) {
    var standing = new Standing(session.account(), slug);
    var place = transactions.withoutTenant(() -> members.places(Set.of(standing))).get(standing);
    return place == null ? Optional.empty() : enter(session, slug, place);
  }

  /// The workspaces a person may enter, by name.
  public List<Reach> reach(Session session) {
    var byAgency = new HashMap<TenantId, Boolean>();
    return transactions.withoutTenant(() -> members.reach(session.account(), MOST)).stream()
        .filter(
            reach -> {
              var agency = reach.agency();
              return agency == null
                  || byAgency.computeIfAbsent(
                      agency, above -> roleAbove(session.account(), above).isPresent());
            })
        .toList();
  }

  /// What a person is in the workspace they are in: their role there, or in the agency above. Call
  /// it outside a transaction.
  public Optional<Role> roleOf(Caller caller) {
    if (!(caller.actor() instanceof Actor.Person person)) {
      return Optional.empty();
    }
    var standing = new Standing(person.account(), caller.workspace());
    return Optional.ofNullable(roles(Set.of(standing)).get(standing));
  }

  /// What each account is in the workspace named beside it, by itself or through the agency above;
  /// who has no place is left out. Call it outside a transaction.
  Map<Standing, Role> roles(Set<Standing> standings) {
    var places = transactions.withoutTenant(() -> members.places(standings));
    var asked = new HashMap<TenantId, Set<AccountId>>();
    places.forEach(
        (standing, place) -> {
          var seat = place.seat();
          if (seat != null) {
            asked.computeIfAbsent(seat, _ -> new HashSet<>()).add(standing.account());
          }
        });
    var known = new HashMap<TenantId, Map<AccountId, Role>>();
    asked.forEach(
        (tenant, accounts) ->
            known.put(tenant, transactions.read(tenant, () -> members.roles(tenant, accounts))));
    var roles = new HashMap<Standing, Role>();
    places.forEach(
        (standing, place) -> {
          var seat = place.seat();
          var role =
              seat == null ? null : known.getOrDefault(seat, Map.of()).get(standing.account());
          if (role != null && (place.member() || reachesDown(role))) {
            roles.put(standing, role);
          }
        });
    return roles;
  }

  private Optional<Visit.Inside> enter(Session session, String slug, Place place) {
    if (place.member()) {
      return role(session.account(), place.workspace())
          .map(role -> inside(session, slug, place, role, session.name(), role.label()));
    }
    var agency = place.agency();
    if (agency == null || !place.agencyMember()) {
      return Optional.empty();
    }
    var entered =
        roleAbove(session.account(), agency)
            .map(
                role ->
                    inside(
                        session,
                        slug,
                        place,
                        role,
                        session.name() + " (agency)",
                        "Agency " + role.label().toLowerCase(java.util.Locale.ROOT)));
    entered.ifPresent(
        inside -> {
          if (sessions.firstEntry(session, place.workspace())) {
            audit.record(
                place.workspace(),
                inside.caller().actor(),
                "access.entered-as-agency",
                "session",
                session.id().toString(),
                Map.of());
          }
        });
    return entered;
  }

  /// What an account is in the workspaces of an agency through its place in the agency itself. Call
  /// it outside a transaction.
  public Optional<Role> roleAbove(AccountId account, TenantId agency) {
    return role(account, agency).filter(Doorkeeper::reachesDown);
  }

  private static boolean reachesDown(Role inAgency) {
    return inAgency == Role.OWNER || inAgency == Role.ADMIN;
  }

  private Optional<Role> role(AccountId account, TenantId tenant) {
    return transactions.read(tenant, () -> members.role(tenant, account));
  }

  private static Visit.Inside inside(
      Session session, String slug, Place place, Role role, String name, String label) {
    return new Visit.Inside(
        new Caller(
            place.workspace(), slug, new Actor.Person(session.account(), name), role.permissions()),
        place.name(),
        label);
  }
}
