package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.SendingHours;
import io.frontdesk.delivery.mailing.Bounces;
import io.frontdesk.delivery.mailing.Mailings;
import io.frontdesk.delivery.picture.PictureSenders;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.OutgoingMail;
import io.frontdesk.delivery.port.OutgoingSms;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactPolicy;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Decision;
import io.frontdesk.policy.KillSwitch;
import io.frontdesk.policy.KillSwitches;
import io.frontdesk.policy.Purpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The two transactions around a provider's call: the one that decides and commits `sending`, and
/// the one that writes down what came of it.
@Service
class Sending {
  /// Longer than any gateway may take, so that a lost lease means a lost worker.
  static final Duration LEASE = Duration.ofMinutes(3);

  /// Reason code of what a kill switch holds.
  static final String STOPPED = "kill-switch";

  // Released at once when the switch is; this is for switches of which we did not hear.
  private static final Duration ASK_AGAIN = Duration.ofMinutes(2);

  private static final Duration GIVE_UP_ASKING = Duration.ofHours(24);

  /// In which an answer finds what it is about, unless the provider's callback was quicker.
  static final Set<DeliveryState> AWAITED =
      EnumSet.of(DeliveryState.SENDING, DeliveryState.UNKNOWN);

  /// What is handed to a gateway.
  sealed interface Outgoing {
    DeliveryId delivery();

    UUID attempt();

    Sender from();

    /// When it was decided that it may go; its lease runs from then.
    Instant decidedAt();

    record Sms(OutgoingSms message, Instant decidedAt) implements Outgoing {
      @Override
      public DeliveryId delivery() {
        return message.delivery();
      }

      @Override
      public UUID attempt() {
        return message.attempt();
      }

      @Override
      public Sender from() {
        return message.from();
      }
    }

    record Mail(OutgoingMail message, Instant decidedAt) implements Outgoing {
      @Override
      public DeliveryId delivery() {
        return message.delivery();
      }

      @Override
      public UUID attempt() {
        return message.attempt();
      }

      @Override
      public Sender from() {
        return message.from();
      }
    }
  }

  private final TenantTransactions transactions;
  private final QueueStore queues;
  private final HandoverStore store;
  private final LedgerStore deliveries;
  private final MediaStore media;
  private final PictureSenders pictures;
  private final SenderStore senders;
  private final Ledger ledger;
  private final ContactPolicy policy;
  private final KillSwitches switches;
  private final SendingHours hours;
  private final Mailings mailings;
  private final Bounces bounces;
  private final DispatchSignal signal;
  private final Clock clock;
  private final Duration settled;

  Sending(
      TenantTransactions transactions,
      QueueStore queues,
      HandoverStore store,
      LedgerStore deliveries,
      MediaStore media,
      PictureSenders pictures,
      SenderStore senders,
      Ledger ledger,
      ContactPolicy policy,
      KillSwitches switches,
      SendingHours hours,
      Mailings mailings,
      Bounces bounces,
      DispatchSignal signal,
      Clock clock,
      Settings settings) {
    this.transactions = transactions;
    this.queues = queues;
    this.store = store;
    this.deliveries = deliveries;
    this.media = media;
    this.pictures = pictures;
    this.senders = senders;
    this.ledger = ledger;
    this.policy = policy;
    this.switches = switches;
    this.hours = hours;
    this.mailings = mailings;
    this.bounces = bounces;
    this.signal = signal;
    this.clock = clock;
    this.settled = settings.get(DeliverySettings.SETTLED_AFTER);
  }

  /// What a gateway said about one attempt.
  record Answer(DeliveryId delivery, UUID attempt, GatewayOutcome outcome) {}

  /// What was taken from a tenant's queues, and what of it goes to the gateways; the rest is held,
  /// refused or failed.
  record Taken(int many, List<Outgoing> outgoing) {
    static final Taken NOTHING = new Taken(0, List.of());

    Taken {
      outgoing = List.copyOf(outgoing);
    }
  }

