package io.frontdesk.delivery.ledger;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.delivery.AttemptEvent;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.DeliveriesChanged;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.mailing.Bounces;
import io.frontdesk.delivery.picture.PictureRules;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactPolicy;
import io.frontdesk.policy.SwitchReleased;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/// Writes deliveries and their moves: each change of state is checked against the table of legal
/// moves, recorded, told to the other modules and to the screens, all in the open transaction.
@Service
public class Ledger {
  private static final List<DeliveryState> ATTENTION =
      Arrays.stream(DeliveryState.values()).filter(DeliveryState::needsAttention).toList();
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private final LedgerStore store;
  private final HandoverStore handovers;
  private final HistoryStore history;
  private final Bounces bounces;
  private final Timeline timeline;
  private final MediaStore media;
  private final PictureRules pictures;
  private final ApplicationEventPublisher events;
  private final EventLog log;
  private final DispatchSignal signal;
  private final ContactPolicy policy;
  private final Prices prices;
  private final AuditLog audit;
  private final Clock clock;

  Ledger(
      LedgerStore store,
      HandoverStore handovers,
      HistoryStore history,
      Bounces bounces,
      Timeline timeline,
      MediaStore media,
      PictureRules pictures,
      ApplicationEventPublisher events,
      EventLog log,
      DispatchSignal signal,
      ContactPolicy policy,
      Prices prices,
      AuditLog audit,
      Clock clock) {
    this.store = store;
    this.handovers = handovers;
    this.history = history;
    this.bounces = bounces;
    this.timeline = timeline;
    this.media = media;
    this.pictures = pictures;
    this.events = events;
    this.log = log;
    this.signal = signal;
    this.policy = policy;
    this.prices = prices;
    this.audit = audit;
    this.clock = clock;
  }

  public DeliveryId request(
      TenantId tenant, DeliveryRequest request, @Nullable String inReplyTo, @Nullable String from) {
    // Looked for first: adding a key that exists waits for whoever is sending that delivery, and he
    // may wait for a thread that our caller holds.
    var known = store.findByKey(tenant, request.idempotencyKey());
    if (known.isPresent()) {
      return known.get();
    }
    var id = new DeliveryId(Uuid7.next());
    int segments = Prices.parts(request.content());
    long cost = prices.micros(request.content());
    if (!store.add(tenant, id, request, inReplyTo, from, segments, cost, clock.instant())) {
      return store.findByKey(tenant, request.idempotencyKey()).orElseThrow();
    }
    if (request.content() instanceof Content.Sms text) {
      media.add(tenant, id, text.media());
    }
    // After the key was taken: a repeat at the same moment gets this delivery, not a refusal.
    pictures.give(tenant, id, request, from);
    if (request.content() instanceof Content.Email mail) {
      int position = 0;
      for (var attachment : mail.attachments()) {
        media.addAttachment(tenant, id, position++, attachment);
      }
    }
    var delivery = store.find(tenant, id).orElseThrow();
    history.add(
        tenant,
        List.of(event(delivery, null, "requested", request.refType(), null, clock.instant())));
    tellAll(tenant, List.of(delivery));
    signal.afterCommit(tenant);
    return id;
  }

  public Deliveries.Price price(Content content) {
    return new Deliveries.Price(Prices.parts(content), prices.micros(content));
  }

  public Optional<Delivery> find(TenantId tenant, DeliveryId id) {
    return store.find(tenant, id);
  }

  public List<Delivery> forReference(TenantId tenant, String refType, String refId) {
    return store.forReference(tenant, refType, refId);
  }

  public Optional<Deliveries.Reference> lastReference(
      TenantId tenant, ContactId contact, Channel channel, String address) {
    return store.lastReference(tenant, contact, channel, address);
  }

  public Map<DeliveryState, Long> countCampaign(
      TenantId tenant, String campaign, Set<DeliveryState> states) {
    return store.countCampaign(tenant, campaign, states);
  }

  public List<Delivery> needingAttention(TenantId tenant, int limit) {
    return store.list(tenant, ATTENTION, FAR, limit);
  }

  public List<Deliveries.Held> held(TenantId tenant) {
    return store.held(tenant, Sending.STOPPED, 50);
  }

  /// What a switch held is decided anew, here at once and elsewhere when it is due.
  @EventListener
  void on(SwitchReleased released) {
    store.wakeHeld(released.tenant(), Sending.STOPPED, clock.instant());
    signal.afterCommit(released.tenant());
  }

