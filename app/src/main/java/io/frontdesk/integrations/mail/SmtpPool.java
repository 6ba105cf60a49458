package io.frontdesk.integrations.mail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Hands letters to mail servers over lines that stay open between letters: a few per server,
/// closed when idle, dropped when they broke. Holds a limit on every wait and a breaker per server.
///
/// A letter is begun again only when a line that had lain idle turned out to be dead before the
/// letter's end was sent; after that it is the caller's to settle.
@Component
class SmtpPool implements DisposableBean {
  private static final Pattern ENHANCED =
      Pattern.compile("\\b5\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
  private static final int MOST_SERVERS = 5_000;
  private static final Duration BREAKER_PAUSE = Duration.ofSeconds(20);
  private static final int SERVICE_CLOSING = 421;
  private static final Session WRITING = Session.getInstance(strict());

  // Opens when half of the last 20 letters failed; after 20 s lets three through to see.
  private static final CircuitBreakerConfig BREAKING =
      CircuitBreakerConfig.custom()
          .slidingWindowSize(20)
          .minimumNumberOfCalls(10)
          .failureRateThreshold(50)
          .waitDurationInOpenState(BREAKER_PAUSE)
          .permittedNumberOfCallsInHalfOpenState(3)
          .build();

  /// @param answer the longest wait for one answer
  /// @param whole the longest time one letter may take
  /// @param seat the longest wait for a free line
  /// @param idle after which an unused line is closed
  /// @param lines open at once per server
  record Limits(
      Duration connect, Duration answer, Duration whole, Duration seat, Duration idle, int lines) {
    static final Limits STANDARD =
        new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(40),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            4);
  }