  /// Takes up to `most` due deliveries of the tenant, decides on them and commits those that may go
  /// as `sending`, all in one transaction.
  ///
  /// @param front see [QueueStore#take]
  Taken take(TenantId tenant, int most, double front, UUID owner) {
    return transactions.write(
        tenant,
        () -> {
          var ids = queues.take(tenant, clock.instant(), most, front);
          if (ids.isEmpty()) {
            return Taken.NOTHING;
          }
          // Claimed while this transaction lasts, which nobody else sees.
          var rows = store.all(tenant, ids).stream().map(HandoverStore.Row::claimed).toList();
          return new Taken(ids.size(), prepare(tenant, rows, owner));
        });
  }

  /// Takes as [#take] and leaves them claimed, so that each can be prepared by itself.
  List<DeliveryId> claim(TenantId tenant, int most, double front, UUID owner) {
    return transactions.write(
        tenant,
        () -> {
          var now = clock.instant();
          var ids = queues.take(tenant, now, most, front);
          store.claimAll(tenant, ids, owner, now.plus(LEASE));
          return ids;
        });
  }

  /// Decides on a claimed delivery and commits it as `sending`.
  ///
  /// @return empty when it is held, refused, cancelled or not ours any more
  Optional<Outgoing> prepare(TenantId tenant, DeliveryId id, UUID owner) {
    return transactions.write(
        tenant,
        () -> {
          var ours =
              store.lockAll(tenant, List.of(id)).stream()
                  .filter(row -> row.delivery().state() == DeliveryState.CLAIMED)
                  .filter(row -> owner.equals(row.extra().leaseOwner()))
                  .toList();
          return ours.isEmpty()
              ? Optional.<Outgoing>empty()
              : prepare(tenant, ours, owner).stream().findFirst();
        });
  }

  private List<Outgoing> prepare(TenantId tenant, List<HandoverStore.Row> rows, UUID owner) {
    var now = clock.instant();
    var stopped = new ArrayList<Ledger.Step>();
    var free = unstopped(tenant, rows, stopped, now);
    // All decisions first: they wait for whoever bars an address, who may wait for threads that the
    // moves below write.
    var within = hours(tenant, free);
    var decisions =
        policy.admitAll(
            tenant, free.stream().map(row -> ask(row.delivery(), within, now)).toList());
    var ours = senders.list(tenant);
    var starts = new ArrayList<Start>();
    var hindered = new ArrayList<HandoverStore.Decided>();
    var steps = new ArrayList<Ledger.Step>();
    for (int i = 0; i < free.size(); i++) {
      var row = free.get(i);
      var delivery = row.delivery();
      var decision = decisions.get(i);
      var sender = senderFor(ours, row);
      var hindrance = hindrance(tenant, delivery, decision, sender);
      if (hindrance != null || sender == null) {
        hindered.add(new HandoverStore.Decided(delivery.id(), decision));
        steps.add(new Ledger.Step(delivery, null, Objects.requireNonNull(hindrance)));
      } else {
        starts.add(
            new Start(row, new HandoverStore.Start(delivery.id(), Uuid7.next(), sender, decision)));
      }
    }
    store.setDecisions(tenant, hindered, now);
    var outgoing = start(tenant, stillFree(tenant, starts, stopped, now), owner, now);
    steps.addAll(stopped);
    ledger.moveAll(tenant, steps);
    return outgoing;
  }

  // Once more, because deciding waits for others: a switch may have been kept meanwhile.
  private List<Start> stillFree(
      TenantId tenant, List<Start> starts, List<Ledger.Step> stopped, Instant now) {
    int before = stopped.size();
    var rows = unstopped(tenant, starts.stream().map(Start::row).toList(), stopped, now);
    if (stopped.size() == before) {
      return starts;
    }
    policy.releaseAll(
        tenant,
        stopped.subList(before, stopped.size()).stream()
            .map(step -> step.from().id().value())
            .toList());
    return starts.stream().filter(start -> rows.contains(start.row())).toList();
  }

  private record Start(HandoverStore.Row row, HandoverStore.Start start) {}

  private List<Outgoing> start(TenantId tenant, List<Start> starts, UUID owner, Instant now) {
    if (starts.isEmpty()) {
      return List.of();
    }
    var written = starts.stream().map(Start::start).toList();
    store.startAll(tenant, written, owner, now, now.plus(LEASE));
    ledger.noteStarted(tenant, written);
    var urls = media.ofAll(tenant, written.stream().map(HandoverStore.Start::delivery).toList());
    return starts.stream()
        .map(
            one ->
                outgoing(
                    tenant,
                    one.row().delivery(),
                    one.row().extra(),
                    one.start().sender(),
                    one.start().attempt(),
                    now,
                    urls.getOrDefault(one.start().delivery(), List.of())))
        .toList();
  }

