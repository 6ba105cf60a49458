package io.frontdesk.delivery.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.delivery.Sender;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.delivery.port.MailGateway;
import io.frontdesk.delivery.port.Reconciliation;
import io.frontdesk.delivery.port.SmsGateway;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Calls the gateways: a limit for each call whatever the gateway does, a breaker per connection
/// (so per provider and tenant) over every protocol, a metric.
@Component
class GatewayCalls {
  private static final Logger log = LoggerFactory.getLogger(GatewayCalls.class);
  // A little beyond what the ports promise.
  private static final Duration SMS_LIMIT = Duration.ofSeconds(30);
  private static final Duration MAIL_LIMIT = Duration.ofSeconds(90);

  /// The code of an attempt that was not made because too many failed lately.
  static final String BREAKER_OPEN = "breaker-open";

  /// The code of an attempt that was not made because its lease was nearly over: this node stood
  /// still meanwhile, and others may by now have taken the attempt for lost.
  static final String TOO_LATE = "too-late";

  /// The code of an attempt that was not made because what allowed it does no more; it is decided
  /// on anew.
  static final String WITHDRAWN = "withdrawn";

  // A provider's "not now", and what never got as far as the provider.
  private static final Set<String> SAYS_NOTHING_OF_HEALTH =
      Set.of("429", TOO_LATE, WITHDRAWN, GatewayOutcome.NotReached.BUSY);

  // Opens when half of the last 20 calls failed; after 20 s lets three through to see.
  private static final CircuitBreakerConfig BREAKING =
      CircuitBreakerConfig.custom()
          .slidingWindowSize(20)
          .minimumNumberOfCalls(10)
          .failureRateThreshold(50)
          .waitDurationInOpenState(Duration.ofSeconds(20))
          .permittedNumberOfCallsInHalfOpenState(3)
          .build();

  private final Map<String, SmsGateway> smsGateways;
  private final Map<String, MailGateway> mailGateways;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Cache<String, CircuitBreaker> breakers =
      Caffeine.newBuilder().maximumSize(10_000).build();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gateway-", 0).factory());

  GatewayCalls(
      List<SmsGateway> smsGateways,
      List<MailGateway> mailGateways,
      MeterRegistry metrics,
      Clock clock) {
    this.smsGateways = byName(smsGateways, SmsGateway::provider);
    this.mailGateways = byName(mailGateways, MailGateway::provider);
    this.metrics = metrics;
    this.clock = clock;
  }

  /// Hands one message over, on a thread of its own. It never fails for what the world does.
  ///
  /// @param decision on which it goes
  CompletableFuture<GatewayOutcome> send(Sending.Outgoing outgoing, StandingDecision decision) {
    return switch (outgoing) {
      case Sending.Outgoing.Sms(var sms, _) -> {
        var gateway = smsGateways.get(sms.from().provider());
        yield gateway == null
            ? noGateway()
            : !sms.media().isEmpty() && !gateway.takesPictures(sms.from(), sms.to())
                ? CompletableFuture.completedFuture(
                    new GatewayOutcome.Rejected(
                        "no-pictures", "This number can't send pictures to that one."))
                : guarded(outgoing, decision, SMS_LIMIT, () -> gateway.send(sms));
      }
      case Sending.Outgoing.Mail(var mail, _) -> {
        var gateway = mailGateways.get(mail.from().provider());
        yield gateway == null
            ? noGateway()
            : guarded(outgoing, decision, MAIL_LIMIT, () -> gateway.send(mail));
      }
    };
  }

  /// Asks the provider about a message that may have been handed over.
  Reconciliation reconcile(Sending.Doubt doubt) {
    return switch (doubt.outgoing()) {
      case Sending.Outgoing.Sms(var sms, _) -> {
        var gateway = smsGateways.get(sms.from().provider());
        var at = doubt.attemptAt();
        yield gateway == null
            ? new Reconciliation.Unsupported()
            : gateway.reconcile(sms, at.minusSeconds(60), at.plusSeconds(600));
      }
      case Sending.Outgoing.Mail _ -> new Reconciliation.Unsupported();
    };
  }

