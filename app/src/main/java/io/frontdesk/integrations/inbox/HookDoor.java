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
import io.frontdesk.platform.web.ErrorReports;
import io.frontdesk.platform.web.Problems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.util.DisconnectedClientHelper;

/// Where providers call us, `POST /hooks/{provider}/{connection}[/…]`. Signature first, on the raw
/// bytes; then one row, committed; then 200. Whoever can't be answered durably is told to come
/// again.
///
/// A servlet of its own: in a burst, finding a handler among hundreds and binding its arguments
/// would cost more than everything a hook needs.
@Component
class HookDoor extends HttpServlet {
  private static final long serialVersionUID = 1L;
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
  // Both keys come from the known providers and the outcomes below.
  private final Map<Outcome, Counter> counts = new ConcurrentHashMap<>();
  private final Map<String, Timer> times = new ConcurrentHashMap<>();

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

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      receive(request, response);
    } catch (Refusal refused) {
      Problems.write(response, refused);
    } catch (IOException | RuntimeException failed) {
      if (DisconnectedClientHelper.isClientDisconnectedException(failed)) {
        return;
      }
      var plain = ErrorReports.refusalFor(failed);
      if (plain.isPresent()) {
        Problems.write(response, plain.get());
      } else {
        // The error door reports it and answers.
        request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, failed);
        response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      }
    }
  }

  private void receive(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var named = Address.of(request.getPathInfo());
    var adapter = named == null ? null : adapters.get(named.provider());
    if (named == null || adapter == null) {
      count("other", "unknown");
      throw unknown();
    }
    if (!"POST".equals(request.getMethod())) {
      response.setHeader(HttpHeaders.ALLOW, "POST");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    long began = System.nanoTime();
    var raw = read(named.provider(), request, named.rest());
    try {
      var account = account(named.provider(), named.connection());
      write(response, taken(adapter, account, raw));
    } catch (DataAccessException | TransactionException away) {
      throw away(named.provider(), away);
    } finally {
      times
          .computeIfAbsent(named.provider(), this::timer)
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  /// What the path behind `/hooks` names.
  ///
  /// @param rest from the slash behind the connection on, or empty
  private record Address(String provider, String connection, String rest) {
    static @Nullable Address of(@Nullable String path) {
      int second = path == null ? -1 : path.indexOf('/', 1);
      if (path == null || second < 0) {
        return null;
      }
      int third = path.indexOf('/', second + 1);
      return new Address(
          path.substring(1, second),
          path.substring(second + 1, third < 0 ? path.length() : third),
          third < 0 ? "" : path.substring(third));
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
        yield adapter.answer(
            connection, request, event, !stored && inbox.hasTakenEffect(connection, event));
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
    long announced = request.getContentLengthLong();
    if (announced > mostBytes) {
      throw tooLarge(provider);
    }
    var body = Body.read(request.getInputStream(), announced, mostBytes, System::nanoTime);
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
    // Of an empty answer, too: it then leaves in one piece.
    response.setContentLength(reply.body().length);
    if (reply.body().length > 0) {
      response.setContentType(reply.contentType());
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
    counts
        .computeIfAbsent(
            new Outcome(provider, outcome),
            one ->
                meters.counter(
                    "frontdesk.hooks", "provider", one.provider(), "outcome", one.outcome()))
        .increment();
  }

  private Timer timer(String provider) {
    return Timer.builder("frontdesk.hooks.took").tag("provider", provider).register(meters);
  }

  private record Outcome(String provider, String outcome) {}
}