  // Holds what a switch stops, and gives the others.
  private List<HandoverStore.Row> unstopped(
      TenantId tenant, List<HandoverStore.Row> rows, List<Ledger.Step> steps, Instant now) {
    if (rows.isEmpty()) {
      return rows;
    }
    var reaches = new HashSet<KillSwitch.Reach>();
    for (var row : rows) {
      var delivery = row.delivery();
      reaches.addAll(
          KillSwitches.reaches(delivery.channel(), delivery.refType(), delivery.refId()));
    }
    var standing = switches.standing(tenant, reaches);
    var free = new ArrayList<HandoverStore.Row>();
    for (var row : rows) {
      var delivery = row.delivery();
      standing
          .stopped(delivery.channel(), delivery.refType(), delivery.refId())
          .ifPresentOrElse(
              why -> steps.add(new Ledger.Step(delivery, null, stopped(why, now))),
              () -> free.add(row));
    }
    return free;
  }

  // By campaign.
  private Map<String, ContactQuestion.Hours> hours(TenantId tenant, List<HandoverStore.Row> rows) {
    var campaigns =
        rows.stream()
            .map(HandoverStore.Row::delivery)
            .filter(Sending::isOfCampaign)
            .map(Delivery::refId)
            .collect(Collectors.toSet());
    return campaigns.isEmpty() ? Map.of() : hours.of(tenant, campaigns);
  }

  private static boolean isOfCampaign(Delivery delivery) {
    return delivery.refType().equals("campaign");
  }

  private static ContactPolicy.Ask ask(
      Delivery delivery, Map<String, ContactQuestion.Hours> within, Instant now) {
    return new ContactPolicy.Ask(
        new ContactQuestion(delivery.channel(), delivery.purpose(), delivery.address(), now)
            .of(delivery.contact().value())
            .within(isOfCampaign(delivery) ? within.get(delivery.refId()) : null)
            .answering(delivery.purpose() == Purpose.COMPLIANCE ? delivery.notBefore() : null),
        new ContactPolicy.Intent(delivery.id().value(), delivery.segments()));
  }

  /// Which of those that were decided on a while ago must not go any more: a switch was kept since,
  /// or their address was barred.
  Set<DeliveryId> withdrawn(TenantId tenant, List<DeliveryId> ids) {
    return transactions.read(
        tenant,
        () -> {
          var now = clock.instant();
          var rows = store.all(tenant, ids);
          var stopped = new ArrayList<Ledger.Step>();
          var free = unstopped(tenant, rows, stopped, now);
          var refused =
              policy.refusedAll(
                  tenant,
                  free.stream().map(row -> ask(row.delivery(), Map.of(), now).question()).toList());
          return Stream.concat(
                  stopped.stream().map(step -> step.from().id()),
                  IntStream.range(0, free.size())
                      .filter(refused::get)
                      .mapToObj(i -> free.get(i).delivery().id()))
              .collect(Collectors.toSet());
        });
  }

  /// Writes down what gateways said, in one transaction. An answer that comes after the lease was
  /// lost still counts; one about an older attempt does not.
  void recordAll(TenantId tenant, List<Answer> answers) {
    transactions.write(
        tenant,
        () -> {
          var sent = accept(tenant, answers);
          var rest = answers.stream().filter(answer -> !sent.contains(answer.delivery())).toList();
          if (!rest.isEmpty()) {
            recordEach(tenant, rest);
          }
        });
  }

  // Nearly all are accepted, and need not be read to be written.
  private Set<DeliveryId> accept(TenantId tenant, List<Answer> answers) {
    var accepted =
        answers.stream()
            .flatMap(
                answer ->
                    answer.outcome() instanceof GatewayOutcome.Accepted(var providerId)
                        ? Stream.of(
                            new HandoverStore.Accepted(
                                answer.delivery(), answer.attempt(), providerId))
                        : Stream.empty())
            // In the order in which others lock them.
            .sorted(Comparator.comparing(one -> one.delivery().toString()))
            .toList();
    return ledger.acceptAll(tenant, accepted);
  }

