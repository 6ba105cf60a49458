package io.frontdesk.integrations.caldav;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.platform.http.HostGuard;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome.Answered;
import io.frontdesk.platform.http.Outcome.NotReached;
import io.frontdesk.platform.http.Outcome.Reason;
import io.frontdesk.platform.http.Outcome.Unknown;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// CalDAV (RFC 4791) with incremental reading where the server has it (RFC 6578). The password goes
/// only to the host that the person named, and only encrypted unless the operator named the host.
@Component
class CalDavSync implements CalendarSync {
  private static final String PROVIDER = "caldav";
  private static final String URL = "url";
  private static final String USER = "user";
  private static final String PASSWORD = "password";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_REDIRECTS = 3;
  private static final int AT_ONCE = 50;
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final OutboundHttp http;
  private final HostGuard guard;

  CalDavSync(OutboundHttp http, HostGuard guard) {
    this.http = http;
    this.guard = guard;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "CalDAV";
  }

  @Override
  public String help() {
    return "iCloud, Fastmail, Nextcloud, Radicale and others. Use an app password where the"
        + " provider has them.";
  }

  @Override
  public List<Field> fields() {
    return List.of(
        new Field(URL, "Address", "E.g. https://caldav.example.com/", false),
        new Field(USER, "User", "Often the whole e-mail address.", false),
        new Field(PASSWORD, "App password", "Stored encrypted, never shown again.", true));
  }

  @Override
  public boolean writes() {
    return true;
  }

  @Override
  public Outcome<List<RemoteCalendar>> calendars(Account account) {
    URI start;
    try {
      start = URI.create(account.get(URL).strip());
    } catch (IllegalArgumentException noAddress) {
      return new Outcome.Failed<>("This is not an address.");
    }
    if (start.getHost() == null
        || !("https".equals(start.getScheme()) || "http".equals(start.getScheme()))) {
      return new Outcome.Failed<>("The address must begin with https://.");
    }
    return switch (home(account, start)) {
      case Outcome.Done<URI>(var home) ->
          propfind(
                  account,
                  home,
                  1,
                  "<d:displayname/><d:resourcetype/><d:current-user-privilege-set/>")
              .map(dav -> listed(home, dav));
      case Outcome.Unauthorized<URI> _ -> new Outcome.Unauthorized<>();
      case Outcome.Wait<URI>(var time) -> new Outcome.Wait<>(time);
      case Outcome.Failed<URI>(var why) -> new Outcome.Failed<>(why);
      case Outcome.Gone<URI> _, Outcome.StaleToken<URI> _, Outcome.Changed<URI> _ ->
          new Outcome.Failed<>("There is no CalDAV server at this address.");
    };
  }

  // The address may be a server, a principal, a home or a calendar.
  private Outcome<URI> home(Account account, URI start) {
    var wanted = "<d:current-user-principal/><c:calendar-home-set/><d:resourcetype/>";
    var first = propfind(account, start, 0, wanted);
    if (first instanceof Outcome.Gone<Dav> || first instanceof Outcome.Failed<Dav>) {
      var known = propfind(account, start.resolve("/.well-known/caldav"), 0, wanted);
      first = known instanceof Outcome.Done<Dav> ? known : first;
    }
    if (!(first instanceof Outcome.Done<Dav>(var dav))) {
      return first.map(_ -> start);
    }
    var here = dav.responses().isEmpty() ? null : dav.responses().getFirst();
    if (here == null || here.isCalendar()) {
      return new Outcome.Done<>(start);
    }
    var home = here.hrefIn(Dav.calNamespace(), "calendar-home-set");
    if (home.isPresent()) {
      return inside(start, home.get());
    }
    var principal = here.hrefIn(Dav.davNamespace(), "current-user-principal");
    if (principal.isEmpty()) {
      return new Outcome.Done<>(start);
    }
    return switch (inside(start, principal.get())) {
      case Outcome.Done<URI>(var address) -> homeOf(account, address);
      case Outcome<URI> other -> other;
    };
  }

  private Outcome<URI> homeOf(Account account, URI principal) {
    return switch (propfind(account, principal, 0, "<c:calendar-home-set/>")) {
      case Outcome.Done<Dav>(var dav) ->
          dav.responses().stream()
              .flatMap(one -> one.hrefIn(Dav.calNamespace(), "calendar-home-set").stream())
              .findFirst()
              .map(home -> inside(principal, home))
              .orElse(new Outcome.Done<>(principal));
      case Outcome<Dav> other -> other.map(_ -> principal);
    };
  }

  private static List<RemoteCalendar> listed(URI home, Dav dav) {
    var found = new ArrayList<RemoteCalendar>();
    for (var one : dav.responses()) {
      if (one.isCalendar() && found.size() < 100) {
        var path = home.resolve(one.href());
        var name = one.dav("displayname").orElse(path.getPath());
        boolean privileges = one.is(Dav.davNamespace(), "current-user-privilege-set");
        boolean writes =
            !privileges
                || one.is(Dav.davNamespace(), "write")
                || one.is(Dav.davNamespace(), "all")
                || one.is(Dav.davNamespace(), "write-content");
        found.add(
            new RemoteCalendar(
                path.toString(), name.length() > 200 ? name.substring(0, 200) : name, writes));
      }
    }
    return found;
  }

