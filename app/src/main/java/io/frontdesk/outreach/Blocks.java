package io.frontdesk.outreach;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.outreach.block.BlockStore;
import io.frontdesk.outreach.block.CampaignSwitch;
import io.frontdesk.outreach.block.RecipientStore;
import io.frontdesk.outreach.planning.Drafts;
import io.frontdesk.outreach.planning.PlanBlock;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.jobs.Jobs;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Blocks and their life, see [BlockState].
///
/// Each method joins the tenant's open transaction or opens one.
@Service
public class Blocks {
  private final TenantTransactions transactions;
  private final BlockStore store;
  private final RecipientStore recipients;
  private final Drafts drafts;
  private final CampaignSwitch campaign;
  private final Deliveries deliveries;
  private final Jobs jobs;
  private final AuditLog audit;
  private final EventLog events;
  private final Clock clock;

  Blocks(
      TenantTransactions transactions,
      BlockStore store,
      RecipientStore recipients,
      Drafts drafts,
      CampaignSwitch campaign,
      Deliveries deliveries,
      Jobs jobs,
      AuditLog audit,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.recipients = recipients;
    this.drafts = drafts;
    this.campaign = campaign;
    this.deliveries = deliveries;
    this.jobs = jobs;
    this.audit = audit;
    this.events = events;
    this.clock = clock;
  }

  /// @throws Refusal that names every wrong field
  public Block create(TenantId tenant, BlockDraft draft, Actor actor) {
    return transactions.write(
        tenant,
        () -> {
          drafts.check(tenant, draft);
          var id = new BlockId(Uuid7.next());
          store.add(tenant, id, draft, actor.name(), clock.instant());
          note(tenant, actor, "outreach.created", id);
          return require(tenant, id);
        });
  }

  /// Replaces what was written; a plan made for it is void.
  ///
  /// @param version of the block that the change was made on
  /// @throws Refusal when it is another version by now, or has left
  public Block change(TenantId tenant, BlockId id, long version, BlockDraft draft, Actor actor) {
    return transactions.write(
        tenant,
        () -> {
          var block = lock(tenant, id);
          drafts.check(tenant, draft);
          if (block.version() != version) {
            throw Refusal.conflict(
                "outreach.changed-meanwhile", "Somebody else changed it; look at it again.");
          }
          if (!block.state().isEditable()) {
            throw wrongState(block, "It can't be changed any more");
          }
          store.change(tenant, id, draft, clock.instant());
          note(tenant, actor, "outreach.changed", id);
          return require(tenant, id);
        });
  }

  /// Begins to plan, anew when it was planned already. Repeatable while it is planned.
  public void plan(TenantId tenant, BlockId id, Actor actor) {
    transactions.write(
        tenant,
        () -> {
          var block = lock(tenant, id);
          if (block.state() == BlockState.PLANNING) {
            return;
          }
          move(tenant, block, BlockState.PLANNING);
          store.beginPlan(tenant, id, clock.instant());
          // A key of its own: one that was stopped may not have ended yet.
          jobs.schedule(
              tenant,
              PlanBlock.JOB,
              id + "/" + Uuid7.next(),
              new PlanBlock.Wanted(id.value()),
              clock.instant());
          note(tenant, actor, "outreach.planned", id);
        });
  }

  /// Stops planning; it is a draft again.
  public void stopPlanning(TenantId tenant, BlockId id, Actor actor) {
    transactions.write(
        tenant,
        () -> {
          var block = lock(tenant, id);
          if (block.state() == BlockState.DRAFT) {
            return;
          }
          if (block.state() != BlockState.PLANNING) {
            throw wrongState(block, "It is not being planned");
          }
          move(tenant, block, BlockState.DRAFT);
          note(tenant, actor, "outreach.planning-stopped", id);
        });
  }

  /// Lets a planned or paused block go. Repeatable.
  ///
  /// @throws Refusal when it is not planned, or somebody stopped it under Operations
  public void start(TenantId tenant, BlockId id, Actor actor) {
    transactions.write(
        tenant,
        () -> {
          var block = lock(tenant, id);
          if (block.state() == BlockState.RUNNING) {
            return;
          }
          if (block.state() == BlockState.PLANNED && block.toContact() == 0) {
            throw Refusal.conflict("outreach.nobody", "There is nobody to contact");
          }
          move(tenant, block, BlockState.RUNNING);
          campaign.release(tenant, id, actor);
          note(tenant, actor, "outreach.started", id);
        });
  }

  /// Nothing of it leaves until it is started again. Repeatable.
  ///
  /// Outside a transaction the switch is kept by itself first: it stops what leaves at once, while
  /// the block may belong to its feeder for seconds.
  public void pause(TenantId tenant, BlockId id, Actor actor) {
    stopFirst(
        tenant,
        id,
        actor,
        () -> {
          var block = lock(tenant, id);
          if (block.state() == BlockState.PAUSED) {
            return;
          }
          move(tenant, block, BlockState.PAUSED);
          campaign.stop(tenant, id, actor);
          note(tenant, actor, "outreach.paused", id);
        });
  }