  private void recordEach(TenantId tenant, List<Answer> answers) {
    var said = answers.stream().collect(Collectors.toMap(Answer::delivery, Function.identity()));
    var steps = new ArrayList<Ledger.Step>();
    for (var row : store.lockAll(tenant, List.copyOf(said.keySet()))) {
      var delivery = row.delivery();
      var answer = Objects.requireNonNull(said.get(delivery.id()));
      if (AWAITED.contains(delivery.state()) && answer.attempt().equals(row.extra().attempt())) {
        noteBounce(tenant, delivery, answer.outcome());
        steps.add(
            new Ledger.Step(delivery, answer.attempt(), moveFor(tenant, row, answer.outcome())));
      } else if (answer.outcome() instanceof GatewayOutcome.Accepted(var providerId)
          && delivery.providerId() == null) {
        // The provider's callback was quicker than its answer.
        deliveries.setProviderId(tenant, delivery.id(), providerId);
      }
    }
    ledger.moveAll(tenant, steps);
  }

  private void noteBounce(TenantId tenant, Delivery delivery, GatewayOutcome outcome) {
    if (outcome instanceof GatewayOutcome.Rejected(var code, _)) {
      bounces.note(tenant, delivery, code);
    } else if (outcome instanceof GatewayOutcome.NotReached(var code, _)
        && delivery.attempts() >= Backoff.MOST_ATTEMPTS) {
      bounces.note(tenant, delivery, code);
    }
  }

  /// Turns a delivery whose worker is gone from `sending` to `unknown`.
  void lost(TenantId tenant, List<DeliveryId> ids) {
    transactions.write(
        tenant,
        () ->
            ledger.moveAll(
                tenant,
                store.lockAll(tenant, ids).stream()
                    .filter(row -> row.delivery().state() == DeliveryState.SENDING)
                    .map(
                        row ->
                            new Ledger.Step(
                                row.delivery(),
                                row.extra().attempt(),
                                unknown("lease-lost", row.delivery())))
                    .toList()));
  }

  /// What to ask the provider about an unknown delivery.
  record Doubt(Outgoing outgoing, Instant attemptAt) {}

  Optional<Doubt> doubt(TenantId tenant, DeliveryId id) {
    return transactions.read(
        tenant,
        () -> {
          var delivery = deliveries.find(tenant, id).orElseThrow();
          var extra = store.sendable(tenant, id);
          if (delivery.state() != DeliveryState.UNKNOWN || extra.sender() == null) {
            return Optional.<Doubt>empty();
          }
          var attemptAt = Objects.requireNonNull(extra.attemptAt());
          return senders
              .find(tenant, extra.sender())
              .map(
                  sender ->
                      new Doubt(
                          outgoing(
                              tenant,
                              delivery,
                              extra,
                              sender,
                              Objects.requireNonNull(extra.attempt()),
                              attemptAt,
                              media.ofAll(tenant, List.of(id)).getOrDefault(id, List.of())),
                          attemptAt));
        });
  }

  /// Settles an unknown delivery by what its provider knows.
  void reconciled(TenantId tenant, DeliveryId id, UUID attempt, Reconciliation answer) {
    transactions.write(
        tenant,
        () -> {
          var delivery = ledger.lock(tenant, id);
          var extra = store.sendable(tenant, id);
          if (delivery.state() != DeliveryState.UNKNOWN || !attempt.equals(extra.attempt())) {
            return;
          }
          var attemptAt = Objects.requireNonNull(extra.attemptAt());
          var now = clock.instant();
          switch (answer) {
            case Reconciliation.Found(var matches) -> {
              var ours =
                  matches.stream()
                      .map(Reconciliation.Match::providerId)
                      .filter(
                          found ->
                              deliveries
                                  .findByProviderId(
                                      tenant, String.valueOf(delivery.provider()), found)
                                  .isEmpty())
                      .findFirst();
              if (ours.isPresent() && deliveries.isTwinBeingSent(tenant, delivery)) {
                // It may be the other's; whose it is shows when that one has its answer.
                return;
              }
              if (ours.isPresent()) {
                ledger.move(
                    tenant,
                    delivery,
                    attempt,
                    Move.to(DeliveryState.SENT, "reconciled").providerId(ours.get()));
              } else {
                absent(tenant, delivery, attempt, attemptAt, now);
              }
            }
            case Reconciliation.Absent _ -> absent(tenant, delivery, attempt, attemptAt, now);
            case Reconciliation.NotNow _ -> {
              if (now.isAfter(attemptAt.plus(GIVE_UP_ASKING))) {
                store.setReconcileAt(tenant, id, null);
              }
            }
            case Reconciliation.Unsupported _ -> store.setReconcileAt(tenant, id, null);
          }
        });
  }

