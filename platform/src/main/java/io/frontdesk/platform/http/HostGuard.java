package io.frontdesk.platform.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Decides whether an address may be called: http or https, no credentials in it, a host on the
/// call's list, and no machine of our own network unless the operator named it. An address that a
/// user typed must not reach what only we can reach.
public final class HostGuard {
  private final Set<String> privateHosts;

  /// @param privateHosts hosts on private or loopback addresses that may be called all the same,
  ///     lower case
  public HostGuard(Set<String> privateHosts) {
    this.privateHosts = Set.copyOf(privateHosts);
  }

  /// @return why not, or empty when it may be called
  Optional<String> objection(URI address, Set<String> allowed) {
    var scheme = address.getScheme();
    var named = address.getHost();
    if (named == null || !("https".equals(scheme) || "http".equals(scheme))) {
      return Optional.of("not an http address");
    }
    if (address.getUserInfo() != null) {
      return Optional.of("credentials in the address");
    }
    var host = named.toLowerCase(Locale.ROOT);
    if (!allowed.isEmpty() && allowed.stream().noneMatch(pattern -> matches(pattern, host))) {
      return Optional.of("host is not on the list of this call");
    }
    if (privateHosts.contains(host)) {
      return Optional.empty();
    }
    try {
      for (var ip : InetAddress.getAllByName(host)) {
        if (isPrivate(ip)) {
          return Optional.of("host is on a private network");
        }
      }
    } catch (UnknownHostException unknown) {
      return Optional.of("host is unknown");
    }
    return Optional.empty();
  }

  private static boolean matches(String pattern, String host) {
    return pattern.startsWith(".") ? host.endsWith(pattern) : host.equals(pattern);
  }

  static boolean isPrivate(InetAddress ip) {
    if (ip.isAnyLocalAddress()
        || ip.isLoopbackAddress()
        || ip.isLinkLocalAddress()
        || ip.isSiteLocalAddress()
        || ip.isMulticastAddress()) {
      return true;
    }
    var bytes = ip.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (bytes.length == 4) {
      // This network, carrier-grade NAT (RFC 6598), benchmarks (RFC 2544), reserved.
      return first == 0
          || (first == 100 && second >= 64 && second < 128)
          || (first == 198 && (second == 18 || second == 19))
          || first >= 240;
    }
    // Unique local addresses (RFC 4193); NAT64 and 6to4, which may lead back to IPv4.
    return (first & 0xfe) == 0xfc
        || (first == 0x20 && second == 0x02)
        || (first == 0 && second == 0x64 && (bytes[2] & 0xff) == 0xff);
  }
}