  /// Ends it for good; what has not left is withdrawn. Repeatable. What runs is stopped first, as
  /// by [#pause].
  public void cancel(TenantId tenant, BlockId id, Actor actor) {
    stopFirst(
        tenant,
        id,
        actor,
        () -> {
          var block = lock(tenant, id);
          if (block.state() == BlockState.CANCELLED) {
            return;
          }
          move(tenant, block, BlockState.CANCELLED);
          deliveries.cancelForReference(
              tenant, "campaign", id.toString(), "The block was cancelled by " + actor.name());
          // What a provider still gives back later must not leave either.
          if (isInTheAir(tenant, id)) {
            campaign.stop(tenant, id, actor);
          } else {
            campaign.forget(tenant, id, actor);
          }
          note(tenant, actor, "outreach.cancelled", id);
        });
  }

  // The state is read without the block's lock, so it may be done by the time `work` has it.
  private void stopFirst(TenantId tenant, BlockId id, Actor actor, Runnable work) {
    transactions.write(
        tenant,
        () -> {
          if (require(tenant, id).state() == BlockState.RUNNING) {
            campaign.stop(tenant, id, actor);
          }
        });
    try {
      transactions.write(tenant, work);
    } catch (Refusal tooLate) {
      transactions.write(
          tenant,
          () -> {
            if (lock(tenant, id).state() == BlockState.DONE) {
              campaign.forget(tenant, id, actor);
            }
          });
      throw tooLate;
    }
  }

  private boolean isInTheAir(TenantId tenant, BlockId id) {
    var results = results(tenant, id);
    return results.containsKey(DeliveryState.SENDING) || results.containsKey(DeliveryState.UNKNOWN);
  }

  public Optional<Block> find(TenantId tenant, BlockId id) {
    return transactions.read(tenant, () -> store.find(tenant, id));
  }

  /// @throws Refusal when it is not one of this tenant's
  public Block require(TenantId tenant, BlockId id) {
    return find(tenant, id).orElseThrow(() -> Refusal.notFound("The block"));
  }

  /// The newest first.
  ///
  /// @param after the last one of the page before; null, or one that is gone, for the first page
  /// @param limit at most 200
  public List<Block> page(TenantId tenant, @Nullable BlockId after, int limit) {
    return transactions.read(
        tenant,
        () ->
            store.page(
                tenant,
                after == null ? null : store.find(tenant, after).orElse(null),
                Math.min(limit, 200)));
  }

  /// What the plan comes down to: reasons for leaving people out first, then places.
  public List<Part> parts(TenantId tenant, BlockId id) {
    return transactions.read(tenant, () -> recipients.parts(tenant, id));
  }

  /// Whom the plan contacts, or leaves out for one reason.
  ///
  /// @param out null for those who are contacted
  /// @param after where the page before ended; null for the first page
  public List<Recipient> recipients(
      TenantId tenant, BlockId id, @Nullable LeftOut out, @Nullable Recipient after, int limit) {
    int first = out == null ? 1 : out.part();
    int last = out == null ? Short.MAX_VALUE : out.part();
    return transactions.read(
        tenant,
        () ->
            recipients
                .page(
                    tenant,
                    id,
                    first,
                    last,
                    after == null ? first : after.part(),
                    after == null ? null : after.contact().value(),
                    Math.min(limit, 201))
                .stream()
                .map(row -> new Recipient(row.part(), row.contact(), row.address()))
                .toList());
  }

  /// What became of those who had their turn; states with nobody are missing.
  public Map<DeliveryState, Long> results(TenantId tenant, BlockId id) {
    return deliveries.countCampaign(tenant, id.toString(), EnumSet.allOf(DeliveryState.class));
  }

  /// Why nothing of it leaves although it runs; empty when it does.
  public Optional<String> stopped(TenantId tenant, Block block) {
    return transactions.read(
        tenant, () -> campaign.stopped(tenant, block.draft().channel(), block.id()));
  }

  private Block lock(TenantId tenant, BlockId id) {
    return store.lock(tenant, id).orElseThrow(() -> Refusal.notFound("The block"));
  }

  private void move(TenantId tenant, Block block, BlockState to) {
    if (!block.state().mayBecome(to)) {
      throw wrongState(block, "It can't become " + to.label().toLowerCase(Locale.ROOT));
    }
    store.move(tenant, block.id(), to, clock.instant());
  }

  private static Refusal wrongState(Block block, String what) {
    return Refusal.conflict(
        "outreach.wrong-state",
        what + ": it is " + block.state().label().toLowerCase(Locale.ROOT) + ".");
  }

  private void note(TenantId tenant, Actor actor, String action, BlockId id) {
    audit.record(tenant, actor, action, "outreach-block", id.toString(), Map.of());
    events.append(tenant, "outreach.block", id.toString(), Map.of());
  }
}
