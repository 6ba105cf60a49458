package io.frontdesk.platform.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Decides whether an address may be called: http or https, no credentials in it, a host on the
/// call's list, and no machine of our own network unless the operator named it. An address that a
/// user typed must not reach what only we can reach.
public final class HostGuard {
  static final String UNKNOWN = "host is unknown";

  private final Set<String> privateHosts;
  private final Names names;

  /// Turns a host's name into its addresses.
  @FunctionalInterface
  interface Names {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /// Where a host was found, or why it may not be called.
  sealed interface Found {
    /// Every address of the host; each may be called.
    record At(List<InetAddress> addresses) implements Found {}

    record Objection(String why) implements Found {}

    /// The name has no address, at least right now.
    record Nowhere() implements Found {}
  }

  /// @param privateHosts hosts on private or loopback addresses that may be called all the same,
  ///     lower case
  public HostGuard(Set<String> privateHosts) {
    this(privateHosts, InetAddress::getAllByName);
  }

  HostGuard(Set<String> privateHosts, Names names) {
    this.privateHosts = Set.copyOf(privateHosts);
    this.names = names;
  }

  /// Whether the operator named the host of `address` as one of our own that may be called.
  public boolean isNamedPrivate(URI address) {
    var host = address.getHost();
    return host != null && privateHosts.contains(host.toLowerCase(Locale.ROOT));
  }

  /// @return why not, or empty when it may be called
  Optional<String> objection(URI address, Set<String> allowed) {
    return switch (find(address, allowed)) {
      case Found.At _ -> Optional.empty();
      case Found.Objection(var why) -> Optional.of(why);
      // One of our own that has no address right now fails to connect, and may be tried again.
      case Found.Nowhere _ -> isNamedPrivate(address) ? Optional.empty() : Optional.of(UNKNOWN);
    };
  }

  /// Looks the host up once and judges what was found. Who connects to the addresses given here,
  /// and not to the name, can't be sent elsewhere by a second answer of the name server.
  Found find(URI address, Set<String> allowed) {
    var scheme = address.getScheme();
    var named = address.getHost();
    if (named == null || !("https".equals(scheme) || "http".equals(scheme))) {
      return new Found.Objection("not an http address");
    }
    if (address.getUserInfo() != null) {
      return new Found.Objection("credentials in the address");
    }
    var host = named.toLowerCase(Locale.ROOT);
    if (!allowed.isEmpty() && allowed.stream().noneMatch(pattern -> matches(pattern, host))) {
      return new Found.Objection("host is not on the list of this call");
    }
    try {
      var found = List.of(names.resolve(host));
      boolean closed =
          !privateHosts.contains(host) && found.stream().anyMatch(HostGuard::isPrivate);
      return closed ? new Found.Objection("host is on a private network") : new Found.At(found);
    } catch (UnknownHostException unknown) {
      return new Found.Nowhere();
    }
  }

  /// Whether a connection over another protocol than HTTP may be made. Ask with the address that is
  /// really connected to, so that a name can't mean another machine a moment later.
  ///
  /// @param loopback whether this machine counts as public, as outside production
  public boolean allows(InetSocketAddress address, boolean loopback) {
    if (privateHosts.contains(address.getHostString().toLowerCase(Locale.ROOT))) {
      return true;
    }
    var ip = address.getAddress();
    return ip == null || !isPrivate(ip) || (loopback && ip.isLoopbackAddress());
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
    // Unique local addresses (RFC 4193); NAT64, 6to4, Teredo and the old IPv4-compatible form,
    // which may lead back to IPv4.
    return (first & 0xfe) == 0xfc
        || (first == 0x20 && second == 0x02)
        || (first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0)
        || (ip instanceof Inet6Address six && six.isIPv4CompatibleAddress())
        || (first == 0 && second == 0x64 && (bytes[2] & 0xff) == 0xff);
  }
}
