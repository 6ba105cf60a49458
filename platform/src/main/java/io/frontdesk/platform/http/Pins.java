package io.frontdesk.platform.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/// Names that mean the addresses that were judged, and no others, while a call to them is under
/// way.
final class Pins {
  private static final ConcurrentHashMap<String, List<List<InetAddress>>> HELD =
      new ConcurrentHashMap<>();
  private static volatile boolean installed;

  private Pins() {}

  /// Ends with the call.
  @FunctionalInterface
  interface Pin extends AutoCloseable {
    @Override
    void close();
  }

  /// Pins a name. Lookups that others have begun may still end with another answer, so judge the
  /// name again after this; from then on it can't change.
  static Pin hold(String host, List<InetAddress> addresses) {
    var name = name(host);
    HELD.compute(
        name,
        (_, held) -> {
          var all = held == null ? new ArrayList<List<InetAddress>>() : new ArrayList<>(held);
          all.add(addresses);
          return List.copyOf(all);
        });
    return () ->
        HELD.computeIfPresent(
            name,
            (_, held) -> {
              var rest = new ArrayList<>(held);
              rest.remove(addresses);
              return rest.isEmpty() ? null : List.copyOf(rest);
            });
  }

  /// What the name is pinned to; empty when it is not.
  static List<InetAddress> of(String host) {
    var held = HELD.get(name(host));
    return held == null ? List.of() : held.getLast();
  }

  /// The JDK asks us for names.
  static void installed() {
    installed = true;
  }

  /// Whether pins have any effect: not when the class path is hidden from the JDK.
  static boolean areInstalled() {
    try {
      // The first lookup makes the JDK look for a resolver.
      InetAddress.getByName("localhost");
    } catch (UnknownHostException odd) {
      // It looked all the same.
    }
    return installed;
  }

  private static String name(String host) {
    return host.toLowerCase(Locale.ROOT);
  }
}
