package io.frontdesk.calendar;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.waitlist.WaitingRoom;
import io.frontdesk.calendar.waitlist.WaitlistStore;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// People who would come if a time became free, in the order they came. A freed time is kept for
/// the first whom it suits and offered by text; it goes to the next when they pass or don't answer
/// in time. Every method joins an open transaction of the tenant.
@Component
public class Waitlist {
  private final TenantTransactions transactions;
  private final WaitingRoom room;
  private final WaitlistStore store;
  private final Workspaces workspaces;

  Waitlist(
      TenantTransactions transactions,
      WaitingRoom room,
      WaitlistStore store,
      Workspaces workspaces) {
    this.transactions = transactions;
    this.room = room;
    this.store = store;
    this.workspaces = workspaces;
  }

  /// Puts somebody on the list. Whoever waits for that service already changes their wish and keeps
  /// their place.
  ///
  /// @throws Refusal naming the wrong field; the contact needs a phone number
  public WaitlistEntry join(TenantId tenant, WaitlistRequest request, Actor actor) {
    return transactions.write(tenant, () -> room.join(tenant, request, actor));
  }

  /// Takes somebody off the list; repeatable, and nothing happens to one that has ended.
  public WaitlistEntry leave(TenantId tenant, WaitlistId id, Actor actor) {
    return transactions.write(tenant, () -> room.leave(tenant, id, actor));
  }

  /// What became of an answer to an offer.
  public sealed interface Answer {
    /// Booked, now or by an earlier yes.
    record Booked(Appointment appointment) implements Answer {}

    /// Passed on.
    record Passed() implements Answer {}

    /// There is no such offer any more.
    ///
    /// @param say one sentence for the person
    record TooLate(String say) implements Answer {}
  }

  /// Says yes or no to the time that is offered right now; a yes books once, whoever says it and
  /// however often.
  public Answer answer(TenantId tenant, WaitlistId id, boolean yes, Actor actor) {
    return transactions.write(tenant, () -> room.answer(tenant, id, yes, actor));
  }

  /// Those who wait or are offered a time, in order; at most 1,000.
  public List<WaitlistEntry> open(TenantId tenant) {
    return transactions.read(tenant, () -> store.open(tenant, workspaces.require(tenant).zone()));
  }

  /// A person's, newest first; ended ones too, at most 50.
  public List<WaitlistEntry> of(TenantId tenant, ContactId contact) {
    return transactions.read(
        tenant, () -> store.of(tenant, contact, workspaces.require(tenant).zone()));
  }

  public Optional<WaitlistEntry> find(TenantId tenant, WaitlistId id) {
    return transactions.read(
        tenant, () -> store.find(tenant, id, workspaces.require(tenant).zone()));
  }

  /// @throws Refusal `not-found` when it is not one of the tenant's
  public WaitlistEntry require(TenantId tenant, WaitlistId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The waitlist entry"));
  }
}
