package io.frontdesk.platform.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.platform.health.Pulses;
import io.frontdesk.platform.http.Outcome.Answered;
import io.frontdesk.platform.http.Outcome.NotReached;
import io.frontdesk.platform.http.Outcome.Reason;
import io.frontdesk.platform.http.Outcome.Unknown;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one way to call the outside over HTTP: a limit for the whole exchange, a breaker per
/// provider and tenant, a bound on the answer, a guard against our own network (also when a name
/// server changes its answer between the guard's look and the connection), no redirects, a metric
/// (`frontdesk.outbound`). Nothing is repeated here; whether to repeat is the caller's
/// decision, and [Outcome] tells what it needs for that.
///
/// Inside a transaction it refuses with an `IllegalStateException`.
public final class OutboundHttp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboundHttp.class);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final int MOST_BREAKERS = 10_000;

  /// Why an [Outcome.Unknown] is one whose answer was longer than the call allows.
  public static final String TOO_LONG = "the answer is too long";

  // Opens when half of the last 20 calls failed; after 20 s lets three through to see.
  private static final CircuitBreakerConfig BREAKING =
      CircuitBreakerConfig.custom()
          .slidingWindowSize(20)
          .minimumNumberOfCalls(10)
          .failureRateThreshold(50)
          .waitDurationInOpenState(Duration.ofSeconds(20))
          .permittedNumberOfCallsInHalfOpenState(3)
          .build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final Cache<String, CircuitBreaker> breakers =
      Caffeine.newBuilder().maximumSize(MOST_BREAKERS).build();
  private final HostGuard guard;
  private final MeterRegistry meters;
  private final Pulses pulses;

  public OutboundHttp(HostGuard guard, MeterRegistry meters, Pulses pulses) {
    if (!Pins.areInstalled()) {
      LOG.warn(
          "names can't be pinned: start the program unpacked, as its launcher does, or a name server"
              + " may send a call elsewhere than was judged");
    }
    this.guard = guard;
    this.meters = meters;
    this.pulses = pulses;
  }

  /// Makes the call and keeps the answer in memory.
  public Outcome<byte[]> send(OutboundCall call, HttpRequest request) {
    return exchange(call, request, BodyHandlers.ofByteArray());
  }

  /// Makes the call and writes the body of any answer to `file`; check the status before using it.
  /// The file may hold part of a body when the outcome is not an answer.
  public Outcome<Path> download(OutboundCall call, HttpRequest request, Path file) {
    return exchange(call, request, BodyHandlers.ofFile(file));
  }

  /// Providers whose breaker is open for at least one tenant, and for how many.
  public Map<String, Long> openBreakers() {
    var open = new TreeMap<String, Long>();
    breakers
        .asMap()
        .values()
        .forEach(
            breaker -> {
              if (breaker.getState() == CircuitBreaker.State.OPEN) {
                open.merge(
                    breaker.getName().substring(0, breaker.getName().indexOf('/')), 1L, Long::sum);
              }
            });
    return open;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private <B> Outcome<B> exchange(OutboundCall call, HttpRequest request, BodyHandler<B> body) {
    TenantTransactions.requireNone("an outside service");
    try (var _ = pinned(call, request)) {
      // Judged with the pin in place: what is found now is what will be connected to.
      var objection = guard.objection(request.uri(), call.hosts());
      return objection.isPresent()
          ? counted(call, 0, new NotReached<>(Reason.REFUSED_BY_US, objection.get()))
          : unbroken(call, request, body);
    }
  }

  private Pins.Pin pinned(OutboundCall call, HttpRequest request) {
    return guard.find(request.uri(), call.hosts()) instanceof HostGuard.Found.At(var addresses)
        ? Pins.hold(request.uri().getHost(), addresses)
        : () -> {};
  }

  private <B> Outcome<B> unbroken(OutboundCall call, HttpRequest request, BodyHandler<B> body) {
    var breaker = breaker(call);
    if (!breaker.tryAcquirePermission()) {
      return counted(
          call, 0, new NotReached<>(Reason.BREAKER_OPEN, "too many calls failed lately"));
    }
    long begin = System.nanoTime();
    Outcome<B> outcome;
    try {
      outcome = attempt(call, request, BodyHandlers.limiting(body, call.maxBytes()));
    } catch (RuntimeException | Error unexpected) {
      breaker.releasePermission();
      throw unexpected;
    }
    long took = System.nanoTime() - begin;
    if (isHealthy(outcome)) {
      breaker.onSuccess(took, TimeUnit.NANOSECONDS);
      pulses.answered(call.provider());
    } else {
      breaker.onError(took, TimeUnit.NANOSECONDS, new IOException("failed"));
      pulses.failed(call.provider());
    }
    return counted(call, took, outcome);
  }

  private <B> Outcome<B> attempt(OutboundCall call, HttpRequest request, BodyHandler<B> body) {
    // The request's own limit covers connecting and headers and tells the two apart; the wait
    // below also covers a body that trickles.
    var bounded = HttpRequest.newBuilder(request, (_, _) -> true).timeout(call.limit()).build();
    var exchange = client.sendAsync(bounded, body);
    try {
      var answer = exchange.get(call.limit().toMillis() + 100, TimeUnit.MILLISECONDS);
      return new Answered<>(answer.statusCode(), answer.headers(), answer.body());
    } catch (TimeoutException slow) {
      exchange.cancel(true);
      return new Unknown<>("no whole answer within " + call.limit());
    } catch (InterruptedException stopping) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      return new Unknown<>("interrupted");
    } catch (ExecutionException failed) {
      return failure(failed.getCause());
    }
  }

  private static <B> Outcome<B> failure(@Nullable Throwable cause) {
    if (anyCause(
        cause,
        e ->
            e instanceof ConnectException
                || e instanceof HttpConnectTimeoutException
                || e instanceof UnresolvedAddressException
                || e instanceof SSLHandshakeException)) {
      return new NotReached<>(Reason.NO_CONNECTION, "no connection");
    }
    if (anyCause(cause, e -> e instanceof HttpTimeoutException)) {
      return new Unknown<>("no answer in time");
    }
    if (anyCause(cause, OutboundHttp::isTooLong)) {
      return new Unknown<>(TOO_LONG);
    }
    // Texts of exceptions may hold the address or parts of the answer; the kind is enough.
    return new Unknown<>("the exchange broke off");
  }

  private static boolean anyCause(@Nullable Throwable cause, Predicate<Throwable> test) {
    for (var e = cause; e != null; e = e.getCause()) {
      if (test.test(e)) {
        return true;
      }
    }
    return false;
  }

  // The JDK has no type for it.
  private static boolean isTooLong(Throwable e) {
    return e instanceof IOException
        && String.valueOf(e.getMessage()).startsWith("body exceeds capacity");
  }

  private static boolean isHealthy(Outcome<?> outcome) {
    return switch (outcome) {
      case Answered<?> answered -> answered.status() < 500;
      case Unknown<?>(var why) -> why.equals(TOO_LONG);
      case NotReached<?> _ -> false;
    };
  }

  private CircuitBreaker breaker(OutboundCall call) {
    return breakers.get(
        call.provider() + "/" + call.tenant(), name -> CircuitBreaker.of(name, BREAKING));
  }

  private <B> Outcome<B> counted(OutboundCall call, long nanos, Outcome<B> outcome) {
    var label =
        switch (outcome) {
          case Answered<B> answered -> answered.status() / 100 + "xx";
          case NotReached<B> not -> not.reason().name().toLowerCase(java.util.Locale.ROOT);
          case Unknown<B> _ -> "unknown";
        };
    meters
        .timer("frontdesk.outbound", "provider", call.provider(), "outcome", label)
        .record(nanos, TimeUnit.NANOSECONDS);
    return outcome;
  }
}
