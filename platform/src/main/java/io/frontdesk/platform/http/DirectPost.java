package io.frontdesk.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.frontdesk.platform.tenant.TenantTransactions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Posts to an address that a customer typed. It looks the host up once, judges what it found, and
/// connects to exactly that, so a name that answers differently the second time leads nowhere
/// ([OutboundHttp] goes by the name, which suits hosts that we chose). No redirects, no proxy, one
/// connection per post, certificates checked against the name, one limit over everything, and no
/// more of the answer than its begin.
///
/// Inside a transaction it refuses with an `IllegalStateException`.
public final class DirectPost implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  private final HostGuard guard;
  private final SSLSocketFactory encrypted = (SSLSocketFactory) SSLSocketFactory.getDefault();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("direct-post-limit").factory());

  public DirectPost(HostGuard guard) {
    this.guard = guard;
    clock.setRemoveOnCancelPolicy(true);
  }

  /// What came of it.
  public sealed interface Outcome {
    /// The other side answered; any status.
    record Answered(DirectAnswer answer) implements Outcome {}

    /// No answer: refused by us, not reached, or silent for too long.
    ///
    /// @param why short, for the customer's log
    record Silent(String why) implements Outcome {}
  }

  /// Sends `body` as JSON.
  ///
  /// @param headers added to the request; names and values without line breaks
  /// @param limit for everything from the connection on
  /// @param excerpt characters of the answer to keep
  public Outcome send(
      URI address, Map<String, String> headers, byte[] body, Duration limit, int excerpt) {
    TenantTransactions.requireNone("an outside service");
    return switch (guard.find(address, Set.of())) {
      case HostGuard.Found.Objection(var why) -> new Outcome.Silent("not called: " + why);
      case HostGuard.Found.Nowhere _ -> new Outcome.Silent("not reached: " + HostGuard.UNKNOWN);
      case HostGuard.Found.At(var places) ->
          new Exchange(address, places, limit).run(headers, body, excerpt);
    };
  }

  /// Why `address` would not be called, as far as can be told now. Looks the host up.
  public Optional<String> objection(URI address) {
    return guard.find(address, Set.of()) instanceof HostGuard.Found.Objection(var why)
        ? Optional.of(why)
        : Optional.empty();
  }

  /// Whether the operator named the host of `address` as one of our own that may be called.
  public boolean isNamedPrivate(URI address) {
    return guard.isNamedPrivate(address);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private final class Exchange {
    private final URI address;
    private final List<InetAddress> places;
    private final Duration limit;
    private final long end;
    private final AtomicBoolean late = new AtomicBoolean();

    Exchange(URI address, List<InetAddress> places, Duration limit) {
      this.address = address;
      this.places = places;
      this.limit = limit;
      this.end = System.nanoTime() + limit.toNanos();
    }

    Outcome run(Map<String, String> headers, byte[] body, int excerpt) {
      try (var plain = connect()) {
        var guardian = closeWhenLate(plain);
        try (var socket = secured(plain)) {
          socket.getOutputStream().write(request(headers, body));
          socket.getOutputStream().flush();
          return new Outcome.Answered(
              DirectAnswer.read(new BufferedInputStream(socket.getInputStream()), excerpt));
        } finally {
          guardian.cancel(false);
        }
      } catch (IOException failed) {
        return new Outcome.Silent(why(failed));
      }
    }

    private Socket connect() throws IOException {
      IOException last = new IOException("no address");
      for (var place : places) {
        var socket = new Socket(Proxy.NO_PROXY);
        try {
          int left = Math.min(CONNECT_MILLIS, millisLeft());
          socket.connect(new InetSocketAddress(place, port()), left);
          socket.setTcpNoDelay(true);
          return socket;
        } catch (IOException failed) {
          socket.close();
          last = new NotConnected(failed);
        }
      }
      throw last;
    }

    private Socket secured(Socket plain) throws IOException {
      plain.setSoTimeout(millisLeft());
      if (!"https".equals(address.getScheme())) {
        return plain;
      }
      var socket = (SSLSocket) encrypted.createSocket(plain, host(), port(), true);
      var wanted = socket.getSSLParameters();
      wanted.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(wanted);
      socket.startHandshake();
      return socket;
    }

    // A time limit per read is no limit for an answer that trickles.
    private ScheduledFuture<?> closeWhenLate(Socket socket) throws IOException {
      return clock.schedule(
          () -> {
            late.set(true);
            Thread.ofVirtual().start(() -> closeQuietly(socket));
          },
          millisLeft(),
          TimeUnit.MILLISECONDS);
    }

    private byte[] request(Map<String, String> headers, byte[] body) {
      var ascii = URI.create(address.toASCIIString());
      var path = ascii.getRawPath();
      var query = ascii.getRawQuery();
      var head = new StringBuilder("POST ");
      head.append(path == null || path.isEmpty() ? "/" : path);
      if (query != null) {
        head.append('?').append(query);
      }
      head.append(" HTTP/1.1\r\nHost: ").append(address.getHost());
      if (address.getPort() >= 0) {
        head.append(':').append(address.getPort());
      }
      head.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(body.length);
      head.append("\r\nAccept: */*\r\nConnection: close\r\n");
      headers.forEach((name, value) -> head.append(line(name, value)));
      var begin = head.append("\r\n").toString().getBytes(ISO_8859_1);
      var all = new byte[begin.length + body.length];
      System.arraycopy(begin, 0, all, 0, begin.length);
      System.arraycopy(body, 0, all, begin.length, body.length);
      return all;
    }

    private String why(IOException failed) {
      if (late.get() || System.nanoTime() >= end) {
        return "no answer within " + limit.toSeconds() + " s";
      }
      return switch (failed) {
        case NotConnected _ -> "not reached: no connection";
        case SSLException _ -> "not reached: its certificate or encryption is not accepted";
        case SocketTimeoutException _ -> "no answer within " + limit.toSeconds() + " s";
        default -> "the connection broke off before an answer";
      };
    }

    private String host() {
      var host = address.getHost();
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
      return address.getPort() >= 0
          ? address.getPort()
          : "https".equals(address.getScheme()) ? 443 : 80;
    }

    private int millisLeft() throws SocketTimeoutException {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      return (int) left;
    }
  }

  private static String line(String name, String value) {
    if ((name + value).chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("a header must be one line");
    }
    return name + ": " + value + "\r\n";
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // closed is what was wanted
    }
  }

  private static final class NotConnected extends IOException {
    private static final long serialVersionUID = 1L;

    NotConnected(IOException cause) {
      super(cause);
    }
  }
}