  @Override
  public Outcome<Changes> changes(
      Account account, String calendar, @Nullable String token, Instant from, Instant until) {
    var address = URI.create(calendar);
    return token == null
        ? everything(account, address, from, until)
        : since(account, address, token);
  }

  private Outcome<Changes> everything(Account account, URI calendar, Instant from, Instant until) {
    // The token first: what changes while we read is then read once more.
    var before = propfind(account, calendar, 0, "<d:sync-token/>");
    if (!(before instanceof Outcome.Done<Dav>(var head))) {
      return before.map(_ -> new Changes(true, List.of(), null));
    }
    var token =
        head.responses().stream().flatMap(one -> one.dav("sync-token").stream()).findFirst();
    var query =
        """
        <c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
          <d:prop><d:getetag/><c:calendar-data/></d:prop>
          <c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
            <c:time-range start="%s" end="%s"/>
          </c:comp-filter></c:comp-filter></c:filter>
        </c:calendar-query>
        """
            .formatted(UTC.format(from), UTC.format(until));
    return dav(account, "REPORT", calendar, 1, query)
        .map(dav -> new Changes(true, entries(calendar, dav), token.orElse(null)));
  }

  private Outcome<Changes> since(Account account, URI calendar, String token) {
    var query =
        """
        <d:sync-collection xmlns:d="DAV:">
          <d:sync-token>%s</d:sync-token><d:sync-level>1</d:sync-level>
          <d:prop><d:getetag/></d:prop>
        </d:sync-collection>
        """
            .formatted(Dav.escaped(token));
    var answer = dav(account, "REPORT", calendar, 0, query);
    if (answer instanceof Outcome.Changed<Dav> || answer instanceof Outcome.Gone<Dav>) {
      return new Outcome.StaleToken<>();
    }
    if (!(answer instanceof Outcome.Done<Dav>(var dav))) {
      return answer.map(_ -> new Changes(false, List.of(), token));
    }
    var entries = new ArrayList<Entry>();
    var changed = new ArrayList<String>();
    for (var one : dav.responses()) {
      if (one.gone()) {
        entries.add(new Entry.Gone(path(calendar, one.href())));
      } else if (one.dav("getetag").isPresent()) {
        changed.add(one.href());
      }
    }
    for (int at = 0; at < changed.size(); at += AT_ONCE) {
      var part = changed.subList(at, Math.min(changed.size(), at + AT_ONCE));
      var read = multiget(account, calendar, part);
      if (!(read instanceof Outcome.Done<Dav>(var files))) {
        return read.map(_ -> new Changes(false, List.of(), token));
      }
      entries.addAll(entries(calendar, files));
    }
    return new Outcome.Done<>(
        new Changes(false, entries, dav.syncToken().isEmpty() ? null : dav.syncToken()));
  }

  private Outcome<Dav> multiget(Account account, URI calendar, List<String> hrefs) {
    var list = new StringBuilder();
    hrefs.forEach(href -> list.append("<d:href>").append(Dav.escaped(href)).append("</d:href>"));
    return dav(
        account,
        "REPORT",
        calendar,
        1,
        """
        <c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
          <d:prop><d:getetag/><c:calendar-data/></d:prop>%s
        </c:calendar-multiget>
        """
            .formatted(list));
  }

  private static List<Entry> entries(URI calendar, Dav dav) {
    var entries = new ArrayList<Entry>();
    for (var one : dav.responses()) {
      var href = path(calendar, one.href());
      var data = one.cal("calendar-data");
      if (data.isPresent()) {
        entries.add(
            new Entry.File(href, one.dav("getetag").orElse(""), data.get().getBytes(UTF_8)));
      } else if (one.gone()) {
        entries.add(new Entry.Gone(href));
      }
    }
    return entries;
  }

  @Override
  public Outcome<Entry> read(Account account, String calendar, String href) {
    var address = URI.create(calendar).resolve(href);
    return switch (send(account, request(account, address).GET())) {
      case Outcome.Done<Answered<byte[]>>(var answer) ->
          new Outcome.Done<>(
              new Entry.File(href, answer.headers().firstValue("ETag").orElse(""), answer.body()));
      case Outcome<Answered<byte[]>> other -> other.map(_ -> new Entry.Gone(href));
    };
  }

  @Override
  public String hrefOf(String calendar, UUID appointment) {
    return URI.create(calendar).resolve("frontdesk-" + appointment + ".ics").getRawPath();
  }

