package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.mailing.Bounces;
import io.frontdesk.delivery.mailing.Mailings;
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
import io.frontdesk.policy.KillSwitches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
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

  /// What is handed to a gateway.
  sealed interface Outgoing {
    UUID attempt();

    Sender from();

    record Sms(OutgoingSms message) implements Outgoing {
      @Override
      public UUID attempt() {
        return message.attempt();
      }

      @Override
      public Sender from() {
        return message.from();
      }
    }

    record Mail(OutgoingMail message) implements Outgoing {
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
  private final LedgerStore store;
  private final MediaStore media;
  private final SenderStore senders;
  private final Ledger ledger;
  private final ContactPolicy policy;
  private final KillSwitches switches;
  private final Mailings mailings;
  private final Bounces bounces;
  private final DispatchSignal signal;
  private final Clock clock;
  private final Duration settled;

  Sending(
      TenantTransactions transactions,
      LedgerStore store,
      MediaStore media,
      SenderStore senders,
      Ledger ledger,
      ContactPolicy policy,
      KillSwitches switches,
      Mailings mailings,
      Bounces bounces,
      DispatchSignal signal,
      Clock clock,
      Settings settings) {
    this.transactions = transactions;
    this.store = store;
    this.media = media;
    this.senders = senders;
    this.ledger = ledger;
    this.policy = policy;
    this.switches = switches;
    this.mailings = mailings;
    this.bounces = bounces;
    this.signal = signal;
    this.clock = clock;
    this.settled = settings.get(DeliverySettings.SETTLED_AFTER);
  }

  /// Decides on a claimed delivery and, when it may go, commits it as `sending`.
  ///
  /// @return what to hand to the gateway; empty when it is held, refused, cancelled or not ours any
  ///     more
  Optional<Outgoing> prepare(TenantId tenant, DeliveryId id, UUID owner) {
    return transactions.write(
        tenant,
        () -> {
          var delivery = ledger.lock(tenant, id);
          var extra = store.sendable(tenant, id);
          if (delivery.state() != DeliveryState.CLAIMED || !owner.equals(extra.leaseOwner())) {
            return Optional.<Outgoing>empty();
          }
          return mayLeave(tenant, delivery) && decided(tenant, delivery)
              ? start(tenant, delivery, extra)
              : Optional.<Outgoing>empty();
        });
  }

  /// Writes down what the gateway said about `attempt`. An answer that comes after the lease was
  /// lost still counts; one about an older attempt does not.
  void record(TenantId tenant, DeliveryId id, UUID attempt, GatewayOutcome outcome) {
    transactions.write(
        tenant,
        () -> {
          var delivery = ledger.lock(tenant, id);
          var extra = store.sendable(tenant, id);
          boolean awaited =
              switch (delivery.state()) {
                case SENDING, UNKNOWN -> attempt.equals(extra.attempt());
                default -> false;
              };
          if (awaited) {
            if (outcome instanceof GatewayOutcome.Rejected(var code, _)) {
              bounces.note(tenant, delivery, code);
            } else if (outcome instanceof GatewayOutcome.NotReached(var code, _)
                && delivery.attempts() >= Backoff.MOST_ATTEMPTS) {
              bounces.note(tenant, delivery, code);
            }
            ledger.move(tenant, delivery, attempt, moveFor(delivery, outcome));
          } else if (outcome instanceof GatewayOutcome.Accepted(var providerId)
              && delivery.providerId() == null) {
            // The provider's callback was quicker than its answer.
            store.setProviderId(tenant, id, providerId);
          }
        });
  }

  /// Turns a delivery whose worker is gone from `sending` to `unknown`.
  void lost(TenantId tenant, DeliveryId id) {
    transactions.write(
        tenant,
        () -> {
          var delivery = ledger.lock(tenant, id);
          var extra = store.sendable(tenant, id);
          if (delivery.state() == DeliveryState.SENDING) {
            ledger.move(tenant, delivery, extra.attempt(), unknown("lease-lost", delivery));
          }
        });
  }

  /// What to ask the provider about an unknown delivery.
  record Doubt(Outgoing outgoing, Instant attemptAt) {}

  Optional<Doubt> doubt(TenantId tenant, DeliveryId id) {
    return transactions.read(
        tenant,
        () -> {
          var delivery = store.find(tenant, id).orElseThrow();
          var extra = store.sendable(tenant, id);
          if (delivery.state() != DeliveryState.UNKNOWN || extra.sender() == null) {
            return Optional.<Doubt>empty();
          }
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
                              Objects.requireNonNull(extra.attempt())),
                          Objects.requireNonNull(extra.attemptAt())));
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
                              store
                                  .findByProviderId(
                                      tenant, String.valueOf(delivery.provider()), found)
                                  .isEmpty())
                      .findFirst();
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
    signal.afterCommit();
  }

  // Read in the transaction that commits `sending`: once a switch is kept, no node starts anything.
  private boolean mayLeave(TenantId tenant, Delivery delivery) {
    var stopped =
        switches.stopped(tenant, delivery.channel(), delivery.refType(), delivery.refId());
    stopped.ifPresent(
        reason ->
            ledger.move(
                tenant,
                delivery,
                null,
                Move.to(DeliveryState.HELD, "held")
                    .because(STOPPED, "Sending is stopped: " + reason)
                    .dueAt(clock.instant().plus(ASK_AGAIN))));
    return stopped.isEmpty();
  }

  private boolean decided(TenantId tenant, Delivery delivery) {
    var now = clock.instant();
    var decision =
        policy.admit(
            tenant,
            new ContactQuestion(delivery.channel(), delivery.purpose(), delivery.address(), now)
                .of(delivery.contact().value()),
            new ContactPolicy.Intent(delivery.id().value(), delivery.segments()));
    store.setDecision(tenant, delivery.id(), decision, now);
    return switch (decision) {
      case Decision.Allow _ -> true;
      case Decision.HoldUntil(var until, var rule, _) -> {
        ledger.move(
            tenant,
            delivery,
            null,
            Move.to(DeliveryState.HELD, "held")
                .because(rule.id(), rule.explanation())
                .dueAt(until));
        yield false;
      }
      case Decision.Refuse(var rule, _) -> {
        ledger.move(
            tenant,
            delivery,
            null,
            Move.to(DeliveryState.REFUSED, "refused").because(rule.id(), rule.explanation()));
        yield false;
      }
    };
  }

  private Optional<Outgoing> start(TenantId tenant, Delivery delivery, LedgerStore.Sendable extra) {
    var sender = sender(tenant, delivery.channel(), extra.wantedSender());
    if (sender.isEmpty()) {
      ledger.move(
          tenant,
          delivery,
          null,
          Move.to(DeliveryState.FAILED, "rejected")
              .because(
                  "no-sender",
                  delivery.channel() == Channel.SMS
                      ? "No phone number is connected for sending texts."
                      : "No mailbox is connected for sending e-mail."));
      return Optional.empty();
    }
    if (!isSendable(delivery)) {
      ledger.move(
          tenant,
          delivery,
          null,
          Move.to(DeliveryState.FAILED, "rejected")
              .because("bad-address", "This is not an address a message can be sent to."));
      return Optional.empty();
    }
    if (mailings.lacksPostalAddress(tenant, delivery)) {
      ledger.move(
          tenant,
          delivery,
          null,
          Move.to(DeliveryState.FAILED, "rejected")
              .because(
                  "no-postal-address",
                  "An offer needs the postal address of the business; see Settings, Mailings."));
      return Optional.empty();
    }
    var attempt = Uuid7.next();
    var now = clock.instant();
    store.start(tenant, delivery.id(), attempt, sender.get(), now, now.plus(LEASE));
    var sending = store.find(tenant, delivery.id()).orElseThrow();
    ledger.note(tenant, sending, attempt, "started", Move.DISPATCHER, null);
    ledger.tell(tenant, sending);
    return Optional.of(outgoing(tenant, delivery, extra, sender.get(), attempt));
  }

  private Optional<Sender> sender(TenantId tenant, Channel channel, @Nullable String wanted) {
    return Optional.ofNullable(wanted)
        .flatMap(address -> senders.findByAddress(tenant, channel, address))
        .or(() -> senders.defaultFor(tenant, channel));
  }

  private static boolean isSendable(Delivery delivery) {
    return switch (delivery.channel()) {
      case SMS, VOICE -> PhoneNumber.parse(delivery.address(), "ZZ").isPresent();
      case EMAIL -> EmailAddress.parse(delivery.address()).isPresent();
    };
  }

  private Outgoing outgoing(
      TenantId tenant, Delivery delivery, LedgerStore.Sendable extra, Sender sender, UUID attempt) {
    return switch (delivery.channel()) {
      case SMS, VOICE ->
          new Outgoing.Sms(
              new OutgoingSms(
                  delivery.id(),
                  attempt,
                  sender,
                  PhoneNumber.parse(delivery.address(), "ZZ").orElseThrow(),
                  delivery.body(),
                  media.of(tenant, delivery.id())));
      case EMAIL -> {
        var finished =
            mailings.finish(
                tenant,
                delivery,
                new Content.Email(
                    Objects.requireNonNullElse(delivery.subject(), "Message"),
                    delivery.body(),
                    extra.html(),
                    store.attachments(tenant, delivery.id())));
        yield new Outgoing.Mail(
            new OutgoingMail(
                delivery.id(),
                attempt,
                sender,
                EmailAddress.parse(delivery.address()).orElseThrow(),
                finished.content(),
                messageId(delivery.id(), sender),
                extra.inReplyTo(),
                finished.unsubscribe()));
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

  private Move moveFor(Delivery delivery, GatewayOutcome outcome) {
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
              : Move.to(DeliveryState.WAITING, "not-reached")
                  .because(code, "The provider could not be reached; it will be tried again.")
                  .dueAt(clock.instant().plus(pause(delivery, retryAfter)));
    };
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
