package io.frontdesk.delivery.ledger;

import io.frontdesk.access.Actor;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.delivery.AttemptEvent;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryChanged;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.DeliveryReports;
import io.frontdesk.delivery.DeliveryRequest;
import io.frontdesk.delivery.DeliveryState;
import io.frontdesk.delivery.SmsText;
import io.frontdesk.delivery.mailing.Bounces;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.ContactPolicy;
import io.frontdesk.policy.SwitchReleased;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/// Writes deliveries and their moves: each change of state is checked against the table of legal
/// moves, recorded, told to the other modules and to the screens, all in the open transaction.
@Service
public class Ledger {
  private final LedgerStore store;
  private final Bounces bounces;
  private final Timeline timeline;
  private final MediaStore media;
  private final ApplicationEventPublisher events;
  private final EventLog log;
  private final DispatchSignal signal;
  private final ContactPolicy policy;
  private final Clock clock;

  Ledger(
      LedgerStore store,
      Bounces bounces,
      Timeline timeline,
      MediaStore media,
      ApplicationEventPublisher events,
      EventLog log,
      DispatchSignal signal,
      ContactPolicy policy,
      Clock clock) {
    this.store = store;
    this.bounces = bounces;
    this.timeline = timeline;
    this.media = media;
    this.events = events;
    this.log = log;
    this.signal = signal;
    this.policy = policy;
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
    int segments = segments(request.content());
    if (!store.add(tenant, id, request, inReplyTo, from, segments, clock.instant())) {
      return store.findByKey(tenant, request.idempotencyKey()).orElseThrow();
    }
    if (request.content() instanceof Content.Sms text) {
      media.add(tenant, id, text.media());
    }
    if (request.content() instanceof Content.Email mail) {
      int position = 0;
      for (var attachment : mail.attachments()) {
        store.addAttachment(tenant, id, position++, attachment);
      }
    }
    var delivery = store.find(tenant, id).orElseThrow();
    note(tenant, delivery, null, "requested", request.refType(), null);
    tell(tenant, delivery);
    signal.afterCommit();
    return id;
  }

  public Optional<Delivery> find(TenantId tenant, DeliveryId id) {
    return store.find(tenant, id);
  }

  public List<Delivery> forReference(TenantId tenant, String refType, String refId) {
    return store.forReference(tenant, refType, refId);
  }

  public List<Delivery> needingAttention(TenantId tenant, int limit) {
    return store.needingAttention(tenant, limit);
  }

  public List<Deliveries.Held> held(TenantId tenant) {
    return store.held(tenant, Sending.STOPPED, 50);
  }

  /// What a switch held is decided anew, here at once and elsewhere when it is due.
  @EventListener
  void on(SwitchReleased released) {
    store.wakeHeld(released.tenant(), Sending.STOPPED, clock.instant());
    signal.afterCommit();
  }

  public List<AttemptEvent> history(TenantId tenant, DeliveryId id) {
    return store.history(tenant, id);
  }

  public int cancelForReference(TenantId tenant, String refType, String refId, String reason) {
    int cancelled = 0;
    for (var found : store.forReference(tenant, refType, refId)) {
      var delivery = store.lock(tenant, found.id()).orElseThrow();
      if (mayCancel(delivery)) {
        move(tenant, delivery, null, cancelled(refType, reason));
        cancelled++;
      }
    }
    return cancelled;
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
        signal.afterCommit();
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
  }

  public boolean report(TenantId tenant, DeliveryReports.Report report) {
    var known = store.findByProviderId(tenant, report.provider(), report.providerId());
    var attempt = report.attempt();
    if (known.isEmpty() && attempt != null) {
      known = store.findByAttempt(tenant, report.provider(), attempt);
    }
    if (known.isEmpty()) {
      return false;
    }
    var delivery = lock(tenant, known.get());
    if (delivery.state().mayBecome(report.state())) {
      switch (report.state()) {
        case UNDELIVERED, FAILED -> bounces.note(tenant, delivery, report.code());
        default -> {}
      }
      move(
          tenant,
          delivery,
          attempt,
          Move.to(report.state(), "reported")
              .by(report.provider())
              .because(report.code(), reasonOf(report))
              .providerId(report.providerId()));
    } else if (delivery.providerId() == null) {
      store.setProviderId(tenant, delivery.id(), report.providerId());
    }
    return true;
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
    if (!from.state().mayBecome(move.to())) {
      throw new IllegalStateException(
          "delivery " + from.id() + " can't go from " + from.state() + " to " + move.to());
    }
    store.move(tenant, from.id(), move, clock.instant());
    if (isTakenBack(from.state(), move.to())) {
      policy.release(tenant, from.id().value());
    }
    var delivery = store.find(tenant, from.id()).orElseThrow();
    note(tenant, delivery, attempt, move.kind(), move.actor(), move.code());
    tell(tenant, delivery);
  }

  void note(
      TenantId tenant,
      Delivery delivery,
      @Nullable UUID attempt,
      String kind,
      String actor,
      @Nullable String code) {
    store.addEvent(
        tenant,
        delivery.id(),
        new AttemptEvent(
            attempt,
            kind,
            delivery.state(),
            actor,
            delivery.provider(),
            delivery.providerId(),
            code,
            clock.instant()));
  }

  void tell(TenantId tenant, Delivery delivery) {
    events.publishEvent(
        new DeliveryChanged(
            tenant,
            delivery.id(),
            delivery.contact(),
            delivery.channel(),
            delivery.state().code(),
            delivery.refType(),
            delivery.refId()));
    log.append(
        tenant,
        "delivery.changed",
        delivery.id().toString(),
        Map.of(
            "state", delivery.state().code(),
            "contact", delivery.contact().toString(),
            "refType", delivery.refType(),
            "refId", delivery.refId()));
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

  private static int segments(Content content) {
    return switch (content) {
      case Content.Sms sms -> SmsText.measure(sms.body()).segments();
      case Content.Email _ -> 1;
    };
  }
}