  @Override
  public Outcome<String> write(
      Account account, String calendar, OwnEvent event, String href, String expected) {
    var request =
        request(account, URI.create(calendar).resolve(href))
            .header("Content-Type", "text/calendar; charset=utf-8")
            .PUT(BodyPublishers.ofByteArray(event.ics()));
    switch (expected) {
      case "" -> request.header("If-None-Match", "*");
      case "*" -> {}
      default -> request.header("If-Match", expected);
    }
    return send(account, request).map(answer -> answer.headers().firstValue("ETag").orElse(""));
  }

  @Override
  public Outcome<Boolean> delete(Account account, String calendar, String href) {
    return send(account, request(account, URI.create(calendar).resolve(href)).DELETE())
        .map(_ -> true);
  }

  private Outcome<Dav> propfind(Account account, URI address, int depth, String properties) {
    return dav(
        account,
        "PROPFIND",
        address,
        depth,
        "<d:propfind xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\"><d:prop>"
            + properties
            + "</d:prop></d:propfind>");
  }

  private Outcome<Dav> dav(Account account, String method, URI address, int depth, String body) {
    var outcome =
        send(
            account,
            request(account, address)
                .header("Depth", Integer.toString(depth))
                .header("Content-Type", "application/xml; charset=utf-8")
                .method(method, BodyPublishers.ofString(body)));
    return switch (outcome) {
      case Outcome.Done<Answered<byte[]>>(var answer) ->
          Dav.parse(answer.body())
              .<Outcome<Dav>>map(Outcome.Done::new)
              .orElse(new Outcome.Failed<>("There is no CalDAV server at this address."));
      case Outcome<Answered<byte[]>> other -> other.map(_ -> new Dav(List.of(), ""));
    };
  }

  private static HttpRequest.Builder request(Account account, URI address) {
    var login = account.get(USER) + ":" + account.get(PASSWORD);
    return HttpRequest.newBuilder(address)
        .header(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
  }

  private Outcome<Answered<byte[]>> send(Account account, HttpRequest.Builder builder) {
    var request = builder.build();
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      var address = request.uri();
      if (!"https".equals(address.getScheme()) && !guard.isNamedPrivate(address)) {
        return new Outcome.Failed<>("The address must begin with https://.");
      }
      var call = OutboundCall.to(PROVIDER, account.tenant()).within(LIMIT).atMost(MOST_BYTES);
      switch (http.send(call, request)) {
        case Answered<byte[]> answer when isRedirect(answer) -> {
          var next = answer.headers().firstValue("Location").orElse("");
          switch (inside(address, next)) {
            case Outcome.Done<URI>(var there) ->
                request = HttpRequest.newBuilder(request, (_, _) -> true).uri(there).build();
            case Outcome<URI> other -> {
              return other.map(_ -> answer);
            }
          }
        }
        case Answered<byte[]> answer -> {
          return answered(answer);
        }
        case NotReached<byte[]>(var reason, var why) -> {
          return new Outcome.Failed<>(
              reason == Reason.REFUSED_BY_US
                  ? "This address is not called: " + why + "."
                  : "The server can't be reached: " + why + ".");
        }
        case Unknown<byte[]>(var why) -> {
          return new Outcome.Failed<>(
              why.equals(OutboundHttp.TOO_LONG)
                  ? "The calendar is larger than 16 MiB."
                  : "The server did not answer.");
        }
      }
    }
    return new Outcome.Failed<>("The address leads in circles.");
  }

  private static boolean isRedirect(Answered<byte[]> answer) {
    return List.of(301, 302, 307, 308).contains(answer.status());
  }

  // The password must not follow to another server.
  private static Outcome<URI> inside(URI from, String href) {
    try {
      var there = from.resolve(href);
      boolean same =
          String.valueOf(from.getScheme()).equals(there.getScheme())
              && String.valueOf(from.getHost()).equalsIgnoreCase(there.getHost())
              && from.getPort() == there.getPort();
      return same
          ? new Outcome.Done<>(there)
          : new Outcome.Failed<>("The server sends us to another one. Give that one's address.");
    } catch (IllegalArgumentException noAddress) {
      return new Outcome.Failed<>("The server gives an address that is none.");
    }
  }

  private static Outcome<Answered<byte[]>> answered(Answered<byte[]> answer) {
    return switch (answer.status()) {
      case 401 -> new Outcome.Unauthorized<>();
      case 404, 410 -> new Outcome.Gone<>();
      case 403, 409, 412 -> new Outcome.Changed<>();
      case 429, 503 -> new Outcome.Wait<>(answer.retryAfter().orElse(Duration.ofMinutes(1)));
      default ->
          answer.ok()
              ? new Outcome.Done<>(answer)
              : new Outcome.Failed<>("The server answered with " + answer.status() + ".");
    };
  }

  private static String path(URI calendar, String href) {
    try {
      return Optional.ofNullable(calendar.resolve(href).getRawPath()).orElse(href);
    } catch (IllegalArgumentException noAddress) {
      return href;
    }
  }
}
