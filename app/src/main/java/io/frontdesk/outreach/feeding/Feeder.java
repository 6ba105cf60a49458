package io.frontdesk.outreach.feeding;

import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.outreach.Block;
import io.frontdesk.outreach.BlockId;
import io.frontdesk.outreach.BlockState;
import io.frontdesk.outreach.LeftOut;
import io.frontdesk.outreach.Part;
import io.frontdesk.outreach.block.BlockStore;
import io.frontdesk.outreach.block.CampaignSwitch;
import io.frontdesk.outreach.block.RecipientStore;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Screening;
import io.frontdesk.tenancy.Workspaces;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Hands people of a running block over to the delivery ledger: at the block's rate, where the hour
/// is allowed, and never more than a few hundred ahead of what is sent, so that the ledger stays
/// short and a pause or a changed mind finds little to take back.
@Service
public class Feeder {
  /// Deliveries of a block that may wait to be sent.
  static final int AHEAD = 500;

  // Those that the policy holds for later are no queue, but there is an end to them, too.
  private static final int HELD = 5_000;
  private static final int SECONDS_AT_ONCE = 5;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST = Duration.ofMinutes(5);
  private static final Set<DeliveryState> ON_THE_WAY =
      EnumSet.of(
          DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.CLAIMED, DeliveryState.SENDING);

  private final TenantTransactions transactions;
  private final BlockStore blocks;
  private final RecipientStore recipients;
  private final Deliveries deliveries;
  private final Contacts contacts;
  private final CampaignSwitch campaign;
  private final Screening screening;
  private final Workspaces workspaces;
  private final EventLog events;
  private final Clock clock;

  Feeder(
      TenantTransactions transactions,
      BlockStore blocks,
      RecipientStore recipients,
      Deliveries deliveries,
      Contacts contacts,
      CampaignSwitch campaign,
      Screening screening,
      Workspaces workspaces,
      EventLog events,
      Clock clock) {
    this.transactions = transactions;
    this.blocks = blocks;
    this.recipients = recipients;
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.campaign = campaign;
    this.screening = screening;
    this.workspaces = workspaces;
    this.events = events;
    this.clock = clock;
  }

  /// One turn of a running block, in one transaction: killed in the middle it never was.
  ///
  /// @return how many people were handed over or skipped
  public int feed(TenantId tenant, BlockId id) {
    return transactions.write(
        tenant,
        () -> {
          var block = blocks.lock(tenant, id).orElse(null);
          var now = clock.instant();
          if (block == null
              || block.state() != BlockState.RUNNING
              || blocks.feedAt(tenant, id).isAfter(now)) {
            return 0;
          }
          return feed(tenant, block, now);
        });
  }

  private int feed(TenantId tenant, Block block, Instant now) {
    var onTheWay = deliveries.countCampaign(tenant, block.id().toString(), ON_THE_WAY);
    var left =
        recipients.parts(tenant, block.id()).stream()
            .filter(Part.At.class::isInstance)
            .map(Part.At.class::cast)
            .filter(part -> part.fed() < part.people())
            .toList();
    if (left.isEmpty()) {
      if (onTheWay.isEmpty()) {
        blocks.move(tenant, block.id(), BlockState.DONE, now);
        tell(tenant, block);
      } else {
        blocks.fed(tenant, block.id(), now.plus(LOOK_AGAIN), 0);
      }
      return 0;
    }
    int room = room(onTheWay, block);
    if (room <= 0 || campaign.stopped(tenant, block.draft().channel(), block.id()).isPresent()) {
      blocks.fed(tenant, block.id(), now.plus(LOOK_AGAIN), 0);
      return 0;
    }
    return handOver(tenant, block, left, room, now);
  }

  private static int room(Map<DeliveryState, Long> onTheWay, Block block) {
    long held = onTheWay.getOrDefault(DeliveryState.HELD, 0L);
    long queued = onTheWay.values().stream().mapToLong(Long::longValue).sum() - held;
    int atOnce = Math.max(1, block.draft().perMinute() * SECONDS_AT_ONCE / 60);
    return (int) Math.min(atOnce, Math.min(AHEAD - queued, HELD - held));
  }