  private CompletableFuture<GatewayOutcome> guarded(
      Sending.Outgoing outgoing,
      StandingDecision decision,
      Duration limit,
      Supplier<GatewayOutcome> call) {
    var from = outgoing.from();
    var breaker =
        breakers.get(
            from.provider() + "/" + from.tenant() + "/" + from.connection(),
            name -> CircuitBreaker.of(name, BREAKING));
    if (!breaker.tryAcquirePermission()) {
      return CompletableFuture.completedFuture(
          new GatewayOutcome.NotReached(BREAKER_OPEN, Duration.ofSeconds(20)));
    }
    long begin = System.nanoTime();
    return within(
            limit,
            from,
            () -> {
              var hindrance = hindrance(outgoing, decision, limit);
              return hindrance == null
                  ? call.get()
                  : new GatewayOutcome.NotReached(hindrance, null);
            })
        .thenApply(
            outcome -> {
              note(breaker, from, outcome, System.nanoTime() - begin);
              return outcome;
            });
  }

  // On the calling thread and last of all: a node may have stood still anywhere before. The call
  // must be able to end before others ask the provider what became of it.
  private @Nullable String hindrance(
      Sending.Outgoing outgoing, StandingDecision decision, Duration limit) {
    if (!decision.stands(outgoing)) {
      return WITHDRAWN;
    }
    var leaseUntil = outgoing.decidedAt().plus(Sending.LEASE);
    return clock.instant().plus(limit).isBefore(leaseUntil) ? null : TOO_LATE;
  }

  private CompletableFuture<GatewayOutcome> within(
      Duration limit, Sender from, Supplier<GatewayOutcome> call) {
    var answer = new CompletableFuture<GatewayOutcome>();
    var running = threads.submit(() -> answer.complete(called(from, call)));
    // Whatever the gateway does: its thread may go on, but nobody waits for it.
    var late = new GatewayOutcome.Unclear("timeout");
    return answer
        .completeOnTimeout(late, limit.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            outcome -> {
              if (outcome == late) {
                boolean unused = running.cancel(true);
              }
              return outcome;
            });
  }

  private static GatewayOutcome called(Sender from, Supplier<GatewayOutcome> call) {
    try {
      return call.get();
    } catch (RuntimeException | Error broken) {
      log.error("gateway {} broke its promise", from.provider(), broken);
      return new GatewayOutcome.Unclear("gateway-broke");
    }
  }

  private void note(CircuitBreaker breaker, Sender from, GatewayOutcome outcome, long took) {
    if (isHealthy(outcome)) {
      breaker.onSuccess(took, TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(took, TimeUnit.NANOSECONDS, new IOException("failed"));
    }
    metrics
        .timer(
            "frontdesk.delivery.send",
            "provider",
            from.provider(),
            "outcome",
            outcome.getClass().getSimpleName())
        .record(took, TimeUnit.NANOSECONDS);
  }

  private static boolean isHealthy(GatewayOutcome outcome) {
    return switch (outcome) {
      case GatewayOutcome.Accepted _, GatewayOutcome.Rejected _ -> true;
      case GatewayOutcome.NotReached(var code, _) -> SAYS_NOTHING_OF_HEALTH.contains(code);
      case GatewayOutcome.Unclear _ -> false;
    };
  }

  private static CompletableFuture<GatewayOutcome> noGateway() {
    return CompletableFuture.completedFuture(
        new GatewayOutcome.Rejected("no-gateway", "This provider is not available here."));
  }

  private static <G> Map<String, G> byName(List<G> gateways, Function<G, String> name) {
    return gateways.stream().collect(Collectors.toUnmodifiableMap(name, Function.identity()));
  }
}
