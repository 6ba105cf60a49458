package io.frontdesk.sandbox.google;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.frontdesk.sandbox.wire.Faults;
import io.frontdesk.sandbox.wire.Json;
import io.frontdesk.sandbox.wire.Recorder;
import io.frontdesk.sandbox.wire.Reply;
import io.frontdesk.sandbox.wire.Request;
import io.frontdesk.sandbox.wire.WebServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Google's token endpoint and Calendar API v3 as documented: authorization codes with PKCE,
/// refresh tokens, calendarList.list, events.list with pages and sync tokens, get, insert, update,
/// delete with `If-Match`.
public final class GoogleApi implements AutoCloseable {
  private static final int PAGE = 2;

  private final WebServer server;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private long clock;
  private int refusals;
  private Reply refusal = Reply.ok(Json.of());

  private static final class Account {
    private final String code;
    private final String challenge;
    private String refresh = "";
    private String access = "";
    private long forgottenBefore;
    private final Map<String, Event> events = new LinkedHashMap<>();

    Account(String code, String challenge) {
      this.code = code;
      this.challenge = challenge;
    }
  }

  private record Event(long changed, Map<String, @Nullable Object> json) {
    boolean cancelled() {
      return "cancelled".equals(json.get("status"));
    }

    String etag() {
      return "\"" + changed + "\"";
    }
  }

  public GoogleApi(int port, Faults faults, Recorder recorder) throws IOException {
    this.server = new WebServer(port, "google", faults, recorder, this::answer);
  }

  public int port() {
    return server.port();
  }

  /// A person allowed access: the code that comes back, and the challenge that was shown.
  public synchronized void allow(String code, String challenge) {
    accounts.put(code, new Account(code, challenge));
  }

  /// The person does something in their calendar: an event to be put there, or one to be deleted
  /// when it has `status: cancelled`. What is not said stays.
  public synchronized void edit(String code, Map<String, @Nullable Object> event) {
    var account = known(code);
    var id = Json.text(event, "id", "event" + (clock + 1));
    var old = account.events.get(id);
    var json = new LinkedHashMap<String, @Nullable Object>();
    if (old != null) {
      json.putAll(old.json());
    }
    json.put("status", "confirmed");
    json.put("iCalUID", id + "@google.com");
    json.putAll(event);
    json.put("id", id);
    account.events.put(id, new Event(++clock, json));
  }

  /// Refuses the next calls of the calendar in Google's own words, e.g. 403 `rateLimitExceeded`.
  public synchronized void refuse(int status, String reason, int times) {
    refusal = error(status, reason, "Refused");
    refusals = times;
  }

  public synchronized List<Map<String, @Nullable Object>> events(String code) {
    return known(code).events.values().stream()
        .filter(event -> !event.cancelled())
        .map(GoogleApi::shown)
        .toList();
  }

