package io.frontdesk.outreach.planning;

import io.frontdesk.contacts.Audiences;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.outreach.BlockState;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.outreach.Part;
import io.frontdesk.outreach.block.BlockStore;
import io.frontdesk.outreach.block.RecipientStore;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Screening;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/// Walks an audience and writes down whom the block will contact and whom it leaves out, a page per
/// transaction. It may be stopped or killed after any page and goes on there; two at once take
/// turns.
@Service
public class Planner {
  private static final int PAGE = 5_000;
  private static final int CLEAR = 20_000;

  private final TenantTransactions transactions;
  private final BlockStore blocks;
  private final RecipientStore recipients;
  private final Audiences audiences;
  private final Chooser chooser;
  private final PlannedCost cost;
  private final EventLog events;
  private final Clock clock;

  Planner(
      TenantTransactions transactions,
      BlockStore blocks,
      RecipientStore recipients,
      Audiences audiences,
      Chooser chooser,
      PlannedCost cost,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.blocks = blocks;
    this.recipients = recipients;
    this.audiences = audiences;
    this.chooser = chooser;
    this.cost = cost;
    this.events = events;
    this.clock = clock;
  }

  /// Plans until it is done, or somebody changed their mind.
  public void plan(TenantId tenant, BlockId id) {
    while (step(tenant, id)) {
      // a page at a time
    }
  }

  /// One page.
  ///
  /// @return whether there is more to do
  boolean step(TenantId tenant, BlockId id) {
    return transactions.write(
        tenant,
        () -> {
          var block = blocks.lock(tenant, id).orElse(null);
          if (block == null || block.state() != BlockState.PLANNING) {
            return false;
          }
          var progress = blocks.progress(tenant, id);
          boolean more = true;
          if (!progress.cleared()) {
            if (recipients.clear(tenant, id, CLEAR) == 0) {
              blocks.cleared(tenant, id);
            }
          } else {
            more = page(tenant, block, progress);
          }
          events.append(tenant, "outreach.block", id.toString(), Map.of());
          return more;
        });
  }

  private boolean page(TenantId tenant, Block block, BlockStore.Progress progress) {
    var draft = block.draft();
    var at = progress.plannedAt();
    var people =
        audiences.page(
            tenant, Chooser.audience(draft, at), Chooser.kind(draft), progress.to(), PAGE);
    if (!people.isEmpty()) {
      write(tenant, block, chooser.choose(tenant, draft, at, people));
      blocks.advance(tenant, block.id(), people.getLast().id(), people.size());
    }
    if (people.size() < PAGE) {
      blocks.move(tenant, block.id(), BlockState.PLANNED, clock.instant());
      return false;
    }
    return true;
  }

  private void write(TenantId tenant, Block block, List<Chooser.Choice> choices) {
    var taken = taken(tenant, block, choices);
    var parts = new Parts(recipients.parts(tenant, block.id()));
    var in = new ArrayList<RecipientStore.Row>();
    var out = new ArrayList<RecipientStore.Row>();
    for (var choice : choices) {
      var hash = choice.addressHash();
      if (choice.out() != null) {
        out.add(row(choice, choice.out().part()));
      } else if (hash != null && taken.contains(ByteBuffer.wrap(hash))) {
        out.add(row(choice, LeftOut.OTHER_BLOCK.part()));
      } else {
        in.add(
            row(
                choice,
                parts.at(
                    Objects.requireNonNull(choice.place()),
                    Objects.requireNonNull(choice.opensAt()))));
      }
    }
    if (!in.isEmpty()) {
      var added = recipients.addOnce(tenant, block.id(), in);
      cost.add(tenant, block, added);
      for (var one : in) {
        if (added.contains(one.contact())) {
          parts.count(one.part());
        } else {
          out.add(
              new RecipientStore.Row(
                  LeftOut.DUPLICATE.part(), one.contact(), one.address(), one.addressHash()));
        }
      }
    }
    if (!out.isEmpty()) {
      recipients.addOut(tenant, block.id(), out);
      out.forEach(one -> parts.count(one.part()));
    }
    parts.counted().forEach(part -> recipients.addToPart(tenant, block.id(), part));
  }

  // Promotion from two sides at once is what people complain about.
  private Set<ByteBuffer> taken(TenantId tenant, Block block, List<Chooser.Choice> choices) {
    var draft = block.draft();
    if (draft.purpose() != Purpose.MARKETING) {
      return Set.of();
    }
    var others = blocks.othersOpen(tenant, block.id(), draft.channel(), draft.purpose());
    if (others.isEmpty()) {
      return Set.of();
    }
    return recipients.planned(
        tenant,
        others,
        choices.stream()
            .filter(choice -> choice.out() == null)
            .map(Chooser.Choice::addressHash)
            .filter(Objects::nonNull)
            .toList());
  }

  private static RecipientStore.Row row(Chooser.Choice choice, int part) {
    return new RecipientStore.Row(
        part, choice.someone().id(), choice.someone().address(), choice.addressHash());
  }

  /// The parts of a plan with what a page adds to them.
  private static final class Parts {
    private final Map<Screening.Place, Part.At> byPlace;
    private final Map<Integer, Part.At> byNumber = new HashMap<>();
    private final Map<Integer, Long> counts = new HashMap<>();

    Parts(List<Part> known) {
      byPlace =
          known.stream()
              .filter(Part.At.class::isInstance)
              .map(Part.At.class::cast)
              .collect(Collectors.toMap(Part.At::place, Function.identity()));
      byPlace.values().forEach(part -> byNumber.put(part.nr(), part));
    }

    int at(Screening.Place place, Instant opensAt) {
      var known = byPlace.get(place);
      if (known == null) {
        int highest = byNumber.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        known = new Part.At(highest + 1, place, opensAt, 0, 0, null);
        byPlace.put(place, known);
        byNumber.put(known.nr(), known);
      }
      return known.nr();
    }

    void count(int part) {
      counts.merge(part, 1L, Long::sum);
    }

    List<Part> counted() {
      var all = new ArrayList<Part>();
      counts.forEach(
          (nr, many) -> {
            var at = byNumber.get(nr);
            all.add(
                at == null
                    ? new Part.Out(LeftOut.ofPart(nr), many)
                    : new Part.At(nr, at.place(), at.opensAt(), many, 0, null));
          });
      return all;
    }
  }
}