  /// What a message counts as and is expected to cost.
  public Deliveries.Estimate estimate(Content content) {
    return new Deliveries.Estimate(Prices.parts(content), prices.micros(content));
  }

  public List<AttemptEvent> history(TenantId tenant, DeliveryId id) {
    return history.history(tenant, id);
  }

  public int cancelForReference(TenantId tenant, String refType, String refId, String reason) {
    var steps =
        store.lockReference(tenant, refType, refId).stream()
            .filter(Ledger::mayCancel)
            .map(delivery -> new Step(delivery, null, cancelled(refType, reason)))
            .toList();
    moveAll(tenant, steps);
    return steps.size();
  }

  public void cancel(TenantId tenant, DeliveryId id, Actor actor) {
    var delivery = lock(tenant, id);
    if (delivery.state() == DeliveryState.CANCELLED) {
      return;
    }
    if (!mayCancel(delivery)) {
      throw Refusal.conflict(
          "delivery.too-late", "It has left already, or is being sent; it can't be withdrawn");
    }
    move(tenant, delivery, null, cancelled(actor.name(), "Withdrawn by " + actor.name()));
  }

  public void sendAgain(TenantId tenant, DeliveryId id, Actor actor) {
    var delivery = lock(tenant, id);
    switch (delivery.state()) {
      case FAILED, UNDELIVERED, UNKNOWN -> {
        store.resetAttempts(tenant, id);
        // It may have left before; then the next one counts beside it.
        policy.spent(tenant, id.value());
        move(
            tenant,
            delivery,
            null,
            Move.to(DeliveryState.WAITING, "again").by(actor.name()).dueAt(clock.instant()));
        decided(tenant, actor, id, "sent-again");
        signal.afterCommit(tenant);
      }
      // A second click is not a second message.
      case WAITING, CLAIMED, SENDING, HELD -> {}
      case SENT, DELIVERED, REFUSED, CANCELLED ->
          throw Refusal.conflict(
              "delivery.not-failed", "Only what failed or is unknown can be sent again");
    }
  }

  public void confirmSent(TenantId tenant, DeliveryId id, Actor actor) {
    var delivery = lock(tenant, id);
    if (delivery.state() != DeliveryState.UNKNOWN) {
      throw Refusal.conflict("delivery.not-unknown", "What became of it is known by now");
    }
    move(tenant, delivery, null, Move.to(DeliveryState.SENT, "confirmed").by(actor.name()));
    decided(tenant, actor, id, "confirmed-sent");
  }

  public void giveUp(TenantId tenant, DeliveryId id, Actor actor) {
    var delivery = lock(tenant, id);
    switch (delivery.state()) {
      case UNKNOWN -> {
        move(
            tenant,
            delivery,
            null,
            Move.to(DeliveryState.CANCELLED, "given-up")
                .by(actor.name())
                .because("given-up", "Given up by " + actor.name() + "; it may have been sent."));
        decided(tenant, actor, id, "given-up");
      }
      case CANCELLED -> {}
      case WAITING, CLAIMED, SENDING, SENT, DELIVERED, UNDELIVERED, FAILED, HELD, REFUSED ->
          throw Refusal.conflict("delivery.not-unknown", "What became of it is known by now");
    }
  }

  /// Withdraws what was requested under `key`, when it has not left.
  ///
  /// @return whether it was withdrawn
  public boolean cancelByKey(TenantId tenant, String key, String reason) {
    var found = store.findByKey(tenant, key);
    if (found.isEmpty()) {
      return false;
    }
    var delivery = lock(tenant, found.get());
    if (!mayCancel(delivery)) {
      return false;
    }
    move(tenant, delivery, null, cancelled(delivery.refType(), reason));
    return true;
  }

  public List<Delivery> list(
      TenantId tenant, List<DeliveryState> states, Instant before, int limit) {
    return store.list(tenant, states, before, limit);
  }

  private void decided(TenantId tenant, Actor actor, DeliveryId id, String what) {
    audit.record(tenant, actor, "delivery." + what, "delivery", id.toString(), Map.of());
  }