  private final MailHosts hosts;
  private final Limits limits;
  private final Properties extra;
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("smtp-lines").factory());
  private final Cache<SmtpServer, Lane> lanes =
      Caffeine.newBuilder()
          .maximumSize(MOST_SERVERS)
          .expireAfterAccess(Duration.ofHours(1))
          .<SmtpServer, Lane>evictionListener((_, lane, _) -> closed(lane))
          .build();

  @Autowired
  SmtpPool(MailHosts hosts) {
    this(hosts, Limits.STANDARD, new Properties());
  }

  /// @param extra of the mail library, e.g. which certificates to trust
  SmtpPool(MailHosts hosts, Limits limits, Properties extra) {
    this.hosts = hosts;
    this.limits = limits;
    this.extra = extra;
    long every = Math.max(100, limits.idle().toMillis() / 3);
    var unused = clockwork.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
  }

  /// Hands over one letter.
  GatewayOutcome send(SmtpServer server, Smtp.Letter letter) {
    TenantTransactions.requireNone("a mail server");
    var lane = lanes.get(server, Lane::new);
    if (!lane.breaker.tryAcquirePermission()) {
      return new GatewayOutcome.NotReached("smtp-breaker", BREAKER_PAUSE);
    }
    long begin = System.nanoTime();
    GatewayOutcome outcome;
    try {
      outcome = inTurn(lane, letter);
    } catch (RuntimeException | Error unexpected) {
      lane.breaker.releasePermission();
      throw unexpected;
    }
    long took = System.nanoTime() - begin;
    if (isBusy(outcome)) {
      lane.breaker.releasePermission();
    } else if (isHealthy(outcome)) {
      lane.breaker.onSuccess(took, TimeUnit.NANOSECONDS);
    } else {
      lane.breaker.onError(took, TimeUnit.NANOSECONDS, new IOException("failed"));
    }
    return outcome;
  }

  /// Whether the server can be reached and takes the credentials; null when it does, else why not.
  @Nullable String check(SmtpServer server) {
    TenantTransactions.requireNone("a mail server");
    try (var _ = open(server, deadline())) {
      return null;
    } catch (AuthenticationFailedException refused) {
      return "The mail server refuses the user or password.";
    } catch (MessagingException failed) {
      return isForbidden(failed)
          ? MailHosts.Forbidden.WHY
          : "The mail server was not reached, or not securely.";
    }
  }

  @Override
  public void destroy() {
    clockwork.shutdownNow();
    lanes.asMap().values().forEach(SmtpPool::closed);
    lanes.invalidateAll();
  }

  private GatewayOutcome inTurn(Lane lane, Smtp.Letter letter) {
    SMTPMessage message;
    try {
      message = Smtp.message(WRITING, letter);
    } catch (MessagingException unwritable) {
      return new GatewayOutcome.Rejected("smtp-address", "It can't be written as an e-mail.");
    } catch (UnsupportedEncodingException impossible) {
      throw new IllegalStateException("every Java has UTF-8", impossible);
    }
    try {
      if (!lane.seats.tryAcquire(limits.seat().toMillis(), TimeUnit.MILLISECONDS)) {
        return new GatewayOutcome.NotReached(GatewayOutcome.NotReached.BUSY, null);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new GatewayOutcome.NotReached("smtp-stopping", null);
    }
    try {
      long deadline = deadline();
      var kept = lane.take();
      if (kept != null) {
        var outcome = hand(lane, kept, message, deadline);
        if (outcome != null) {
          return outcome;
        }
        // It lay idle too long for the server, or for a firewall between: a new one may do.
      }
      var outcome = hand(lane, open(lane.server, deadline), message, deadline);
      return outcome == null ? new GatewayOutcome.NotReached("smtp-broke-off", null) : outcome;
    } catch (AuthenticationFailedException refused) {
      return new GatewayOutcome.Rejected("smtp-auth", "The mail server refuses our sign-in.");
    } catch (MessagingException failed) {
      return isForbidden(failed)
          ? new GatewayOutcome.Rejected("smtp-private", MailHosts.Forbidden.WHY)
          : new GatewayOutcome.NotReached("smtp-connect", null);
    } finally {
      lane.seats.release();
    }
  }

  // Null when the line broke before the letter's end was sent, so that it may be begun again.
  private @Nullable GatewayOutcome hand(Lane lane, Open open, SMTPMessage message, long deadline) {
    boolean whole = false;
    var watch = clockwork.schedule(open::cut, left(deadline), TimeUnit.NANOSECONDS);
    try {
      // RSET: it ends whatever the letter before left behind, and tells whether the line lives.
      if (open.line().letters() > 0 && !open.line().isConnected()) {
        return null;
      }
      open.line().sendMessage(message, message.getAllRecipients());
      whole = true;
      return new GatewayOutcome.Accepted(String.valueOf(message.getMessageID()));
    } catch (MessagingException failed) {
      int code = code(failed);
      whole = code > 0 && code != SERVICE_CLOSING && open.line().isConnected();
      var refused = refusedAddress(failed);
      return refused != null && code >= 500
          ? new GatewayOutcome.Rejected(
              status(refused),
              "The mail server does not take mail for this address (" + code + ").")
          : outcome(open.line(), code);
    } finally {
      watch.cancel(false);
      if (whole) {
        lane.keep(open);
      } else {
        open.close();
      }
    }
  }

  private static @Nullable GatewayOutcome outcome(SmtpLine line, int code) {
    if (code >= 500) {
      return new GatewayOutcome.Rejected(
          "smtp-" + code, "The mail server refused it (" + code + ").");
    }
    if (code >= 400) {
      // A server that closes a line that lay idle may welcome a new one.
      return code == SERVICE_CLOSING && line.letters() > 1 && !line.ended()
          ? null
          : new GatewayOutcome.NotReached("smtp-" + code, null);
    }
    return line.ended() ? new GatewayOutcome.Unclear("smtp-no-answer") : null;
  }

  private Open open(SmtpServer server, long deadline) throws MessagingException {
    var sockets = new Remembering(server.ours() ? SocketFactory.getDefault() : hosts.sockets());
    var line = new SmtpLine(Session.getInstance(properties(server, sockets)));
    var watch = clockwork.schedule(sockets::cut, left(deadline), TimeUnit.NANOSECONDS);
    try {
      line.connect(
          server.host(),
          server.port(),
          server.user().isEmpty() ? null : server.user(),
          server.user().isEmpty() ? null : server.password());
      return new Open(line, sockets);
    } catch (AuthenticationFailedException refused) {
      sockets.cut();
      // "Not now" is no refusal of who we are.
      throw line.getLastReturnCode() / 100 == 4
          ? new MessagingException("the sign-in was put off", refused)
          : refused;
    } catch (MessagingException | RuntimeException failed) {
      sockets.cut();
      throw failed;
    } finally {
      watch.cancel(false);
    }
  }

  private Properties properties(SmtpServer server, SocketFactory sockets) {
    var properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", millis(limits.connect()));
    properties.put("mail.smtp.timeout", millis(limits.answer()));
    properties.put("mail.smtp.writetimeout", millis(limits.answer()));
    properties.put("mail.smtp.socketFactory", sockets);
    properties.put("mail.smtp.socketFactory.fallback", "false");
    properties.put("mail.smtp.auth", Boolean.toString(!server.user().isEmpty()));
    properties.put("mail.smtp.quitwait", "false");
    properties.put("mail.smtp.userset", "true");
    // Asked for where the server offers it; what it reports comes to the mailbox that is read.
    properties.put("mail.smtp.dsn.notify", "FAILURE");
    properties.put("mail.smtp.dsn.ret", "HDRS");
    switch (server.security()) {
      case "tls" -> {
        properties.put("mail.smtp.ssl.enable", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
      }
      case "none" -> {}
      default -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
      }
    }
    properties.putAll(extra);
    return properties;
  }

  private void sweep() {
    lanes.asMap().values().forEach(lane -> lane.idle(limits.idle()).forEach(Open::close));
  }

  private static void closed(@Nullable Lane lane) {
    if (lane != null) {
      lane.idle(Duration.ZERO).forEach(Open::close);
    }
  }

  // Our own queue was long; that says nothing of the server.
  private static boolean isBusy(GatewayOutcome outcome) {
    return outcome instanceof GatewayOutcome.NotReached(var code, _)
        && code.equals(GatewayOutcome.NotReached.BUSY);
  }

  // Refusals are answers; a server that is away, closing or silent is not well.
  private static boolean isHealthy(GatewayOutcome outcome) {
    return switch (outcome) {
      case GatewayOutcome.Accepted _, GatewayOutcome.Rejected _ -> true;
      case GatewayOutcome.NotReached(var code, _) ->
          code.matches("smtp-4[0-9]{2}") && !code.equals("smtp-" + SERVICE_CLOSING);
      case GatewayOutcome.Unclear _ -> false;
    };
  }

  private static @Nullable SMTPAddressFailedException refusedAddress(MessagingException failed) {
    for (@Nullable Exception one = failed; one != null; ) {
      if (one instanceof SMTPAddressFailedException address) {
        return address;
      }
      one = one instanceof MessagingException next ? next.getNextException() : null;
    }
    return null;
  }

  // The enhanced status (RFC 2034) tells a missing mailbox from a policy; else the bare reply.
  private static String status(SMTPAddressFailedException refused) {
    var enhanced = ENHANCED.matcher(String.valueOf(refused.getMessage()));
    return enhanced.find() ? enhanced.group(1) : "rcpt-" + refused.getReturnCode();
  }

  private static int code(MessagingException failed) {
    for (@Nullable Exception one = failed; one != null; ) {
      if (one instanceof SMTPAddressFailedException address) {
        return address.getReturnCode();
      }
      if (one instanceof SMTPSendFailedException refused && refused.getReturnCode() >= 400) {
        return refused.getReturnCode();
      }
      one = one instanceof MessagingException next ? next.getNextException() : null;
    }
    return 0;
  }

  private static boolean isForbidden(MessagingException failed) {
    return MailHosts.Forbidden.caused(failed)
        || MailHosts.Forbidden.caused(failed.getNextException());
  }

  private long deadline() {
    return System.nanoTime() + limits.whole().toNanos();
  }

  private static long left(long deadline) {
    return Math.max(0, deadline - System.nanoTime());
  }

  private static Properties strict() {
    var properties = new Properties();
    properties.put("mail.mime.address.strict", "true");
    return properties;
  }

  private static String millis(Duration limit) {
    return Long.toString(limit.toMillis());
  }

  /// A line with its socket, which alone can be cut from another thread: the library's methods wait
  /// for each other.
  private record Open(SmtpLine line, Remembering sockets) implements AutoCloseable {
    void cut() {
      sockets.cut();
    }

    @Override
    public void close() {
      try {
        line.close();
      } catch (MessagingException alreadyClosed) {
        // What was sent was answered for before.
      } finally {
        cut();
      }
    }
  }

  /// The lines of one server.
  private final class Lane {
    private record Kept(Open open, long since) {}

    private final SmtpServer server;
    private final Semaphore seats = new Semaphore(limits.lines(), true);
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final CircuitBreaker breaker = CircuitBreaker.of("smtp", BREAKING);

    Lane(SmtpServer server) {
      this.server = server;
    }

    // The one used last: the others may fall idle.
    synchronized @Nullable Open take() {
      var last = kept.pollLast();
      return last == null ? null : last.open();
    }

    synchronized void keep(Open open) {
      kept.addLast(new Kept(open, System.nanoTime()));
    }

    synchronized List<Open> idle(Duration longerThan) {
      var idle = new ArrayList<Open>();
      long now = System.nanoTime();
      while (!kept.isEmpty() && now - kept.getFirst().since() >= longerThan.toNanos()) {
        idle.add(kept.removeFirst().open());
      }
      return idle;
    }
  }

  /// Remembers the socket it made.
  private static final class Remembering extends SocketFactory {
    private final SocketFactory maker;
    private volatile @Nullable Socket made;

    Remembering(SocketFactory maker) {
      this.maker = maker;
    }

    void cut() {
      var socket = made;
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException gone) {
          // It is to be gone.
        }
      }
    }

    @Override
    public Socket createSocket() throws IOException {
      var socket = maker.createSocket();
      made = socket;
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw new IOException("sockets are connected by the library");
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
