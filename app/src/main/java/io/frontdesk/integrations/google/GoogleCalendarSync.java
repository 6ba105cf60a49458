package io.frontdesk.integrations.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.http.OutboundCall;
import io.frontdesk.platform.http.OutboundHttp;
import io.frontdesk.platform.http.Outcome.Answered;
import io.frontdesk.platform.http.Outcome.NotReached;
import io.frontdesk.platform.http.Outcome.Unknown;
import io.frontdesk.platform.tenant.TenantId;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Google Calendar (API v3). Google expands repeating entries itself; each instance comes as an
/// entry of its own. An appointment's entry has the appointment's id, so it is never made twice.
@Component
class GoogleCalendarSync implements CalendarSync {
  private static final String PROVIDER = "google";
  private static final String REFRESH = "refresh-token";
  private static final String SCOPES =
      "https://www.googleapis.com/auth/calendar.calendarlist.readonly"
          + " https://www.googleapis.com/auth/calendar.events";
  private static final String OWN = "frontdeskAppointment";
  private static final String TIMES = "frontdeskTimes";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MOST_BYTES = 8 << 20;
  private static final int MOST_PAGES = 100;
  private static final Set<String> SLOW_DOWN =
      Set.of("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded");

  private final OutboundHttp http;
  private final AccessTokens tokens;
  private final JsonMapper json;
  private final Clock clock;
  private final @Nullable String client;
  private final @Nullable String secret;
  private final URI signIn;
  private final URI token;
  private final URI api;

