package io.frontdesk.delivery.port;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of one call to a provider. When in doubt it is [Unclear]: only that keeps a person
/// from being contacted twice.
public sealed interface GatewayOutcome {
  /// The provider took it.
  record Accepted(String providerId) implements GatewayOutcome {}

  /// The provider refused it for good.
  ///
  /// @param code the provider's own, e.g. `21610`
  /// @param reason for people, without addresses and texts
  record Rejected(String code, String reason) implements GatewayOutcome {}

  /// It surely did not reach the provider, or the provider said "not now": may be tried again.
  ///
  /// @param retryAfter what the provider asked for
  record NotReached(String code, @Nullable Duration retryAfter) implements GatewayOutcome {
    /// Code of what found all of our own lines taken: nothing was asked of the provider.
    public static final String BUSY = "busy";
  }

  /// It may have reached the provider.
  record Unclear(String code) implements GatewayOutcome {}
}