  private void absent(
      TenantId tenant, Delivery delivery, UUID attempt, Instant attemptAt, Instant now) {
    if (now.isBefore(attemptAt.plus(settled))) {
      store.setReconcileAt(tenant, delivery.id(), attemptAt.plus(settled));
      return;
    }
    ledger.move(
        tenant,
        delivery,
        attempt,
        delivery.attempts() >= Backoff.MOST_ATTEMPTS
            ? Move.to(DeliveryState.FAILED, "reconciled")
                .because("not-reached", "The provider could not be reached.")
            : Move.to(DeliveryState.WAITING, "reconciled").because("absent", null).dueAt(now));
    signal.afterCommit(tenant);
  }

  // What keeps it from going now; null: nothing.
  private @Nullable Move hindrance(
      TenantId tenant, Delivery delivery, Decision decision, @Nullable Sender sender) {
    return switch (decision) {
      case Decision.HoldUntil(var until, var rule, _) ->
          Move.to(DeliveryState.HELD, "held").because(rule.id(), rule.explanation()).dueAt(until);
      case Decision.Refuse(var rule, _) ->
          Move.to(DeliveryState.REFUSED, "refused").because(rule.id(), rule.explanation());
      case Decision.Allow _ when sender == null ->
          Move.to(DeliveryState.FAILED, "rejected")
              .because(
                  "no-sender",
                  delivery.channel() == Channel.SMS
                      ? "No phone number is connected for sending texts."
                      : "No mailbox is connected for sending e-mail.");
      case Decision.Allow _ when !isSendable(delivery) ->
          Move.to(DeliveryState.FAILED, "rejected")
              .because("bad-address", "This is not an address a message can be sent to.");
      case Decision.Allow _ when mailings.lacksPostalAddress(tenant, delivery) ->
          Move.to(DeliveryState.FAILED, "rejected")
              .because(
                  "no-postal-address",
                  "An offer needs the postal address of the business; see Settings, Mailings.");
      case Decision.Allow _ -> null;
    };
  }

  // Read in the transaction that commits `sending`: once a switch is kept, no node starts anything.
  private static Move stopped(String reason, Instant now) {
    return Move.to(DeliveryState.HELD, "held")
        .because(STOPPED, "Sending is stopped: " + reason)
        .dueAt(now.plus(ASK_AGAIN));
  }

  // In whose queue it stood, so that what was counted is what sends; else who would send it today.
  private static @Nullable Sender senderFor(List<Sender> ours, HandoverStore.Row row) {
    return ours.stream()
        .filter(sender -> sender.id().equals(row.extra().line()))
        .findFirst()
        .orElseGet(() -> preferred(ours, row));
  }

  private static @Nullable Sender preferred(List<Sender> ours, HandoverStore.Row row) {
    return ours.stream()
        .filter(sender -> sender.channel() == row.delivery().channel())
        .filter(sender -> sender.isDefault() || sender.address().equals(row.extra().wantedSender()))
        .min(Comparator.comparing(sender -> !sender.address().equals(row.extra().wantedSender())))
        .orElse(null);
  }

  private static boolean isSendable(Delivery delivery) {
    return switch (delivery.channel()) {
      case SMS, VOICE -> PhoneNumber.parse(delivery.address(), "ZZ").isPresent();
      case EMAIL -> EmailAddress.parse(delivery.address()).isPresent();
    };
  }