  public boolean report(TenantId tenant, DeliveryReports.Report report) {
    var known = store.findByProviderId(tenant, report.provider(), report.providerId());
    // Only when the provider's name for it is not known.
    var byTry = known.isEmpty() ? report.attempt() : null;
    if (byTry != null) {
      known = history.find(tenant, report.provider(), byTry);
    }
    if (known.isEmpty()) {
      return false;
    }
    var delivery = lock(tenant, known.get());
    if (byTry != null && isOver(tenant, delivery, byTry)) {
      reportEarlier(tenant, delivery, byTry, report);
    } else if (delivery.state().mayBecome(report.state())) {
      switch (report.state()) {
        case UNDELIVERED, FAILED -> bounces.note(tenant, delivery, report.code());
        default -> {}
      }
      move(tenant, delivery, report.attempt(), reported(report).providerId(report.providerId()));
    } else if (delivery.providerId() == null) {
      store.setProviderId(tenant, delivery.id(), report.providerId());
    }
    return true;
  }

  // Whether a newer try was made, or is to be.
  private boolean isOver(TenantId tenant, Delivery delivery, UUID attempt) {
    return switch (delivery.state()) {
      case WAITING, HELD, CLAIMED -> true;
      case SENDING, SENT, UNKNOWN ->
          !attempt.equals(handovers.sendable(tenant, delivery.id()).attempt());
      case DELIVERED, UNDELIVERED, FAILED, REFUSED, CANCELLED -> false;
    };
  }

  // What became of it says nothing of the newer one, unless the person has it. What waits to be
  // tried again because the provider had nothing is not, when the provider has it after all.
  private void reportEarlier(
      TenantId tenant, Delivery delivery, UUID attempt, DeliveryReports.Report report) {
    var move = reported(report);
    switch (delivery.state()) {
      case WAITING, HELD, CLAIMED -> {
        if (report.state() == DeliveryState.DELIVERED
            || (report.state() == DeliveryState.SENT && !hasFailed(tenant, delivery, attempt))) {
          move(tenant, delivery, attempt, move.providerId(report.providerId()));
        }
      }
      default -> {
        if (report.state() == DeliveryState.DELIVERED) {
          move(tenant, delivery, attempt, move);
        }
      }
    }
  }

  // News come in any order: "sent" may be older than the "failed" for which it is tried again.
  private boolean hasFailed(TenantId tenant, Delivery delivery, UUID attempt) {
    return history.history(tenant, delivery.id()).stream()
        .filter(event -> attempt.equals(event.attempt()))
        .anyMatch(
            event ->
                event.state() == DeliveryState.FAILED
                    || event.state() == DeliveryState.UNDELIVERED);
  }

  private static Move reported(DeliveryReports.Report report) {
    return Move.to(report.state(), "reported")
        .by(report.provider())
        .because(report.code(), reasonOf(report));
  }

  public boolean complained(TenantId tenant, String provider, String providerId) {
    var known = store.findByProviderId(tenant, provider, providerId);
    if (known.isEmpty()) {
      return false;
    }
    var delivery = require(tenant, known.get());
    if (bounces.complained(tenant, delivery)) {
      timeline.add(
          tenant,
          delivery.contact(),
          new Entry(
              "complained",
              "Complained to their mail provider about our e-mail",
              null,
              clock.instant(),
              "delivery-complaint",
              delivery.id().toString()));
    }
    return true;
  }

  private Delivery require(TenantId tenant, DeliveryId id) {
    return store.find(tenant, id).orElseThrow(() -> Refusal.notFound("The delivery"));
  }

  Delivery lock(TenantId tenant, DeliveryId id) {
    return store.lock(tenant, id).orElseThrow(() -> Refusal.notFound("The delivery"));
  }

  /// Moves a locked delivery.
  ///
  /// @throws IllegalStateException when the move is not legal
  void move(TenantId tenant, Delivery from, @Nullable UUID attempt, Move move) {
    moveAll(tenant, List.of(new Step(from, attempt, move)));
  }

  /// One locked delivery and where it goes.
  record Step(Delivery from, @Nullable UUID attempt, Move move) {}

