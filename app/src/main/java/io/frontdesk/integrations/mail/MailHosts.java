package io.frontdesk.integrations.mail;

import io.frontdesk.platform.config.Profile;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.http.HostGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Which mail servers a workspace may name: none on a machine of our own network, unless the
/// operator named it. Outside production this machine itself is allowed too, for test servers.
@Component
class MailHosts {
  private final HostGuard guard;
  private final boolean loopback;

  @Autowired
  MailHosts(HostGuard guard, Settings settings) {
    this(guard, settings.profile() != Profile.PRODUCTION);
  }

  private MailHosts(HostGuard guard, boolean loopback) {
    this.guard = guard;
    this.loopback = loopback;
  }

  /// As production sees them.
  static MailHosts strict(HostGuard guard) {
    return new MailHosts(guard, false);
  }

  /// A server may not be talked to.
  static final class Forbidden extends IOException {
    private static final long serialVersionUID = 1L;
    static final String WHY = "The mail server is on a private network; the operator can allow it.";

    Forbidden() {
      super(WHY);
    }

    static boolean caused(@Nullable Throwable failure) {
      for (var one = failure; one != null; one = one.getCause()) {
        if (one instanceof Forbidden) {
          return true;
        }
      }
      return false;
    }
  }

  /// What can be said of a host as it is typed: only addresses and `localhost`; names are looked up
  /// when they are used.
  Optional<String> objection(String host) {
    boolean literal =
        host.matches("[0-9.]+") || host.contains(":") || host.equalsIgnoreCase("localhost");
    if (!literal) {
      return Optional.empty();
    }
    try {
      return guard.allows(new InetSocketAddress(host, 1), loopback)
          ? Optional.empty()
          : Optional.of(Forbidden.WHY);
    } catch (IllegalArgumentException noAddress) {
      return Optional.of("give the name of a server");
    }
  }

  /// Sockets that look at the address they are about to connect to, whatever its name meant before.
  SocketFactory sockets() {
    return new Guarded();
  }

  private final class Guarded extends SocketFactory {
    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
          if (!(address instanceof InetSocketAddress server) || !guard.allows(server, loopback)) {
            throw new Forbidden();
          }
          super.connect(address, timeout);
        }
      };
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      var socket = createSocket();
      socket.connect(new InetSocketAddress(host, port));
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
        throws IOException {
      return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
        throws IOException {
      return createSocket(host.getHostAddress(), port);
    }
  }
}
