package io.frontdesk.delivery;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.delivery.ledger.Ledger;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The one way out: whoever wants to reach a person requests a delivery here, in its own
/// transaction, and the dispatcher does the rest.
///
/// Each method joins the tenant's open transaction or opens one; none calls a provider.
@Service
public class Deliveries {
  private final TenantTransactions transactions;
  private final Ledger ledger;

  Deliveries(TenantTransactions transactions, Ledger ledger) {
    this.transactions = transactions;
    this.ledger = ledger;
  }

  /// Requests one message. It is sent after the transaction commits, when due, if the policy
  /// allows; a provider's failure never reaches the caller.
  ///
  /// Repeatable: the same idempotency key gives the first delivery, unchanged.
  public DeliveryId request(TenantId tenant, DeliveryRequest request) {
    return request(tenant, request, null, null);
  }

  /// The same for an e-mail that answers another one.
  ///
  /// @param inReplyTo the message it answers, as `<id@domain>`; ids of its thread may stand before
  ///     it, with spaces between
  public DeliveryId request(TenantId tenant, DeliveryRequest request, @Nullable String inReplyTo) {
    return request(tenant, request, inReplyTo, null);
  }

  /// The same for an answer to somebody who wrote to one of our addresses.
  ///
  /// @param from the sender's address to use, as registered with [Senders]; when it is null or no
  ///     sender of the workspace (any more), the channel's default sends
  public DeliveryId request(
      TenantId tenant, DeliveryRequest request, @Nullable String inReplyTo, @Nullable String from) {
    return transactions.write(tenant, () -> ledger.request(tenant, request, inReplyTo, from));
  }

  /// What a message counts as and is expected to cost.
  ///
  /// @param segments parts of a text; 1 with pictures
  /// @param costMicros in millionths of a dollar
  public record Estimate(int segments, long costMicros) {}

  /// What [#request] would write down for this content; changes nothing. Prices are the platform's,
  /// the same for every tenant so far.
  public Estimate estimate(TenantId tenant, Content content) {
    return ledger.estimate(content);
  }

  public Optional<Delivery> find(TenantId tenant, DeliveryId id) {
    return transactions.read(tenant, () -> ledger.find(tenant, id));
  }

  /// @throws Refusal when it is not one of this tenant's
  public Delivery require(TenantId tenant, DeliveryId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("Delivery"));
  }

  /// Everything requested for one thing, oldest first.
  public List<Delivery> forReference(TenantId tenant, String refType, String refId) {
    return transactions.read(tenant, () -> ledger.forReference(tenant, refType, refId));
  }

  /// What a delivery is about.
  public record Reference(String type, String id) {}

  /// What the last message was about that left for an address of a person, or may have left; what
  /// is withdrawn, refused, still waits or did not arrive was never read there.
  public Optional<Reference> lastReference(
      TenantId tenant, ContactId contact, Channel channel, String address) {
    return transactions.read(tenant, () -> ledger.lastReference(tenant, contact, channel, address));
  }

  /// What was tried and what came of it, oldest first.
  public List<AttemptEvent> history(TenantId tenant, DeliveryId id) {
    return transactions.read(tenant, () -> ledger.history(tenant, id));
  }

  /// What a message is expected to come to.
  ///
  /// @param segments parts of a text; 1 for anything that travels whole
  /// @param micros millionths of a dollar
  public record Price(int segments, long micros) {}

  /// What sending `content` would come to, by the words alone. One price holds for all workspaces.
  public Price price(TenantId tenant, Content content) {
    return ledger.price(content);
  }

  /// How many deliveries of one kind a kill switch holds.
  public record Held(Channel channel, Purpose purpose, String refType, long many) {}

  /// What the kill switches hold, the largest groups first.
  public List<Held> held(TenantId tenant) {
    return transactions.read(tenant, () -> ledger.held(tenant));
  }

  /// What did not reach its person and waits for someone to look, newest first.
  ///
  /// @param limit at most 200
  public List<Delivery> needingAttention(TenantId tenant, int limit) {
    return transactions.read(tenant, () -> ledger.needingAttention(tenant, Math.min(limit, 200)));
  }

  /// Withdraws one delivery that has not left yet.
  ///
  /// @throws Refusal when it has left, or is on its way
  public void cancel(TenantId tenant, DeliveryId id, Actor actor) {
    transactions.write(tenant, () -> ledger.cancel(tenant, id, actor));
  }

  /// Sends anew what failed, did not arrive, or is unknown: the one who asks takes it on themselves
  /// that the person may get it twice.
  ///
  /// @throws Refusal when it is in another state
  public void sendAgain(TenantId tenant, DeliveryId id, Actor actor) {
    transactions.write(tenant, () -> ledger.sendAgain(tenant, id, actor));
  }

  /// Settles an unknown delivery as sent.
  ///
  /// @throws Refusal when it is not unknown
  public void confirmSent(TenantId tenant, DeliveryId id, Actor actor) {
    transactions.write(tenant, () -> ledger.confirmSent(tenant, id, actor));
  }

  /// Withdraws what has not left yet. What is being sent or was sent stays.
  ///
  /// @return how many were withdrawn
  public int cancelForReference(TenantId tenant, String refType, String refId, String reason) {
    return transactions.write(
        tenant, () -> ledger.cancelForReference(tenant, refType, refId, reason));
  }

  /// How many deliveries of a campaign (reference `campaign`) stand in each of `states`; those with
  /// none are missing.
  public Map<DeliveryState, Long> countCampaign(
      TenantId tenant, String campaign, Set<DeliveryState> states) {
    return transactions.read(tenant, () -> ledger.countCampaign(tenant, campaign, states));
  }

  /// Withdraws what was requested under an idempotency key, when it has not left yet.
  ///
  /// @return whether it was withdrawn
  public boolean cancelByKey(TenantId tenant, String idempotencyKey, String reason) {
    return transactions.write(tenant, () -> ledger.cancelByKey(tenant, idempotencyKey, reason));
  }

  /// Settles an unknown delivery as one nobody follows any more: it may have been sent, and is not
  /// sent again.
  ///
  /// @throws Refusal when it is not unknown
  public void giveUp(TenantId tenant, DeliveryId id, Actor actor) {
    transactions.write(tenant, () -> ledger.giveUp(tenant, id, actor));
  }

  /// Those in one of `states` that changed before `before`, newest first.
  ///
  /// @param limit at most 200
  public List<Delivery> list(
      TenantId tenant, List<DeliveryState> states, Instant before, int limit) {
    return transactions.read(
        tenant, () -> ledger.list(tenant, states, before, Math.min(limit, 200)));
  }
}
