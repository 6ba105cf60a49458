package io.frontdesk.access;

import io.frontdesk.access.member.MemberStore;
import io.frontdesk.access.member.Team;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// The people who work in a workspace.
@Service
public class Members {
  private final MemberStore store;
  private final Team team;
  private final TenantTransactions transactions;

  Members(MemberStore store, Team team, TenantTransactions transactions) {
    this.store = store;
    this.team = team;
    this.transactions = transactions;
  }

  /// Everyone, by name.
  public List<Member> of(TenantId tenant) {
    return transactions.read(tenant, () -> store.all(tenant));
  }

  public Optional<Member> find(TenantId tenant, MemberId member) {
    return transactions.read(tenant, () -> store.find(tenant, member));
  }

  /// Makes an account a member without an invitation; repeatable. For the program itself: people
  /// invite each other.
  public void add(TenantId tenant, AccountId account, Role role, Actor by) {
    team.add(tenant, account, role, by);
  }
}
