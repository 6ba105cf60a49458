package io.frontdesk.access.guard;

import io.frontdesk.access.AccessSettings;
import io.frontdesk.platform.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The network address a request came from. `X-Forwarded-For` is believed only as far as trusted
/// proxies wrote it: read from the right, the first address that is not one of them.
@Component
public class ClientAddress {
  /// Addresses that begin with the same `bits`.
  record Network(byte[] address, int bits) {
    static Network parse(String text) {
      var parts = text.strip().split("/", 2);
      var address = literal(parts[0]);
      if (address == null) {
        throw new IllegalArgumentException("not an address or network: " + text);
      }
      int most = address.getAddress().length * 8;
      int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException("no such network: " + text);
      }
      return new Network(address.getAddress(), bits);
    }

    boolean holds(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> proxies;

  ClientAddress(Settings settings) {
    this.proxies = networks(settings.find(AccessSettings.TRUSTED_PROXIES).orElse(""));
  }

  public static List<Network> networks(String text) {
    return Arrays.stream(text.split(","))
        .filter(part -> !part.isBlank())
        .map(Network::parse)
        .toList();
  }

  public String of(HttpServletRequest request) {
    var address = request.getRemoteAddr();
    if (proxies.isEmpty()) {
      return address;
    }
    // A proxy may add a line of its own instead of continuing the client's.
    var hops = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For"))).split(",");
    for (int i = hops.length - 1; i >= 0 && isProxy(address); i--) {
      var hop = hops[i].strip();
      var known = literal(hop);
      if (known == null) {
        break;
      }
      address = known.getHostAddress();
    }
    return address;
  }

  /// What limits go by: the address, of IPv6 the network that one customer has whole.
  String network(HttpServletRequest request) {
    var address = of(request);
    return literal(address) instanceof Inet6Address six
        ? HexFormat.of().formatHex(six.getAddress(), 0, 8) + "::/64"
        : address;
  }

  private boolean isProxy(String text) {
    var address = literal(text);
    return address != null
        && proxies.stream().anyMatch(network -> network.holds(address.getAddress()));
  }

  // Only literals: a name would be looked up.
  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notLiteral) {
      return null;
    }
  }
}
