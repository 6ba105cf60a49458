package io.frontdesk.policy;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.rules.BackgroundStore;
import io.frontdesk.policy.rules.UsRules;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Where people say they live. It narrows when they may be reached: hours must be fine there and
/// where their number belongs.
@Service
public class PersonPlaces {
  /// @param state of the US, two capital letters
  public record Stated(@Nullable ZoneId zone, @Nullable String state) {}

  /// A state of the US.
  public record State(String code, String name) {}

  private final TenantTransactions transactions;
  private final BackgroundStore store;
  private final UsRules rules;
  private final Clock clock;

  PersonPlaces(TenantTransactions transactions, BackgroundStore store, UsRules rules, Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.rules = rules;
    this.clock = clock;
  }

  /// @param person the contact's id
  public Optional<Stated> find(TenantId tenant, UUID person) {
    return transactions.read(tenant, () -> store.place(tenant, person));
  }

  /// Keeps what the person told; nothing told forgets it.
  ///
  /// @param state two letters, or null
  /// @throws Refusal when there is no such state
  public void note(
      TenantId tenant, UUID person, @Nullable ZoneId zone, @Nullable String state, Actor actor) {
    if (state != null && states(tenant).stream().noneMatch(known -> known.code().equals(state))) {
      throw Refusal.field("state", "choose a state of the list");
    }
    transactions.write(
        tenant,
        () -> {
          if (zone == null && state == null) {
            store.clearPlace(tenant, person);
          } else {
            store.setPlace(tenant, person, new Stated(zone, state), actor.name(), clock.instant());
          }
        });
  }

  /// Two were one person: what is known of `gone` also holds for `kept`, unless more is known. What
  /// waits for the old id goes on asking by it, so that one stays. Joins the open transaction.
  public void merged(TenantId tenant, UUID kept, UUID gone) {
    transactions.write(tenant, () -> store.copyPlace(tenant, gone, kept));
  }

  /// The states that `tenant` can note, by name.
  public List<State> states(TenantId tenant) {
    return rules.states();
  }
}