  /// Moves locked deliveries, in a handful of statements however many they are.
  ///
  /// @throws IllegalStateException when a move is not legal; none is made then
  void moveAll(TenantId tenant, List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    for (var step : steps) {
      if (!step.from().state().mayBecome(step.move().to())) {
        throw new IllegalStateException(
            "delivery "
                + step.from().id()
                + " can't go from "
                + step.from().state()
                + " to "
                + step.move().to());
      }
    }
    var now = clock.instant();
    var moved = store.moveAll(tenant, steps, now);
    policy.releaseAll(
        tenant,
        steps.stream()
            .filter(step -> isTakenBack(step.from().state(), step.move().to()))
            .map(step -> step.from().id().value())
            .toList());
    history.add(
        tenant,
        steps.stream()
            .map(
                step -> {
                  var delivery = Objects.requireNonNull(moved.get(step.from().id()));
                  return event(
                      delivery,
                      step.attempt(),
                      step.move().kind(),
                      step.move().actor(),
                      step.move().code(),
                      now);
                })
            .toList());
    tellAll(tenant, steps.stream().map(step -> moved.get(step.from().id())).toList());
  }

  /// Moves those to `sent` that still wait for this answer.
  ///
  /// @return which; the others are left as they are
  Set<DeliveryId> acceptAll(TenantId tenant, List<HandoverStore.Accepted> accepted) {
    if (accepted.isEmpty()) {
      return Set.of();
    }
    var awaited = EnumSet.copyOf(Sending.AWAITED);
    awaited.removeIf(state -> !state.mayBecome(DeliveryState.SENT));
    var now = clock.instant();
    var sent = handovers.acceptAll(tenant, accepted, awaited, now);
    var attempts =
        accepted.stream()
            .collect(
                Collectors.toMap(
                    HandoverStore.Accepted::delivery, HandoverStore.Accepted::attempt));
    history.add(
        tenant,
        sent.stream()
            .map(
                delivery ->
                    event(
                        delivery,
                        attempts.get(delivery.id()),
                        "accepted",
                        Move.DISPATCHER,
                        null,
                        now))
            .toList());
    tellAll(tenant, sent);
    return sent.stream().map(Delivery::id).collect(Collectors.toSet());
  }

  /// Writes down what was begun. Other modules are not told: it lasts as long as the provider's
  /// answer.
  void noteStarted(TenantId tenant, List<HandoverStore.Start> starts) {
    var now = clock.instant();
    history.add(
        tenant,
        starts.stream()
            .map(
                start ->
                    new HistoryStore.Line(
                        start.delivery(),
                        new AttemptEvent(
                            start.attempt(),
                            "started",
                            DeliveryState.SENDING,
                            Move.DISPATCHER,
                            start.sender().provider(),
                            null,
                            null,
                            now)))
            .toList());
  }

  private static HistoryStore.Line event(
      Delivery delivery,
      @Nullable UUID attempt,
      String kind,
      String actor,
      @Nullable String code,
      Instant now) {
    return new HistoryStore.Line(
        delivery.id(),
        new AttemptEvent(
            attempt,
            kind,
            delivery.state(),
            actor,
            delivery.provider(),
            delivery.providerId(),
            code,
            now));
  }

  private void tellAll(TenantId tenant, List<Delivery> changed) {
    if (changed.isEmpty()) {
      return;
    }
    events.publishEvent(new DeliveriesChanged(tenant, changed));
    log.appendAll(
        tenant,
        "delivery.changed",
        changed.stream()
            .map(
                delivery ->
                    new EventLog.Line(
                        delivery.id().toString(),
                        Map.of(
                            "state", delivery.state().code(),
                            "contact", delivery.contact().toString(),
                            "refType", delivery.refType(),
                            "refId", delivery.refId())))
            .toList());
  }

  // What had been allowed and did not leave gives its attempt and its money back. What the provider
  // took has cost, whatever became of it.
  private static boolean isTakenBack(DeliveryState from, DeliveryState to) {
    boolean allowed =
        switch (from) {
          case CLAIMED, SENDING, UNKNOWN -> true;
          default -> false;
        };
    return allowed
        && switch (to) {
          case WAITING, FAILED, CANCELLED -> true;
          default -> false;
        };
  }

  // An unknown one may have left; only a person's "send again" or "was sent" settles it.
  private static boolean mayCancel(Delivery delivery) {
    return delivery.state() != DeliveryState.UNKNOWN
        && delivery.state().mayBecome(DeliveryState.CANCELLED);
  }

  private static Move cancelled(String actor, String reason) {
    return Move.to(DeliveryState.CANCELLED, "cancelled").by(actor).because("cancelled", reason);
  }

  private static @Nullable String reasonOf(DeliveryReports.Report report) {
    return switch (report.state()) {
      case UNDELIVERED, FAILED ->
          "The carrier could not deliver it"
              + (report.code() == null ? "." : " (code " + report.code() + ").");
      default -> null;
    };
  }
}
