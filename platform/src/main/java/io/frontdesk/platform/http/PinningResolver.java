package io.frontdesk.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.stream.Stream;

/// Answers for names that are pinned with what was judged, for all others as the system does. The
/// JDK's HTTP client can't be told which address to connect to, so this is how it learns; it finds
/// this class as a service (JEP 418).
public final class PinningResolver extends InetAddressResolverProvider {
  @Override
  public InetAddressResolver get(Configuration configuration) {
    var system = configuration.builtinResolver();
    Pins.installed();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        var pinned = Pins.of(host);
        return pinned.isEmpty() ? system.lookupByName(host, policy) : fitting(pinned, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "frontdesk";
  }

  private static Stream<InetAddress> fitting(
      List<InetAddress> addresses, InetAddressResolver.LookupPolicy policy) {
    int wanted = policy.characteristics();
    return addresses.stream()
        .filter(
            one ->
                (wanted
                        & (one.getAddress().length == 4
                            ? InetAddressResolver.LookupPolicy.IPV4
                            : InetAddressResolver.LookupPolicy.IPV6))
                    != 0);
  }
}
