package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.MailGateway;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.delivery.port.SmsGateway;
import io.frontdesk.platform.id.Uuid7;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Claims what is due and sends it, each delivery on a thread of its own, at most so many at once
/// that the database keeps connections for others.
@Component
public class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final int AT_ONCE = 16;
  private static final int SWEEP = 100;
  private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

  private final UUID node = Uuid7.next();
  private final ClaimStore claims;
  private final Sending sending;
  private final Map<String, SmsGateway> smsGateways;
  private final Map<String, MailGateway> mailGateways;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());

  Dispatcher(
      ClaimStore claims,
      Sending sending,
      List<SmsGateway> smsGateways,
      List<MailGateway> mailGateways,
      MeterRegistry metrics,
      Clock clock) {
    this.claims = claims;
    this.sending = sending;
    this.smsGateways = byName(smsGateways, SmsGateway::provider);
    this.mailGateways = byName(mailGateways, MailGateway::provider);
    this.metrics = metrics;
    this.clock = clock;
  }

  /// Claims and sends until nothing more is due, and waits for the last answer.
  ///
  /// @return how many were claimed
  public int drain() {
    int claimed = 0;
    while (true) {
      var batch = start();
      if (batch.isEmpty()) {
        return claimed;
      }
      claimed += batch.size();
      batch.forEach(CompletableFuture::join);
    }
  }

  /// Claims as many as there are free hands and starts them.
  ///
  /// @return one future per delivery; it never fails
  List<CompletableFuture<Void>> start() {
    int hands = free.drainPermits();
    if (hands == 0) {
      return List.of();
    }
    List<Claimed> claimed = List.of();
    try {
      claimed = claims.claim(node, clock.instant(), Sending.LEASE, hands);
    } finally {
      free.release(hands - claimed.size());
    }
    var started = new ArrayList<CompletableFuture<Void>>();
    for (var one : claimed) {
      started.add(
          CompletableFuture.runAsync(() -> send(one), threads)
              .whenComplete((_, _) -> free.release())
              .exceptionally(
                  problem -> {
                    // The lease brings it back; what failed here is ours, not the provider's.
                    log.error("delivery {} could not be worked on", one.id(), problem);
                    return null;
                  }));
    }
    return started;
  }

  /// Brings back what dead workers held and asks providers about what is unknown.
  public void sweep() {
    var now = clock.instant();
    int returned = claims.returnLostClaims(now);
    if (returned > 0) {
      log.warn("{} claimed deliveries of a lost worker are due again", returned);
    }
    for (var lost : claims.lostSends(now, SWEEP)) {
      log.warn("delivery {} lost its worker while sending; it is unknown now", lost.id());
      sending.lost(lost.tenant(), lost.id());
    }
    for (var unknown : claims.toReconcile(now, now.plus(ASK_AGAIN), SWEEP)) {
      reconcile(unknown);
    }
  }

  void stop() {
    threads.shutdown();
  }

  private void send(Claimed one) {
    var prepared = sending.prepare(one.tenant(), one.id(), node);
    if (prepared.isEmpty()) {
      return;
    }
    var outgoing = prepared.get();
    var timer = Timer.start(metrics);
    var outcome = call(outgoing);
    timer.stop(
        metrics.timer(
            "frontdesk.delivery.send",
            "provider",
            outgoing.from().provider(),
            "outcome",
            outcome.getClass().getSimpleName()));
    sending.record(one.tenant(), one.id(), outgoing.attempt(), outcome);
  }

  private GatewayOutcome call(Sending.Outgoing outgoing) {
    try {
      return switch (outgoing) {
        case Sending.Outgoing.Sms(var sms) -> {
          var gateway = smsGateways.get(sms.from().provider());
          yield gateway == null ? noGateway() : gateway.send(sms);
        }
        case Sending.Outgoing.Mail(var mail) -> {
          var gateway = mailGateways.get(mail.from().provider());
          yield gateway == null ? noGateway() : gateway.send(mail);
        }
      };
    } catch (RuntimeException broken) {
      log.error("gateway {} broke its promise", outgoing.from().provider(), broken);
      return new GatewayOutcome.Unclear(broken.getClass().getSimpleName());
    }
  }

  private static GatewayOutcome noGateway() {
    return new GatewayOutcome.Rejected("no-gateway", "This provider is not available here.");
  }

  private void reconcile(Claimed unknown) {
    try {
      var doubt = sending.doubt(unknown.tenant(), unknown.id());
      if (doubt.isEmpty()) {
        return;
      }
      var outgoing = doubt.get().outgoing();
      var answer =
          switch (outgoing) {
            case Sending.Outgoing.Sms(var sms) -> {
              var gateway = smsGateways.get(sms.from().provider());
              var at = doubt.get().attemptAt();
              yield gateway == null
                  ? new Reconciliation.Unsupported()
                  : gateway.reconcile(sms, at.minusSeconds(60), at.plusSeconds(600));
            }
            case Sending.Outgoing.Mail _ -> new Reconciliation.Unsupported();
          };
      sending.reconciled(unknown.tenant(), unknown.id(), outgoing.attempt(), answer);
    } catch (RuntimeException broken) {
      // It is asked again in a while.
      log.error("delivery {} could not be reconciled", unknown.id(), broken);
    }
  }

  private static <G> Map<String, G> byName(List<G> gateways, Function<G, String> name) {
    return gateways.stream().collect(Collectors.toUnmodifiableMap(name, Function.identity()));
  }
}
