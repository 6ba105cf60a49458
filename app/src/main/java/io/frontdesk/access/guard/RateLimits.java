package io.frontdesk.access.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.access.AccessSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/// Bounds how often one client may use a group of doors, on this node, and tells it in headers. The
/// buckets kept are bounded too: the least used are forgotten first.
@Component
class RateLimits {
  /// A group of doors: requests per minute.
  enum Group {
    /// Sign-in, reset, set-up and invitation forms, per address.
    SIGN_IN(60),
    /// The API, per key.
    API(600),
    /// Webhooks, per connection.
    HOOKS(60_000),
    /// Pages, per session.
    PAGES(1200),
    /// Pages of people who are not signed in, per address.
    STRANGERS(600);

    private final int perMinute;

    Group(int perMinute) {
      this.perMinute = perMinute;
    }
  }

  private record Who(Group group, String client) {}

  private static final int MOST_BUCKETS = 50_000;

  private final Cache<Who, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_BUCKETS)
          .expireAfterAccess(Duration.ofMinutes(5))
          .build();

  private final Map<Group, Integer> perMinute;

  RateLimits(Settings settings) {
    var limits = new EnumMap<Group, Integer>(Group.class);
    for (var group : Group.values()) {
      limits.put(group, group.perMinute);
    }
    limits.put(Group.API, settings.get(AccessSettings.API_PER_MINUTE));
    limits.put(Group.HOOKS, settings.get(AccessSettings.HOOKS_PER_MINUTE));
    this.perMinute = Map.copyOf(limits);
  }

  /// Takes one use of the client's allowance.
  ///
  /// @throws Refusal with Retry-After when it is used up
  void take(Group group, String client, HttpServletResponse response) {
    var probe = probe(group, client);
    long reset = seconds(probe.getNanosToWaitForReset());
    var limit = String.valueOf(limit(group));
    var left = String.valueOf(probe.getRemainingTokens());
    response.setHeader("RateLimit-Limit", limit);
    response.setHeader("RateLimit-Remaining", left);
    response.setHeader("RateLimit-Reset", String.valueOf(reset));
    response.setHeader("X-RateLimit-Limit", limit);
    response.setHeader("X-RateLimit-Remaining", left);
    response.setHeader("X-RateLimit-Reset", String.valueOf(reset));
    allow(probe);
  }

  /// As [#take(Group, String, HttpServletResponse)], for callers that read no headers.
  void take(Group group, String client) {
    allow(probe(group, client));
  }

  private ConsumptionProbe probe(Group group, String client) {
    return buckets
        .get(new Who(group, client), who -> full(who.group()))
        .tryConsumeAndReturnRemaining(1);
  }

  private static void allow(ConsumptionProbe probe) {
    if (!probe.isConsumed()) {
      throw new Refusal(
          Refusal.Kind.TOO_MANY,
          "rate-limited",
          "Too many requests. Please slow down and try again shortly.",
          List.of(),
          Map.of(
              "Retry-After",
              String.valueOf(Math.max(1, seconds(probe.getNanosToWaitForRefill())))));
    }
  }

  private Bucket full(Group group) {
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(limit(group)).refillGreedy(limit(group), Duration.ofMinutes(1)))
        .build();
  }

  private int limit(Group group) {
    return Objects.requireNonNull(perMinute.get(group));
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
  }
}
