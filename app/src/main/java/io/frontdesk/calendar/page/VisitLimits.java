package io.frontdesk.calendar.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.access.Stranger;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// What one network address may do on one workspace's page, on this node: keep 12 times in ten
/// minutes and book 10 in an hour; enough for a household or an office behind one address.
@Component
class VisitLimits {
  private record Who(String what, TenantId tenant, String address) {}

  private static final int MOST = 50_000;

  private final Cache<Who, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(Duration.ofHours(1)).build();

  /// @throws Refusal with Retry-After
  void keep(TenantId tenant, Stranger stranger) {
    take(new Who("keep", tenant, stranger.address()), 12, Duration.ofMinutes(10));
  }

  /// @throws Refusal with Retry-After
  void book(TenantId tenant, Stranger stranger) {
    take(new Who("book", tenant, stranger.address()), 10, Duration.ofHours(1));
  }

  private void take(Who who, int most, Duration period) {
    var bucket =
        buckets.get(
            who,
            _ ->
                Bucket.builder()
                    .addLimit(one -> one.capacity(most).refillGreedy(most, period))
                    .build());
    var probe = bucket.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new Refusal(
          Refusal.Kind.TOO_MANY,
          "calendar.page-busy",
          "That was a lot at once. Please wait some minutes, or call us.",
          List.of(),
          Map.of(
              "Retry-After",
              String.valueOf(
                  Math.max(1, Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds()))));
    }
  }
}