  private Outgoing outgoing(
      TenantId tenant,
      Delivery delivery,
      HandoverStore.Sendable extra,
      Sender sender,
      UUID attempt,
      Instant attemptAt,
      List<String> urls) {
    return switch (delivery.channel()) {
      case SMS, VOICE ->
          new Outgoing.Sms(
              new OutgoingSms(
                  delivery.id(),
                  attempt,
                  sender,
                  PhoneNumber.parse(delivery.address(), "ZZ").orElseThrow(),
                  delivery.body(),
                  urls),
              attemptAt);
      case EMAIL -> {
        var finished =
            mailings.finish(
                tenant,
                delivery,
                new Content.Email(
                    Objects.requireNonNullElse(delivery.subject(), "Message"),
                    delivery.body(),
                    extra.html(),
                    media.attachments(tenant, delivery.id())));
        yield new Outgoing.Mail(
            new OutgoingMail(
                delivery.id(),
                attempt,
                sender,
                EmailAddress.parse(delivery.address()).orElseThrow(),
                finished.content(),
                messageId(delivery.id(), sender),
                extra.inReplyTo(),
                finished.unsubscribe()),
            attemptAt);
      }
    };
  }

  private static String messageId(DeliveryId id, Sender sender) {
    return "<"
        + id
        + "@"
        + EmailAddress.parse(sender.address()).map(EmailAddress::domain).orElse("frontdesk.invalid")
        + ">";
  }

  private Move moveFor(TenantId tenant, HandoverStore.Row row, GatewayOutcome outcome) {
    var delivery = row.delivery();
    return switch (outcome) {
      case GatewayOutcome.Accepted(var providerId) ->
          Move.to(DeliveryState.SENT, "accepted").providerId(providerId);
      case GatewayOutcome.Rejected(var code, var reason) ->
          Move.to(DeliveryState.FAILED, "rejected").because(code, reason);
      case GatewayOutcome.Unclear(var code) -> unknown(code, delivery);
      case GatewayOutcome.NotReached(var code, var retryAfter) ->
          delivery.attempts() >= Backoff.MOST_ATTEMPTS
              ? Move.to(DeliveryState.FAILED, "not-reached")
                  .because(code, "The provider could not be reached, after many tries.")
              : again(tenant, row, code, retryAfter);
    };
  }

  // Over another sender at once when there is one; else over the first again, after a pause.
  private Move again(
      TenantId tenant, HandoverStore.Row row, String code, @Nullable Duration retryAfter) {
    var ours = senders.list(tenant);
    var tried = new ArrayList<>(row.extra().tried());
    tried.add(row.extra().line());
    var move =
        Move.to(DeliveryState.WAITING, "not-reached")
            .because(code, "The provider could not be reached; it will be tried again.");
    var other = other(tenant, ours, row, tried);
    if (other != null) {
      signal.afterCommit(tenant);
      return move.route(new Move.Route(other.id(), tried)).dueAt(clock.instant());
    }
    var first = preferred(ours, row);
    var line = first == null ? row.extra().line() : first.id();
    return move.route(new Move.Route(line, List.of()))
        .dueAt(clock.instant().plus(pause(row.delivery(), retryAfter)));
  }

  // Someone who wrote to one of our addresses is answered from that one.
  private @Nullable Sender other(
      TenantId tenant, List<Sender> ours, HandoverStore.Row row, List<UUID> tried) {
    if (row.extra().wantedSender() != null) {
      return null;
    }
    var connections =
        ours.stream()
            .filter(sender -> tried.contains(sender.id()))
            .map(Sender::connection)
            .toList();
    return ours.stream()
        .filter(sender -> sender.channel() == row.delivery().channel())
        .filter(sender -> !connections.contains(sender.connection()))
        .filter(sender -> mayCarry(tenant, sender, row.delivery()))
        .findFirst()
        .orElse(null);
  }

  // What has pictures goes where pictures go.
  private boolean mayCarry(TenantId tenant, Sender sender, Delivery delivery) {
    return delivery.channel() != Channel.SMS
        || media.ofAll(tenant, List.of(delivery.id())).isEmpty()
        || PhoneNumber.parse(delivery.address(), "ZZ")
            .map(to -> pictures.mayGo(sender, to))
            .orElse(false);
  }

  private static Duration pause(Delivery delivery, @Nullable Duration asked) {
    var own = Backoff.after(delivery.attempts());
    return asked != null && asked.compareTo(own) > 0 ? asked : own;
  }

  private Move unknown(String code, Delivery delivery) {
    return Move.to(DeliveryState.UNKNOWN, code.equals("lease-lost") ? code : "unclear")
        .because(
            code,
            delivery.channel() == Channel.EMAIL
                ? "The mail server did not confirm it. It may have been sent: please decide."
                : "The provider did not confirm it. It may have been sent; we are asking.")
        .reconcileAt(clock.instant());
  }
}
