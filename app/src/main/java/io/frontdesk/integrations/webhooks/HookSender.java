package io.frontdesk.integrations.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.platform.http.DirectAnswer;
import io.frontdesk.platform.http.DirectPost;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sends webhooks and records what came of it. A crash between the two sends one again under the
/// same `webhook-id`: receivers get each at least once.
@Component
class HookSender {
  /// Attempts at once to one endpoint; one that fails is asked one at a time.
  static final int AT_ONCE = 4;

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final int EXCERPT = 1_000;
  private static final int PATIENCE = 3;

  private final TenantTransactions transactions;
  private final EndpointStore endpoints;
  private final HookStore hooks;
  private final HookSecrets secrets;
  private final Switches switches;
  private final DirectPost post;
  private final MeterRegistry meters;
  private final Clock clock;

  HookSender(
      TenantTransactions transactions,
      EndpointStore endpoints,
      HookStore hooks,
      HookSecrets secrets,
      Switches switches,
      DirectPost post,
      MeterRegistry meters,
      Clock clock) {
    this.transactions = transactions;
    this.endpoints = endpoints;
    this.hooks = hooks;
    this.secrets = secrets;
    this.switches = switches;
    this.post = post;
    this.meters = meters;
    this.clock = clock;
  }

  /// What to send now.
  ///
  /// @param full whether the endpoint has no room for more
  record Work(URI url, List<String> secrets, UUID lease, List<Hook> hooks, boolean full) {
    static final Work NONE = new Work(URI.create(""), List.of(), new UUID(0, 0), List.of(), false);
  }

  /// Takes what is due for one endpoint, as much as it has room for on all nodes together.
  Work claim(TenantId tenant, EndpointId id) {
    return transactions.write(
        tenant,
        () -> endpoints.lockFree(tenant, id).map(found -> claim(tenant, found)).orElse(Work.NONE));
  }

  private Work claim(TenantId tenant, Endpoint endpoint) {
    var now = clock.instant();
    int most = endpoint.failingSince() == null ? AT_ONCE : 1;
    int room = most - hooks.underWay(tenant, endpoint.id(), now);
    if (room <= 0) {
      return new Work(URI.create(endpoint.url()), List.of(), new UUID(0, 0), List.of(), true);
    }
    var lease = Uuid7.next();
    var claimed = hooks.claim(tenant, endpoint.id(), room, PATIENCE, lease, now, now.plus(LEASE));
    return new Work(
        URI.create(endpoint.url()),
        secrets.signing(tenant, endpoint.id()),
        lease,
        claimed,
        claimed.size() >= room);
  }

  /// Makes one attempt.
  void send(TenantId tenant, Work work, Hook hook) {
    var at = clock.instant();
    var id = hook.id().header();
    var headers =
        Map.of(
            "User-Agent",
            "Frontdesk-Webhooks/1",
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(at.getEpochSecond()),
            "webhook-signature",
            HookSignature.sign(work.secrets(), id, at, hook.body()));
    long begin = System.nanoTime();
    var outcome = post.send(work.url(), headers, hook.body().getBytes(UTF_8), LIMIT, EXCERPT);
    long took = System.nanoTime() - begin;
    meters
        .timer("frontdesk.hooks.sent", "outcome", label(outcome))
        .record(took, TimeUnit.NANOSECONDS);
    transactions.write(tenant, () -> record(tenant, work, hook, at, took, outcome));
  }

  private void record(
      TenantId tenant, Work work, Hook hook, Instant at, long nanos, DirectPost.Outcome outcome) {
    // The endpoint first, as everyone who locks both does.
    var endpoint = endpoints.lock(tenant, hook.endpoint());
    if (endpoint.isEmpty()) {
      return;
    }
    var attempt = attempt(hook, at, nanos, outcome);
    if (attempt.error() == null) {
      if (hooks.attempted(tenant, hook.id(), work.lease(), attempt, Hook.State.DELIVERED, at)) {
        endpoints.delivered(tenant, hook.endpoint(), at);
      }
      return;
    }
    var pause = HookSchedule.pause(hook.tries() + 1, asked(outcome), ThreadLocalRandom.current());
    var state = pause.isPresent() ? Hook.State.WAITING : Hook.State.FAILED;
    var due = pause.map(clock.instant()::plus).orElse(at);
    if (hooks.attempted(tenant, hook.id(), work.lease(), attempt, state, due)) {
      endpoints.failed(tenant, hook.endpoint(), at);
      switches.judge(tenant, endpoint.get(), attempt.status(), at);
    }
  }

  private static Hook.Attempt attempt(
      Hook hook, Instant at, long nanos, DirectPost.Outcome outcome) {
    int number = hook.attempts() + 1;
    long took = TimeUnit.NANOSECONDS.toMillis(nanos);
    return switch (outcome) {
      case DirectPost.Outcome.Answered(var answer) ->
          new Hook.Attempt(
              number, at, took, answer.status(), error(answer.status()), answer.excerpt());
      case DirectPost.Outcome.Silent(var why) -> new Hook.Attempt(number, at, took, null, why, "");
    };
  }

  private static @Nullable String error(int status) {
    return switch (status / 100) {
      case 2 -> null;
      case 3 -> "it answered " + status + "; redirects are not followed";
      default -> "it answered " + status;
    };
  }

  private static @Nullable Duration asked(DirectPost.Outcome outcome) {
    return outcome instanceof DirectPost.Outcome.Answered(DirectAnswer answer)
        ? answer.retryAfter()
        : null;
  }

  private static String label(DirectPost.Outcome outcome) {
    return switch (outcome) {
      case DirectPost.Outcome.Answered(var answer) -> answer.status() / 100 + "xx";
      case DirectPost.Outcome.Silent _ -> "silent";
    };
  }
}
