package io.frontdesk.platform.http;

import io.frontdesk.platform.tenant.TenantId;
import java.time.Duration;
import java.util.Set;

/// Whom a call goes to, for whom, and its bounds.
///
/// @param provider names breaker and metric, e.g. `twilio`; from a small fixed set
/// @param tenant for whom; the breaker of one tenant does not stop another's calls
/// @param limit for the whole exchange, body included
/// @param maxBytes of the answer's body; a longer one is an error, not a cut
/// @param hosts the only hosts it may go to, lower case; empty means any public one. A name that
///     begins with a dot allows every host below it
public record OutboundCall(
    String provider, TenantId tenant, Duration limit, long maxBytes, Set<String> hosts) {
  public OutboundCall {
    hosts = Set.copyOf(hosts);
  }

  /// Ten seconds, one MiB, any public host.
  public static OutboundCall to(String provider, TenantId tenant) {
    return new OutboundCall(provider, tenant, Duration.ofSeconds(10), 1 << 20, Set.of());
  }

  public OutboundCall within(Duration limit) {
    return new OutboundCall(provider, tenant, limit, maxBytes, hosts);
  }

  public OutboundCall atMost(long maxBytes) {
    return new OutboundCall(provider, tenant, limit, maxBytes, hosts);
  }

  public OutboundCall only(Set<String> hosts) {
    return new OutboundCall(provider, tenant, limit, maxBytes, hosts);
  }
}