  private int handOver(TenantId tenant, Block block, List<Part.At> parts, int room, Instant now) {
    var turn = new Turn(block, workspaces.require(tenant).name(), now);
    @Nullable Instant nextOpening = null;
    for (var part : parts) {
      if (turn.done >= room) {
        break;
      }
      var opens = opens(tenant, block, part, now);
      if (opens.isAfter(now)) {
        nextOpening = nextOpening == null || opens.isBefore(nextOpening) ? opens : nextOpening;
        continue;
      }
      take(tenant, turn, part, room - turn.done);
    }
    blocks.fed(
        tenant,
        block.id(),
        turn.done > 0 || nextOpening == null ? turn.next() : rest(now, nextOpening),
        turn.skipped);
    if (turn.done > 0) {
      tell(tenant, block);
    }
    return turn.done;
  }

  // Asked anew each time: the law, the hours of the block and the clocks of the place may differ
  // from what was planned.
  private Instant opens(TenantId tenant, Block block, Part.At part, Instant now) {
    var draft = block.draft();
    return screening
        .firstOpen(
            tenant,
            draft.channel(),
            draft.purpose(),
            part.place(),
            now,
            draft.opens(),
            draft.closes())
        .orElse(now.plus(LONGEST_REST));
  }

  private static Instant rest(Instant now, Instant opening) {
    var longest = now.plus(LONGEST_REST);
    return opening.isBefore(longest) ? opening : longest;
  }

  private void take(TenantId tenant, Turn turn, Part.At part, int most) {
    var rows = recipients.next(tenant, turn.block.id(), part, most);
    if (rows.isEmpty()) {
      throw new IllegalStateException("part " + part.nr() + " has fewer people than it counts");
    }
    var elsewhere = reachedByEarlier(tenant, turn.block, rows);
    recipients.leaveOut(tenant, turn.block.id(), part, elsewhere, LeftOut.OTHER_BLOCK);
    var own = rows.stream().filter(row -> !elsewhere.contains(row)).toList();
    var people = contacts.all(tenant, own.stream().map(RecipientStore.Row::contact).toList());
    for (var row : own) {
      var contact = people.get(row.contact());
      var content =
          contact != null && has(contact, turn.block, row.address())
              ? turn.block.draft().content(contact.name(), turn.business)
              : null;
      if (contact != null && content != null) {
        request(tenant, turn, row, contact, content);
      } else {
        turn.skipped++;
        turn.done++;
      }
    }
    turn.done += elsewhere.size();
    recipients.fed(tenant, turn.block.id(), part.nr(), rows.getLast().contact(), own.size());
  }

  // Promotion from two sides at once is what people complain about.
  private List<RecipientStore.Row> reachedByEarlier(
      TenantId tenant, Block block, List<RecipientStore.Row> rows) {
    if (block.draft().purpose() != Purpose.MARKETING) {
      return List.of();
    }
    var reached =
        recipients.reachedByEarlier(
            tenant,
            block.id(),
            rows.stream().map(row -> Objects.requireNonNull(row.addressHash())).toList());
    return rows.stream()
        .filter(row -> reached.contains(ByteBuffer.wrap(Objects.requireNonNull(row.addressHash()))))
        .toList();
  }

  // Taken from the person since it was planned, it is not theirs any more.
  private static boolean has(Contact contact, Block block, @Nullable String address) {
    return block.draft().channel() == Channel.EMAIL
        ? contact.emails().stream().anyMatch(email -> email.value().equals(address))
        : contact.phones().stream().anyMatch(phone -> phone.e164().equals(address));
  }

  private void request(
      TenantId tenant, Turn turn, RecipientStore.Row row, Contact contact, Content content) {
    var block = turn.block;
    var draft = block.draft();
    deliveries.request(
        tenant,
        new DeliveryRequest(
            contact.id(),
            draft.channel(),
            Objects.requireNonNull(row.address()),
            draft.purpose(),
            content,
            turn.next(),
            "outreach/"
                + block.id()
                + "/"
                + HexFormat.of().formatHex(Objects.requireNonNull(row.addressHash())),
            "campaign",
            block.id().toString()),
        null,
        draft.sender());
    turn.done++;
  }

  private void tell(TenantId tenant, Block block) {
    events.append(tenant, "outreach.block", block.id().toString(), Map.of());
  }

  /// What one turn has done so far.
  private static final class Turn {
    private final Block block;
    private final String business;
    private final Instant begun;
    private int done;
    private int skipped;

    Turn(Block block, String business, Instant begun) {
      this.block = block;
      this.business = business;
      this.begun = begun;
    }

    /// When the next one goes, evenly spread over the minute.
    Instant next() {
      return begun.plus(
          Duration.ofMinutes(1).multipliedBy(done).dividedBy(block.draft().perMinute()));
    }
  }
}
