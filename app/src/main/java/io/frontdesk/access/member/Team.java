package io.frontdesk.access.member;

import io.frontdesk.access.AccountId;
import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Member;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Presence;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Tokens;
import io.frontdesk.access.guard.Doorkeeper;
import io.frontdesk.access.key.ApiKeyStore;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/// Who joins, leaves and becomes what. Nobody gives or takes more than they are, and a workspace
/// keeps an owner.
@Service
public class Team {
  /// An invitation just made; the token goes into its link.
  public record Made(Invitation invitation, String token) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private static final Duration INVITATION_HOLDS = Duration.ofDays(7);

  private final MemberStore members;
  private final InvitationStore invitations;
  private final ApiKeyStore keys;
  private final Doorkeeper doorkeeper;
  private final AuditLog audit;
  private final EventLog events;
  private final TenantTransactions transactions;
  private final Clock clock;

  Team(
      MemberStore members,
      InvitationStore invitations,
      ApiKeyStore keys,
      Doorkeeper doorkeeper,
      AuditLog audit,
      EventLog events,
      TenantTransactions transactions,
      Clock clock) {
    this.members = members;
    this.invitations = invitations;
    this.keys = keys;
    this.doorkeeper = doorkeeper;
    this.audit = audit;
    this.events = events;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// The roles this caller may give and take.
  public List<Role> grantable(Caller caller) {
    var own = doorkeeper.roleOf(caller);
    return Arrays.stream(Role.values())
        .filter(role -> own.filter(mine -> reaches(mine, role)).isPresent())
        .toList();
  }

  public List<Invitation> invitations(TenantId tenant) {
    return transactions.read(tenant, () -> invitations.open(tenant));
  }

  /// Invites an address for seven days; an earlier open invitation of it stops working.
  ///
  /// @throws Refusal when the role is beyond the caller, or the address is a member already
  public Made invite(Caller caller, EmailAddress email, Role role) {
    requireReach(caller, role);
    var token = Tokens.next();
    var now = clock.instant();
    var invitation =
        new Invitation(
            Uuid7.next(), email, role, caller.actor().name(), now, now.plus(INVITATION_HOLDS));
    transactions.write(
        caller.tenant(),
        () -> {
          if (members.all(caller.tenant()).stream().anyMatch(m -> m.email().equals(email))) {
            throw Refusal.field("email", "This person is a member already.");
          }
          invitations.insert(caller.tenant(), invitation, Tokens.hash(token));
          audit.record(
              caller.tenant(),
              caller.actor(),
              "member.invited",
              "invitation",
              invitation.id().toString(),
              Map.of("role", role.name()));
        });
    return new Made(invitation, token);
  }

  public void withdraw(Caller caller, UUID invitation) {
    transactions.write(
        caller.tenant(),
        () -> {
          if (!invitations.delete(caller.tenant(), invitation)) {
            throw Refusal.notFound("Invitation");
          }
          audit.record(
              caller.tenant(),
              caller.actor(),
              "member.invitation-withdrawn",
              "invitation",
              invitation.toString(),
              Map.of());
        });
  }

  /// The open invitation of a link. Call it outside a transaction.
  public Optional<Invitation> open(TenantId tenant, String token) {
    return transactions.read(
        tenant, () -> invitations.find(tenant, Tokens.hash(token), clock.instant()));
  }

  /// Joins by an invitation, once.
  ///
  /// @throws Refusal when it is spent
  public void accept(TenantId tenant, Invitation invitation, AccountId account, String name) {
    transactions.write(
        tenant,
        () -> {
          if (!invitations.accept(tenant, invitation.id(), clock.instant())) {
            throw new Refusal(Refusal.Kind.GONE, "link.spent", "This invitation was used before.");
          }
          var member = new MemberId(Uuid7.next());
          members.add(tenant, member, account, invitation.role(), clock.instant());
          audit.record(
              tenant,
              new Actor.Person(account, name),
              "member.joined",
              "member",
              member.value().toString(),
              Map.of("role", invitation.role().name()));
        });
  }

  /// Makes an account a member without an invitation; repeatable.
  public void add(TenantId tenant, AccountId account, Role role, Actor by) {
    transactions.write(
        tenant,
        () -> {
          var member = new MemberId(Uuid7.next());
          members.add(tenant, member, account, role, clock.instant());
          audit.record(
              tenant,
              by,
              "member.joined",
              "member",
              member.value().toString(),
              Map.of("role", role.name()));
        });
  }

  /// Gives a member another role.
  public void changeRole(Caller caller, MemberId id, Role role) {
    var member = require(caller, id);
    requireReach(caller, role);
    requireReach(caller, member.role());
    transactions.write(
        caller.tenant(),
        () -> {
          requireOtherOwner(caller.tenant(), member, role);
          requireUnchanged(members.setRole(caller.tenant(), member, role));
          audit.record(
              caller.tenant(),
              caller.actor(),
              "member.role-changed",
              "member",
              id.value().toString(),
              Map.of("from", member.role().name(), "to", role.name()));
          tell(caller.tenant(), member);
        });
  }

  /// Ends a membership, and with it the API keys the member made here; also how a person leaves.
  public void remove(Caller caller, MemberId id) {
    var member = require(caller, id);
    if (!isSelf(caller, member)) {
      requireReach(caller, member.role());
    }
    transactions.write(
        caller.tenant(),
        () -> {
          requireOtherOwner(caller.tenant(), member, Role.VIEWER);
          requireUnchanged(members.remove(caller.tenant(), member));
          int ended = keys.revokeMadeBy(caller.tenant(), member.account(), clock.instant());
          audit.record(
              caller.tenant(),
              caller.actor(),
              "member.removed",
              "member",
              id.value().toString(),
              Map.of("role", member.role().name(), "keysRevoked", ended));
          tell(caller.tenant(), member);
        });
  }

  // In the log, so that none of the events behind it reaches a screen with the old rights.
  private void tell(TenantId tenant, Member member) {
    events.append(tenant, Presence.CHANGED, member.account().value().toString(), Map.of());
  }

  // Who was made owner a moment ago is not judged by what they were.
  private static void requireUnchanged(boolean unchanged) {
    if (!unchanged) {
      throw Refusal.conflict(
          "member.changed", "Someone else changed this member just now. Reload and look again.");
    }
  }

  private Member require(Caller caller, MemberId id) {
    return transactions
        .read(caller.tenant(), () -> members.find(caller.tenant(), id))
        .orElseThrow(() -> Refusal.notFound("Member"));
  }

  private void requireReach(Caller caller, Role role) {
    if (!grantable(caller).contains(role)) {
      throw Refusal.forbidden("Only an owner can do this for the role " + role.label() + ".");
    }
  }

  private void requireOtherOwner(TenantId tenant, Member member, Role next) {
    if (member.role() == Role.OWNER
        && next != Role.OWNER
        && members.lockOwners(tenant).stream().allMatch(member.id()::equals)) {
      throw Refusal.conflict(
          "member.last-owner", "A workspace keeps an owner. Make someone else owner first.");
    }
  }

  private static boolean reaches(Role own, Role role) {
    return own == Role.OWNER
        || (role != Role.OWNER && own.permissions().containsAll(role.permissions()));
  }

  private static boolean isSelf(Caller caller, Member member) {
    return caller.actor() instanceof Actor.Person person
        && person.account().equals(member.account());
  }
}
