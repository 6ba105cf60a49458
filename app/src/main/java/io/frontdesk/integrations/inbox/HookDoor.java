package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.WebhookAdapter;
import io.frontdesk.integrations.WebhookAdapter.Parsed;
import io.frontdesk.integrations.WebhookAdapter.Reply;
import io.frontdesk.integrations.WebhookAdapter.Verdict;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.Kind;
import io.frontdesk.platform.health.Pulses;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Where providers call us. Signature first, on the raw bytes; then one row, committed; then 200.
/// Whoever can't be answered durably is told to come again.
@RestController
class HookDoor {
  private static final Logger LOG = LoggerFactory.getLogger(HookDoor.class);

  // A database that hangs must not make the provider hang; storing has a bound of its own.
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(3);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private final Connections connections;
  private final Inbox inbox;
  private final Map<String, WebhookAdapter> adapters = new TreeMap<>();
  private final MeterRegistry meters;
  private final Pulses pulses;
  private final Clock clock;
  private final int mostBytes;
  private final String baseUrl;

  HookDoor(
      Connections connections,
      Inbox inbox,
      ObjectProvider<WebhookAdapter> adapters,
      MeterRegistry meters,
      Pulses pulses,
      Clock clock,
      Settings settings) {
    this.connections = connections;
    this.inbox = inbox;
    adapters.forEach(adapter -> this.adapters.put(adapter.provider(), adapter));
    this.meters = meters;
    this.pulses = pulses;
    this.clock = clock;
    this.mostBytes = settings.get(IntegrationsSettings.HOOK_MOST_BYTES);
    this.baseUrl = settings.get(PlatformSettings.BASE_URL).toString();
  }

  @PostMapping({"/hooks/{provider}/{connection}", "/hooks/{provider}/{connection}/{*rest}"})
  void receive(
      @PathVariable String provider,
      @PathVariable String connection,
      @PathVariable(required = false) Optional<String> rest,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var adapter = adapters.get(provider);
    if (adapter == null) {
      count("other", "unknown");
      throw unknown();
    }
    var raw = read(provider, request, rest.orElse(""));
    try {
      var account = account(provider, connection);
      write(response, taken(adapter, account, raw));
    } catch (CannotCreateTransactionException | DataAccessException away) {
      throw away(provider, away);
    } catch (TransactionException away) {
      throw away(provider, away);
    }
  }

  private Reply taken(WebhookAdapter adapter, Connection connection, RawRequest request) {
    var verdict = adapter.verify(connection, request);
    if (verdict != Verdict.GENUINE) {
      count(adapter.provider(), verdict == Verdict.STALE ? "stale" : "forged");
      throw new Refusal(
          Kind.UNAUTHENTICATED,
          "hook.signature",
          verdict == Verdict.STALE
              ? "The signature is too old or too new; check the clock"
              : "The signature is missing or wrong");
    }
    return switch (adapter.parse(connection, request)) {
      case Parsed.Malformed(var reason) -> {
        count(adapter.provider(), "malformed");
        throw new Refusal(Kind.INVALID, "hook.malformed", reason);
      }
      case Parsed.Event event -> {
        boolean stored = inbox.keep(connection, request, event);
        pulses.heard(adapter.provider());
        count(adapter.provider(), !stored ? "repeated" : event.ignored() ? "ignored" : "stored");
        yield adapter.answer(connection, request, event, !stored);
      }
    };
  }

  private Connection account(String provider, String id) {
    try {
      var named = ConnectionId.parse(id);
      return connections
          .knownForHook(named)
          .or(() -> inTime(() -> connections.forHook(named)))
          .filter(found -> found.provider().equals(provider) && found.active())
          .orElseThrow(
              () -> {
                count(provider, "unknown");
                return unknown();
              });
    } catch (IllegalArgumentException noId) {
      count(provider, "unknown");
      throw unknown();
    }
  }

  private <T> T inTime(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads)
          .get(KNOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hangs) {
      throw new QueryTimeoutException("the database does not answer in time");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new QueryTimeoutException("the program is stopping");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private RawRequest read(String provider, HttpServletRequest request, String path)
      throws IOException {
    if (request.getContentLengthLong() > mostBytes) {
      throw tooLarge(provider);
    }
    var body = request.getInputStream().readNBytes(mostBytes + 1);
    if (body.length > mostBytes) {
      throw tooLarge(provider);
    }
    var headers = new HashMap<String, List<String>>();
    Collections.list(request.getHeaderNames())
        .forEach(name -> headers.put(name, Collections.list(request.getHeaders(name))));
    var query = request.getQueryString() == null ? "" : request.getQueryString();
    return new RawRequest(
        path,
        baseUrl + request.getRequestURI() + (query.isEmpty() ? "" : "?" + query),
        query,
        request.getContentType() == null ? "" : request.getContentType(),
        headers,
        body,
        clock.instant());
  }

  private static void write(HttpServletResponse response, Reply reply) throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    if (reply.body().length > 0) {
      response.setContentType(reply.contentType());
      response.setContentLength(reply.body().length);
      response.getOutputStream().write(reply.body());
    }
    response.flushBuffer();
  }

  private Refusal away(String provider, RuntimeException cause) {
    count(provider, "unavailable");
    LOG.warn("a webhook of {} could not be stored: {}", provider, cause.getClass().getSimpleName());
    return new Refusal(
        Kind.UNAVAILABLE,
        "hook.unavailable",
        "The event could not be stored; send it again",
        List.of(),
        Map.of(HttpHeaders.RETRY_AFTER, "5"));
  }

  private Refusal tooLarge(String provider) {
    count(provider, "too-large");
    return new Refusal(
        Kind.TOO_LARGE, "hook.too-large", "At most " + mostBytes + " bytes are accepted");
  }

  private static Refusal unknown() {
    return Refusal.notFound("The hook");
  }

  private void count(String provider, String outcome) {
    meters.counter("frontdesk.hooks", "provider", provider, "outcome", outcome).increment();
  }
}