  /// Sync tokens given so far are no longer good, or the person takes the access back.
  public synchronized void forget(String code, boolean access) {
    var account = known(code);
    account.forgottenBefore = ++clock;
    if (access) {
      account.refresh = "";
      account.access = "";
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private Account known(String code) {
    return Optional.ofNullable(accounts.get(code))
        .orElseThrow(() -> new IllegalArgumentException("allow access with this code first"));
  }

  private synchronized Reply answer(Request request) {
    if (request.path().equals("/token")) {
      return token(request.form());
    }
    if (request.path().equals("/revoke")) {
      accounts.values().stream()
          .filter(one -> one.refresh.equals(request.form().get("token")))
          .forEach(one -> one.refresh = "");
      return Reply.ok(Json.of());
    }
    if (refusals > 0) {
      refusals--;
      return refusal;
    }
    var bearer = request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
    var account =
        accounts.values().stream()
            .filter(one -> !bearer.isEmpty() && one.access.equals(bearer))
            .findFirst();
    return account
        .map(one -> calendar(one, request))
        .orElseGet(() -> error(401, "authError", "Invalid Credentials"));
  }

  private Reply token(Map<String, String> form) {
    if (!"test-client".equals(form.get("client_id"))
        || !"test-secret".equals(form.get("client_secret"))) {
      return Reply.json(401, Json.of("error", "invalid_client"));
    }
    Account account = null;
    if ("authorization_code".equals(form.get("grant_type"))) {
      account = accounts.get(form.getOrDefault("code", ""));
      if (account == null
          || !account.refresh.isEmpty()
          || !account.challenge.equals(challenge(form.getOrDefault("code_verifier", "")))) {
        return Reply.json(400, Json.of("error", "invalid_grant"));
      }
      account.refresh = "1//refresh-" + account.code;
    } else {
      for (var one : accounts.values()) {
        if (!one.refresh.isEmpty() && one.refresh.equals(form.get("refresh_token"))) {
          account = one;
        }
      }
      if (account == null) {
        return Reply.json(400, Json.of("error", "invalid_grant"));
      }
    }
    account.access = "ya29." + ++clock + "-" + account.code;
    return Reply.ok(
        Json.of(
            "access_token",
            account.access,
            "expires_in",
            3600,
            "token_type",
            "Bearer",
            "refresh_token",
            "authorization_code".equals(form.get("grant_type")) ? account.refresh : null));
  }

  private Reply calendar(Account account, Request request) {
    var path = request.segments();
    if (request.path().equals("/calendar/v3/users/me/calendarList")) {
      return Reply.ok(
          Json.of(
              "kind",
              "calendar#calendarList",
              "items",
              List.of(
                  Json.of("id", "me@example.com", "summary", "Me", "accessRole", "owner"),
                  Json.of("id", "holidays", "summary", "Holidays", "accessRole", "reader"))));
    }
    if (path.size() < 5 || !path.get(2).equals("calendars") || !path.get(4).equals("events")) {
      return error(404, "notFound", "Not Found");
    }
    if (!decoded(path.get(3)).equals("me@example.com")) {
      return path.size() == 5 && request.method().equals("GET")
          ? list(new Account("", ""), request.query())
          : error(403, "requiredAccessLevel", "You need writer access");
    }
    if (path.size() == 5) {
      return request.method().equals("POST")
          ? insert(account, request.json())
          : list(account, request.query());
    }
    return one(account, request, decoded(path.get(5)));
  }

  private Reply insert(Account account, Map<String, @Nullable Object> json) {
    var id = Json.text(json, "id", "");
    if (!id.matches("[a-v0-9]{5,1024}")) {
      return error(400, "invalid", "Invalid resource id value.");
    }
    if (account.events.containsKey(id)) {
      return error(409, "duplicate", "The requested identifier already exists.");
    }
    return put(account, id, json);
  }

  private Reply one(Account account, Request request, String id) {
    var event = account.events.get(id);
    if (event == null) {
      return error(404, "notFound", "Not Found");
    }
    var expected = request.header("If-Match");
    if (expected.isPresent() && !expected.get().equals(event.etag())) {
      return error(412, "conditionNotMet", "Precondition Failed");
    }
    return switch (request.method()) {
      case "GET" -> Reply.ok(shown(event));
      case "PUT" -> put(account, id, request.json());
      case "DELETE" -> {
        if (event.cancelled()) {
          yield error(410, "deleted", "Resource has been deleted");
        }
        account.events.put(id, new Event(++clock, Json.of("id", id, "status", "cancelled")));
        yield new Reply(204, "application/json", new byte[0], Map.of());
      }
      default -> error(400, "badRequest", "Bad Request");
    };
  }

  private Reply put(Account account, String id, Map<String, @Nullable Object> json) {
    var kept = new LinkedHashMap<String, @Nullable Object>(json);
    kept.put("id", id);
    kept.put("iCalUID", id + "@google.com");
    var event = new Event(++clock, kept);
    account.events.put(id, event);
    return Reply.ok(shown(event));
  }

  private Reply list(Account account, Map<String, String> query) {
    var token = query.get("syncToken");
    if (token != null && query.containsKey("timeMin")) {
      return error(400, "invalid", "timeMin can't be used with syncToken");
    }
    long since = token == null ? 0 : Long.parseLong(token);
    if (token != null && since < account.forgottenBefore) {
      return error(410, "fullSyncRequired", "Sync token is no longer valid");
    }
    var found = new ArrayList<Map<String, @Nullable Object>>();
    for (var event : account.events.values()) {
      if (event.changed() > since
          && (token != null || (!event.cancelled() && within(event, query)))) {
        found.add(shown(event));
      }
    }
    int from = Integer.parseInt(query.getOrDefault("pageToken", "0"));
    int to = Math.min(found.size(), from + PAGE);
    boolean last = to == found.size();
    return Reply.ok(
        Json.of(
            "kind",
            "calendar#events",
            "timeZone",
            "America/New_York",
            "items",
            found.subList(from, to),
            "nextPageToken",
            last ? null : Integer.toString(to),
            "nextSyncToken",
            last ? Long.toString(clock) : null));
  }

  private static boolean within(Event event, Map<String, String> query) {
    var start = Json.text(Json.map(event.json().get("start")), "dateTime", "");
    return start.isEmpty()
        || !query.containsKey("timeMax")
        || OffsetDateTime.parse(start).isBefore(OffsetDateTime.parse(query.get("timeMax")));
  }

  private static Map<String, @Nullable Object> shown(Event event) {
    var json = new LinkedHashMap<String, @Nullable Object>(event.json());
    json.put("etag", event.etag());
    return json;
  }

  private static Reply error(int status, String reason, String message) {
    return Reply.json(
        status,
        Json.of(
            "error",
            Json.of(
                "code",
                status,
                "message",
                message,
                "errors",
                List.of(Json.of("domain", "global", "reason", reason, "message", message)))));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