  GoogleCalendarSync(
      OutboundHttp http, AccessTokens tokens, JsonMapper json, Settings settings, Clock clock) {
    this.http = http;
    this.tokens = tokens;
    this.json = json;
    this.clock = clock;
    this.client = settings.find(IntegrationsSettings.GOOGLE_CLIENT).orElse(null);
    this.secret = settings.find(IntegrationsSettings.GOOGLE_SECRET).orElse(null);
    this.signIn = settings.get(IntegrationsSettings.GOOGLE_SIGN_IN);
    this.token = settings.get(IntegrationsSettings.GOOGLE_TOKEN);
    this.api = settings.get(IntegrationsSettings.GOOGLE_API);
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public String label() {
    return "Google Calendar";
  }

  @Override
  public String help() {
    return client == null || secret == null
        ? "Not set up here yet: whoever runs this program must name a Google client first."
        : "You are sent to Google to allow access, and come back here.";
  }

  @Override
  public List<Field> fields() {
    return List.of();
  }

  @Override
  public boolean writes() {
    return true;
  }

  @Override
  public Optional<Consent> consent() {
    return client == null || secret == null
        ? Optional.empty()
        : Optional.of(new GoogleConsent(client, secret));
  }

  private final class GoogleConsent implements Consent {
    private final String clientId;
    private final String clientSecret;

    GoogleConsent(String clientId, String clientSecret) {
      this.clientId = clientId;
      this.clientSecret = clientSecret;
    }

    @Override
    public URI address(String redirect, String state, String challenge) {
      return URI.create(
          signIn
              + "/o/oauth2/v2/auth?"
              + form(
                  Map.of(
                      "client_id", clientId,
                      "redirect_uri", redirect,
                      "response_type", "code",
                      "scope", SCOPES,
                      "access_type", "offline",
                      "prompt", "consent",
                      "state", state,
                      "code_challenge", challenge,
                      "code_challenge_method", "S256")));
    }

    @Override
    public Outcome<Map<String, String>> exchange(
        TenantId tenant, String redirect, String code, String verifier) {
      var answer =
          tokenCall(
              tenant,
              Map.of(
                  "grant_type", "authorization_code",
                  "code", code,
                  "redirect_uri", redirect,
                  "client_id", clientId,
                  "client_secret", clientSecret,
                  "code_verifier", verifier));
      return switch (answer) {
        case Outcome.Done<JsonNode>(var body) -> {
          var refresh = body.path("refresh_token").asString("");
          yield refresh.isEmpty()
              ? new Outcome.Failed<>("Google gave no lasting access. Try again and allow it.")
              : new Outcome.Done<>(Map.of(REFRESH, refresh));
        }
        case Outcome<JsonNode> other -> other.map(_ -> Map.of());
      };
    }
  }

  @Override
  public Outcome<List<RemoteCalendar>> calendars(Account account) {
    var found = new ArrayList<RemoteCalendar>();
    var page = "";
    for (int i = 0; i < MOST_PAGES; i++) {
      var answer =
          call(
              account,
              "GET",
              "/users/me/calendarList?maxResults=250"
                  + (page.isEmpty() ? "" : "&pageToken=" + encoded(page)),
              null,
              null);
      if (!(answer instanceof Outcome.Done<JsonNode>(var body))) {
        return answer.map(_ -> found);
      }
      for (var one : body.path("items")) {
        var role = one.path("accessRole").asString("");
        var name = one.path("summary").asString("Calendar");
        found.add(
            new RemoteCalendar(
                one.path("id").asString(""),
                name.length() > 200 ? name.substring(0, 200) : name,
                role.equals("owner") || role.equals("writer")));
      }
      page = body.path("nextPageToken").asString("");
      if (page.isEmpty()) {
        break;
      }
    }
    return new Outcome.Done<>(found);
  }

  @Override
  public Outcome<Changes> changes(
      Account account, String calendar, @Nullable String since, Instant from, Instant until) {
    var entries = new ArrayList<Entry>();
    var page = "";
    for (int i = 0; i < MOST_PAGES; i++) {
      var query =
          "/events?maxResults=250&singleEvents=true"
              + (since == null
                  ? "&timeMin=" + encoded(from.toString()) + "&timeMax=" + encoded(until.toString())
                  : "&syncToken=" + encoded(since))
              + (page.isEmpty() ? "" : "&pageToken=" + encoded(page));
      var answer = call(account, "GET", path(calendar) + query, null, null);
      if (since != null && answer instanceof Outcome.Gone<JsonNode>) {
        return new Outcome.StaleToken<>();
      }
      if (!(answer instanceof Outcome.Done<JsonNode>(var body))) {
        return answer.map(_ -> new Changes(false, List.of(), since));
      }
      var zone = zone(body.path("timeZone").asString(""));
      for (var item : body.path("items")) {
        entry(item, zone).ifPresent(entries::add);
      }
      page = body.path("nextPageToken").asString("");
      if (page.isEmpty()) {
        var next = body.path("nextSyncToken").asString("");
        return new Outcome.Done<>(
            new Changes(since == null, entries, next.isEmpty() ? null : next));
      }
    }
    return new Outcome.Failed<>("The calendar has too many entries.");
  }

  @Override
  public Outcome<Entry> read(Account account, String calendar, String href) {
    return call(account, "GET", path(calendar) + "/events/" + encoded(href), null, null)
        .map(item -> entry(item, ZoneId.of("UTC")).orElse(new Entry.Gone(href)));
  }

  @Override
  public String hrefOf(String calendar, UUID appointment) {
    return appointment.toString().replace("-", "");
  }

  @Override
  public Outcome<String> write(
      Account account, String calendar, OwnEvent event, String href, String expected) {
    var events = path(calendar) + "/events";
    var body = json.writeValueAsString(body(event, href));
    var answer =
        expected.isEmpty()
            ? call(account, "POST", events, body, null)
            : call(
                account,
                "PUT",
                events + "/" + encoded(href),
                body,
                expected.equals("*") ? null : expected);
    if (expected.equals("*") && answer instanceof Outcome.Gone<JsonNode>) {
      answer = call(account, "POST", events, body, null);
    }
    return answer.map(item -> item.path("etag").asString(""));
  }

  @Override
  public Outcome<Boolean> delete(Account account, String calendar, String href) {
    return call(account, "DELETE", path(calendar) + "/events/" + encoded(href), null, null)
        .map(_ -> true);
  }

  @Override
  public void forget(Account account) {
    tokens.drop(account.tenant(), account.id());
    var request =
        HttpRequest.newBuilder(URI.create(token + "/revoke"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(Map.of("token", account.get(REFRESH)))));
    // Whether Google still knew it makes no difference to us.
    var unused = http.send(to(account.tenant(), token), request.build());
  }

  private static Map<String, Object> body(OwnEvent event, String id) {
    var body = new LinkedHashMap<String, Object>();
    body.put("id", id);
    body.put("status", "confirmed");
    body.put("summary", event.title());
    body.put("description", event.description());
    body.put("sequence", event.sequence());
    body.put("start", Map.of("dateTime", event.start().toString(), "timeZone", "UTC"));
    body.put("end", Map.of("dateTime", event.end().toString(), "timeZone", "UTC"));
    body.put(
        "extendedProperties",
        Map.of("private", Map.of(OWN, event.appointment().toString(), TIMES, event.mark())));
    return body;
  }

  private static Optional<Entry> entry(JsonNode item, ZoneId zone) {
    var id = item.path("id").asString("");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (item.path("status").asString("").equals("cancelled")) {
      return Optional.of(new Entry.Gone(id));
    }
    var own = item.path("extendedProperties").path("private");
    try {
      return Optional.of(
          new Entry.Event(
              id,
              item.path("etag").asString(""),
              item.path("iCalUID").asString(""),
              uuid(own.path(OWN).asString("")),
              own.path(TIMES).asString(""),
              instant(item.path("start"), zone),
              instant(item.path("end"), zone),
              !item.path("transparency").asString("").equals("transparent"),
              item.path("summary").asString("")));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private static @Nullable UUID uuid(String text) {
    try {
      return text.isEmpty() ? null : UUID.fromString(text);
    } catch (IllegalArgumentException noId) {
      return null;
    }
  }

  private static Instant instant(JsonNode at, ZoneId zone) {
    var time = at.path("dateTime").asString("");
    return time.isEmpty()
        ? LocalDate.parse(at.path("date").asString("")).atStartOfDay(zone).toInstant()
        : OffsetDateTime.parse(time).toInstant();
  }

  private static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException unknown) {
      return ZoneId.of("UTC");
    }
  }

  private Outcome<JsonNode> call(
      Account account,
      String method,
      String path,
      @Nullable String body,
      @Nullable String ifMatch) {
    for (int attempt = 1; ; attempt++) {
      var access = access(account);
      if (!(access instanceof Outcome.Done<String>(var bearer))) {
        return access.map(_ -> json.nullNode());
      }
      var request =
          HttpRequest.newBuilder(URI.create(api + "/calendar/v3" + path))
              .header("Authorization", "Bearer " + bearer)
              .method(
                  method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      if (body != null) {
        request.header("Content-Type", "application/json; charset=utf-8");
      }
      if (ifMatch != null) {
        request.header("If-Match", ifMatch);
      }
      var outcome = answered(http.send(to(account.tenant(), api), request.build()));
      if (!(outcome instanceof Outcome.Unauthorized<JsonNode>) || attempt == 2) {
        return outcome;
      }
      // It may only have become old; the lasting one says.
      tokens.drop(account.tenant(), account.id());
    }
  }

  private Outcome<String> access(Account account) {
    var known = tokens.find(account.tenant(), account.id());
    if (known.isPresent()) {
      return new Outcome.Done<>(known.get());
    }
    if (client == null || secret == null) {
      return new Outcome.Failed<>("Google is not set up on this installation.");
    }
    var answer =
        tokenCall(
            account.tenant(),
            Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                account.get(REFRESH),
                "client_id",
                client,
                "client_secret",
                secret));
    return answer.map(
        body -> {
          var access = body.path("access_token").asString("");
          tokens.keep(
              account.tenant(),
              account.id(),
              access,
              clock.instant().plusSeconds(Math.max(0, body.path("expires_in").asInt(0) - 60)));
          return access;
        });
  }

  private Outcome<JsonNode> tokenCall(TenantId tenant, Map<String, String> fields) {
    var request =
        HttpRequest.newBuilder(URI.create(token + "/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(fields)))
            .build();
    var sent = http.send(to(tenant, token), request);
    // `invalid_grant`: the person took the access back.
    return sent instanceof Answered<byte[]> answer && answer.status() == 400
        ? new Outcome.Unauthorized<>()
        : answered(sent);
  }

  private static OutboundCall to(TenantId tenant, URI base) {
    return OutboundCall.to(PROVIDER, tenant)
        .within(LIMIT)
        .atMost(MOST_BYTES)
        .only(Set.of(base.getHost()));
  }

  private Outcome<JsonNode> answered(io.frontdesk.platform.http.Outcome<byte[]> sent) {
    return switch (sent) {
      case Answered<byte[]> answer -> answered(answer);
      case NotReached<byte[]>(_, var why) ->
          new Outcome.Failed<>("Google can't be reached: " + why + ".");
      case Unknown<byte[]> _ -> new Outcome.Failed<>("Google did not answer.");
    };
  }

  private Outcome<JsonNode> answered(Answered<byte[]> answer) {
    return switch (answer.status()) {
      case 401 -> new Outcome.Unauthorized<>();
      case 403 ->
          SLOW_DOWN.contains(reason(answer))
              ? new Outcome.Wait<>(answer.retryAfter().orElse(Duration.ofMinutes(1)))
              : new Outcome.Unauthorized<>();
      case 404, 410 -> new Outcome.Gone<>();
      case 409, 412 -> new Outcome.Changed<>();
      case 429, 503 -> new Outcome.Wait<>(answer.retryAfter().orElse(Duration.ofMinutes(1)));
      case 204 -> new Outcome.Done<>(json.nullNode());
      default ->
          answer.ok()
              ? tree(answer)
                  .<Outcome<JsonNode>>map(Outcome.Done::new)
                  .orElse(new Outcome.Failed<>("Google's answer is not readable."))
              : new Outcome.Failed<>("Google answered with " + answer.status() + ".");
    };
  }

  private String reason(Answered<byte[]> answer) {
    return tree(answer)
        .map(body -> body.path("error").path("errors").path(0).path("reason").asString(""))
        .orElse("");
  }

  private Optional<JsonNode> tree(Answered<byte[]> answer) {
    try {
      return Optional.of(json.readTree(answer.body()));
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
  }

  private static String path(String calendar) {
    return "/calendars/" + encoded(calendar);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String form(Map<String, String> fields) {
    var form = new ArrayList<String>();
    fields.forEach((name, value) -> form.add(encoded(name) + "=" + encoded(value)));
    return String.join("&", form);
  }
}
