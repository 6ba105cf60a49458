package io.frontdesk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.access.Needs;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.member.Team;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.Calls;
import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.live.EventLog;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import io.frontdesk.testing.ApiClient;
import io.frontdesk.testing.Browser;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.Reply;
import io.frontdesk.testing.TenantRows;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/// As workspace B, walks every route with the ids of workspace A: by session, by key, by nobody, in
/// the path, in the query and in the body. Nothing of A may be told or changed, and B's rows may
/// not come to hold A's ids. A new route whose path variables no [TenantSeed] fills fails this
/// suite.
@FrontdeskTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrossTenantTest {
  private record Route(String method, String pattern, String consumes, HandlerMethod handler) {
    boolean inWorkspace() {
      return pattern.startsWith("/w/");
    }

    boolean isApi() {
      return pattern.startsWith("/api/");
    }

    boolean isGet() {
      return method.equals("GET");
    }

    /// Names of path variables with the segment before them, e.g. `contacts/id`.
    List<String> objects() {
      return VARIABLE
          .matcher(pattern)
          .results()
          .map(match -> qualified(pattern, match.start(), match.group(1)))
          .filter(name -> !name.endsWith("/workspace"))
          .filter(name -> !OWN_VALUES.contains(name.substring(name.indexOf('/') + 1)))
          .toList();
    }

    @Override
    public String toString() {
      return method + " " + pattern;
    }
  }

  /// Two workspaces full of rows; `mine` attacks.
  private record Pair(
      TestTenant mine, Map<String, String> own, TestTenant theirs, Map<String, String> foreign) {
    Canary canary() {
      return Canary.of(theirs);
    }

    /// Their ids, as opposed to days, numbers and words.
    Set<String> secrets() {
      var ids = new LinkedHashSet<String>();
      foreign.values().stream().filter(value -> value.length() > 30).forEach(ids::add);
      ids.add(theirs.id().toString());
      return ids;
    }
  }

  private static final Pattern ENDING =
      Pattern.compile("/(cancel|delete|archive|remove|revoke|withdraw|merge|done|end)$");
  private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^}:]+)(:[^}]*)?}");

  // Doors outside workspaces, each with the reason why no other tenant's row can be reached by
  // naming it; the tests below go through those that know tenants.
  private static final Map<String, String> OUTSIDE =
      Map.ofEntries(
          Map.entry("/hooks/", "a connection is named by its id and proved by its signature"),
          Map.entry("/ics/", "the secret in the address is the proof"),
          Map.entry("/invitation/", "the link is the proof"),
          Map.entry("/a/", "the link is the proof"),
          Map.entry("/book.js", "the same for everybody"),
          Map.entry("/{door:book|embed}/", "shows what one workspace publishes"),
          Map.entry(
              "/oauth/calendar", "the signed state names the workspace, which asks who it is"),
          Map.entry("/m/", "the signed address is the proof, and all others get the same answer"),
          Map.entry("/reset/", "the link is the proof"),
          Map.entry("/u/", "the link is the proof, and its page is the same for every token"),
          Map.entry("/welcome/", "the link is the proof"),
          Map.entry("/setup/", "the link is the proof"),
          Map.entry("/account", "shows one's own account"),
          Map.entry("/sign-", "shows no workspace"),
          Map.entry("/forgot", "shows no workspace"),
          Map.entry("/confirm", "asks for one's own password"),
          Map.entry("/assets/", "static files"),
          Map.entry("/health", "tells nothing of tenants"),
          Map.entry("/metrics", "tells nothing of tenants"),
          Map.entry("/error", "tells what went wrong"),
          Map.entry("/test-errors", "examples of a test"));

  // A day, a number or a kind names nothing that belongs to anyone.
  private static final Set<String> OWN_VALUES = Set.of("day", "number", "provider", "job");

  @Autowired private TestDesk desk;
  @Autowired private List<TenantSeed> seeds;
  @Autowired private TenantRows rows;
  @Autowired private TenantTransactions transactions;
  @Autowired private Workspaces workspaces;
  @Autowired private Sessions sessions;
  @Autowired private Team team;
  @Autowired private Connections connections;
  @Autowired private Calls calls;
  @Autowired private EventLog events;
  @Autowired private Clock clock;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping mapping;

  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void every_handler_of_a_workspace_or_the_api_names_its_permission() {
    var unmarked =
        everything().stream()
            .filter(route -> route.inWorkspace() || route.isApi())
            .filter(route -> !route.handler().hasMethodAnnotation(Needs.class))
            .map(Route::pattern)
            .toList();

    // The two examples that the guard must refuse prove that this finds something.
    assertThat(unmarked)
        .containsExactlyInAnyOrder(
            "/w/{workspace}/test-doors/unmarked", "/api/v1/test-doors/unmarked");
  }

  @Test
  void every_other_route_is_known_to_stand_outside_workspaces() {
    assertThat(everything())
        .filteredOn(route -> !route.inWorkspace() && !route.isApi())
        .extracting(Route::pattern)
        .filteredOn(pattern -> !pattern.startsWith("/test-doors/"))
        .filteredOn(pattern -> OUTSIDE.keySet().stream().noneMatch(pattern::startsWith))
        .containsOnly("/");
  }

  @Test
  void nobody_reaches_another_workspace_by_its_path_or_its_ids() {
    var pair = pair();
    var before = rows.fingerprint(pair.theirs());
    var session = pair.mine().owner();
    var key = pair.mine().apiKey();
    var problems = new ArrayList<String>();

    for (var route : routes()) {
      var unknown =
          route.objects().stream().filter(name -> value(pair.foreign(), name) == null).toList();
      if (!unknown.isEmpty()) {
        problems.add(route + ": no seed fills " + unknown);
        continue;
      }
      if (route.inWorkspace()) {
        var away =
            send(session, route, fill(route, pair.theirs().slug(), pair.foreign()), own(pair));
        judge(problems, route, "in their workspace", away, pair, 404);
      }
      for (var ids : mixtures(route, pair)) {
        var reply =
            route.isApi()
                ? send(key, route, fill(route, "", ids), own(pair))
                : send(session, route, fill(route, pair.mine().slug(), ids), own(pair));
        // A link that is not good for this person and call is told as expired.
        boolean ownCall =
            route.pattern().endsWith("/recording/{token}")
                && String.valueOf(pair.own().get("calls/id")).equals(ids.get("calls/id"));
        judge(problems, route, "with their id", reply, pair, ownCall ? 410 : 404);
      }
    }

    assertThat(problems).isEmpty();
    assertThat(rows.fingerprint(pair.theirs())).isEqualTo(before);
  }

  @Test
  void neither_strangers_nor_the_wrong_kind_of_proof_enter() {
    var pair = pair();
    var before = rows.fingerprint(pair.theirs());
    var stranger = desk.stranger();
    var nobody = desk.client("");
    var session = pair.mine().owner();
    var key = pair.mine().apiKey();
    var problems = new ArrayList<String>();

    for (var route : routes()) {
      var path = fill(route, pair.theirs().slug(), pair.foreign());
      if (route.isApi()) {
        judge(problems, route, "by nobody", send(nobody, route, path, own(pair)), pair, 401);
        if (route.isGet()) {
          judge(problems, route, "by a session", session.get("/" + path), pair, 401);
        }
      } else {
        var reply = send(stranger, route, path, own(pair));
        judge(problems, route, "by nobody", reply, pair, 401, 403, 302, 303);
        if (reply.status() / 100 == 3 && !reply.location().contains("/sign-in")) {
          problems.add(route + " by nobody leads to " + reply.location());
        }
        if (route.isGet() && !route.objects().isEmpty()) {
          judge(problems, route, "by a key", key.get(path), pair, 401, 403, 302, 303);
        }
      }
    }

    assertThat(problems).isEmpty();
    assertThat(rows.fingerprint(pair.theirs())).isEqualTo(before);
  }

  @Test
  void their_ids_in_queries_and_bodies_reach_nothing() {
    var pair = pair();
    var before = rows.fingerprint(pair.theirs());
    var session = pair.mine().owner();
    var key = pair.mine().apiKey();
    var problems = new ArrayList<String>();

    // Reading first, then changing; what is removed can't be attacked any more.
    var inOrder =
        Comparator.comparing((Route one) -> !one.isGet())
            .thenComparing(one -> ENDING.matcher(one.pattern()).find());
    for (var route : routes().stream().sorted(inOrder).toList()) {
      var path = fill(route, pair.mine().slug(), pair.own());
      if (path.endsWith("/live")) {
        continue;
      }
      for (var fields : foreignFields(pair)) {
        var reply =
            route.isApi() ? send(key, route, path, fields) : send(session, route, path, fields);
        if (reply.status() >= 500) {
          problems.add(route + " with their ids inside: " + reply.status());
        }
        tells(problems, route, "with their ids inside", reply, pair.canary());
      }
    }

    assertThat(problems).isEmpty();
    assertThat(rows.fingerprint(pair.theirs())).isEqualTo(before);
    assertThat(rows.holding(pair.mine(), pair.secrets())).as("rows that name another's").isEmpty();
  }

  @Test
  void own_pages_tell_nothing_of_others() {
    var pair = pair();
    var session = pair.mine().owner();
    var key = pair.mine().apiKey();
    var problems = new ArrayList<String>();
    int good = 0;

    for (var route : routes().stream().filter(Route::isGet).toList()) {
      var path = fill(route, pair.mine().slug(), pair.own());
      if (path.endsWith("/live")) {
        continue;
      }
      var reply = route.isApi() ? key.get(path) : session.get("/" + path, "Accept", "*/*");
      good += reply.status() == 200 ? 1 : 0;
      tells(problems, route, "by its own member", reply, pair.canary());
      pair.secrets().stream()
          .filter(reply.body()::contains)
          .forEach(id -> problems.add(route + " tells another's id " + id));
    }

    assertThat(problems).isEmpty();
    // The premise: these pages do show their own workspace's rows.
    assertThat(good).isGreaterThan(50);
    assertThat(Canary.of(pair.mine()).isIn(session.get("/contacts").body())).isTrue();
    assertThat(Canary.of(pair.mine()).isIn(session.get("/calls").body())).isTrue();
    assertThat(Canary.of(pair.mine()).isIn(session.get("/inbox").body())).isTrue();
  }

  @Test
  void public_links_open_only_their_own_workspace() {
    var pair = pair();
    var invited = new EmailAddress("guest-" + pair.canary().email().value());
    var own = new EmailAddress("guest-" + Canary.of(pair.mine()).email().value());
    var theirs = team.invite(pair.theirs().ownerCaller(), invited, Role.VIEWER).token();
    var mine = team.invite(pair.mine().ownerCaller(), own, Role.VIEWER).token();
    var before = rows.fingerprint(pair.theirs());
    var stranger = desk.stranger();
    var session = desk.browser(pair.mine().ownerAccount());
    var problems = new ArrayList<String>();

    // The premise: the right link of the right workspace opens.
    assertThat(stranger.get("/invitation/" + pair.mine().slug() + "/" + mine).status())
        .isEqualTo(200);
    for (var browser : List.of(stranger, session)) {
      for (var path :
          List.of(
              "/invitation/" + pair.theirs().slug() + "/" + mine,
              "/invitation/" + pair.mine().slug() + "/" + theirs,
              "/invitation/" + pair.theirs().slug() + "/nothing",
              "/invitation/no-such-place/" + theirs,
              "/reset/" + theirs,
              "/welcome/" + theirs,
              "/setup/" + theirs)) {
        for (var reply :
            List.of(
                browser.get(path),
                browser.post(path, "name", "Plain Person", "password", "a-long-password-7Q"))) {
          if (reply.status() < 300 && !path.startsWith("/welcome")) {
            problems.add(path + " opens");
          }
          if (pair.canary().isIn(reply.body())) {
            problems.add(path + " tells of the workspace");
          }
        }
      }
      for (var path : List.of("/", "/account", "/health/live", "/health/ready", "/metrics")) {
        var reply = browser.get(path);
        if (pair.canary().isIn(reply.body())
            || reply.body().contains(pair.theirs().id().toString())) {
          problems.add(path + " tells of the workspace");
        }
      }
    }

    assertThat(problems).isEmpty();
    assertThat(rows.fingerprint(pair.theirs())).isEqualTo(before);
  }

  @Test
  void nobody_ends_another_persons_session() {
    var pair = pair();
    var session = desk.browser(pair.mine().ownerAccount());

    session.post("/account/sessions/" + pair.foreign().get("session") + "/end");
    session.post("/account/sessions/end-others");

    assertThat(sessions.of(pair.theirs().ownerAccount()))
        .anyMatch(one -> one.id().toString().equals(pair.foreign().get("session")));
  }

  @Test
  void a_hook_speaks_for_its_own_connection_only() {
    var pair = pair();
    var theirConnection = line(pair.theirs(), "their-long-enough-hook-key");
    var myConnection = line(pair.mine(), "my-own-long-enough-hook-key");
    calls.ensure(
        pair.theirs().id(),
        CallSeen.inbound("shared-id", pair.canary().phone(), null, clock.instant()));
    var before = rows.fingerprint(pair.theirs());

    var attack =
        """
        {"message":{"type":"tool-calls","timestamp":1772463600000,
          "call":{"id":"%s","orgId":"%s","customer":{"number":"%s"}},
          "toolCallList":[{"id":"t-1","name":"lookupCaller",
            "arguments":{"tenantId":"%s","phone":"%s","contactId":"%s"}}]}}
        """
            .formatted(
                "shared-id",
                pair.theirs().id(),
                pair.canary().phone().e164(),
                pair.theirs().id(),
                pair.canary().phone().e164(),
                pair.foreign().get("contact"));
    var forged = hook(theirConnection, "my-own-long-enough-hook-key", attack);
    var answered = hook(myConnection, "my-own-long-enough-hook-key", attack);
    var ended =
        hook(
            myConnection,
            "my-own-long-enough-hook-key",
            "{\"message\":{\"type\":\"end-of-call-report\",\"endedReason\":\"customer-ended-call\","
                + "\"timestamp\":1772463700000,\"call\":{\"id\":\"shared-id\"}}}");
    var mixedUp =
        desk.client("").post("/hooks/echo/" + theirConnection, "{\"message\":{\"type\":\"hang\"}}");

    assertThat(forged.status()).isEqualTo(401);
    assertThat(answered.status()).isEqualTo(200);
    assertThat(ended.status()).isEqualTo(200);
    assertThat(mixedUp.status()).isEqualTo(404);
    for (var reply : List.of(forged, answered, ended, mixedUp)) {
      assertThat(reply.body().toLowerCase(java.util.Locale.ROOT))
          .doesNotContain(pair.canary().word().toLowerCase(java.util.Locale.ROOT));
    }
    until(() -> calls.findByProviderId(pair.mine().id(), "shared-id").isPresent());
    assertThat(calls.findByProviderId(pair.mine().id(), "shared-id").orElseThrow().id())
        .isNotEqualTo(calls.findByProviderId(pair.theirs().id(), "shared-id").orElseThrow().id());
    assertThat(rows.fingerprint(pair.theirs())).isEqualTo(before);
  }

  @Test
  void a_repeated_key_of_another_workspace_begins_anew() {
    var pair = pair();
    var theirs = pair.theirs().apiKey();
    var mine = pair.mine().apiKey();
    var key = Map.of("Idempotency-Key", "the-same-key");
    var contact = "{\"name\":\"Plain Person\"}";
    var message =
        "{\"contact\":\"%s\",\"channel\":\"email\",\"subject\":\"Plain\",\"body\":\"Plain\"}";

    var first = theirs.send("POST", "/api/v1/contacts", contact, key);
    theirs.send("POST", "/api/v1/messages", message.formatted(pair.foreign().get("contact")), key);
    var before = rows.fingerprint(pair.theirs());
    var second = mine.send("POST", "/api/v1/contacts", contact, key);
    var stolen =
        mine.send(
            "POST", "/api/v1/messages", message.formatted(pair.foreign().get("contact")), key);
    var own =
        mine.send("POST", "/api/v1/messages", message.formatted(pair.own().get("contact")), key);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.json().path("id").asString())
        .isNotEqualTo(first.json().path("id").asString());
    assertThat(mine.get("/api/v1/contacts/" + second.json().path("id").asString()).status())
        .isEqualTo(200);
    assertThat(stolen.status()).isEqualTo(404);
    assertThat(own.status()).isEqualTo(202);
    assertThat(own.json().path("contact").asString()).isEqualTo(pair.own().get("contact"));
    for (var reply : List.of(second, stolen, own)) {
      assertThat(pair.canary().isIn(reply.body())).isFalse();
    }
    assertThat(rows.fingerprint(pair.theirs())).isEqualTo(before);
  }

  @Test
  void a_stream_carries_only_its_own_workspaces_events_also_when_it_catches_up()
      throws IOException, InterruptedException {
    var mine = desk.tenant().create();
    var theirs = desk.tenant().create();
    String position;
    try (var stream = new Stream(mine.owner(), mine.slug(), "")) {
      position = stream.until("id: ");
    }
    for (int i = 0; i < 20; i++) {
      append(theirs, "their-" + i);
    }
    append(mine, "own-missed");

    try (var stream = new Stream(mine.owner(), mine.slug(), position.substring(4))) {
      append(theirs, "their-later");
      append(mine, "own-last");
      stream.until("own-last");
      assertThat(stream.read())
          .anyMatch(line -> line.contains("own-missed"))
          .noneMatch(line -> line.contains("their-"))
          .noneMatch(line -> line.contains(theirs.id().toString()));
    }
    var away =
        desk.browser(mine.ownerAccount()).get("/w/" + theirs.slug() + "/live", "Accept", "*/*");
    assertThat(away.status()).isEqualTo(404);
  }

  private Pair pair() {
    var mine = desk.tenant().named("Own desk").create();
    var theirs = desk.tenant().named("Other desk").create();
    // Renamed, so that the slug, which the attacker knows, does not hold the word.
    workspaces.change(
        theirs.id(),
        "Desk of " + Canary.of(theirs).word(),
        ZoneId.of("America/New_York"),
        "US",
        "USD");
    return new Pair(mine, seed(mine), theirs, seed(theirs));
  }

  private Map<String, String> seed(TestTenant tenant) {
    var ids = new TreeMap<String, String>();
    seeds.forEach(seed -> ids.putAll(seed.seed(tenant)));
    return ids;
  }

  private List<Route> routes() {
    return everything().stream()
        .filter(route -> route.inWorkspace() || route.isApi())
        .filter(route -> !route.pattern().contains("/test-doors/"))
        .toList();
  }

  private List<Route> everything() {
    var routes = new ArrayList<Route>();
    mapping
        .getHandlerMethods()
        .forEach(
            (info, handler) -> {
              var methods =
                  info.getMethodsCondition().getMethods().stream().map(Enum::name).toList();
              var consumes =
                  info.getConsumesCondition().getConsumableMediaTypes().stream()
                      .map(Object::toString)
                      .findFirst()
                      .orElse("application/json");
              for (var pattern : info.getPatternValues()) {
                for (var method : methods.isEmpty() ? List.of("GET") : methods) {
                  routes.add(new Route(method, pattern, consumes, handler));
                }
              }
            });
    routes.sort(Comparator.comparing(Route::pattern).thenComparing(Route::method));
    return routes;
  }

  // All objects theirs, then, where a path names several, each alone theirs among own ones.
  private static List<Map<String, String>> mixtures(Route route, Pair pair) {
    var objects = route.objects();
    if (objects.isEmpty()) {
      return List.of();
    }
    var mixtures = new ArrayList<Map<String, String>>();
    mixtures.add(only(objects, pair, _ -> true));
    if (objects.size() > 1) {
      objects.forEach(one -> mixtures.add(only(objects, pair, one::equals)));
    }
    return mixtures;
  }

  private static Map<String, String> only(
      List<String> objects, Pair pair, Predicate<String> foreign) {
    var ids = new HashMap<>(pair.own());
    for (var name : objects) {
      var value = value(foreign.test(name) ? pair.foreign() : pair.own(), name);
      ids.put(name, java.util.Objects.requireNonNull(value, name));
    }
    return ids;
  }

  private static String fill(Route route, String slug, Map<String, String> ids) {
    return VARIABLE
        .matcher(route.pattern())
        .replaceAll(
            match ->
                match.group(1).equals("workspace")
                    ? slug
                    : match.group(1).equals("job")
                        ? "platform.trim-live-events"
                        : java.util.Objects.requireNonNull(
                            value(ids, qualified(route.pattern(), match.start(), match.group(1))),
                            route.pattern()));
  }

  // Seeds name `contacts/id`, `delivery`, or `appointment` for what /appointment/{id} calls `id`.
  private static @Nullable String value(Map<String, String> ids, String qualified) {
    var parts = qualified.split("/", 2);
    var exact = ids.getOrDefault(qualified, ids.get(parts[1]));
    return exact == null && parts[1].equals("id") ? ids.get(parts[0]) : exact;
  }

  // `contacts/id` for the variable of /contacts/{id}: many routes call theirs just `id`.
  private static String qualified(String pattern, int at, String name) {
    var before = pattern.substring(0, Math.max(0, at - 1));
    return before.substring(before.lastIndexOf('/') + 1) + "/" + name;
  }

  private static void judge(
      List<String> problems, Route route, String how, Reply reply, Pair pair, int... expected) {
    if (java.util.Arrays.stream(expected).noneMatch(status -> status == reply.status())) {
      problems.add(route + " " + how + ": " + reply.status());
    }
    tells(problems, route, how, reply, pair.canary());
  }

  private static void tells(
      List<String> problems, Route route, String how, Reply reply, Canary canary) {
    if (canary.isIn(reply.body()) || canary.isIn(String.valueOf(reply.raw().headers().map()))) {
      problems.add(route + " " + how + " tells what is theirs");
    }
  }

  private static Reply send(Browser session, Route route, String path, Map<String, String> fields) {
    var below = "/" + path;
    if (route.isGet()) {
      return session.get(below + "?" + query(fields), "Accept", "*/*");
    }
    var sent = new LinkedHashMap<>(fields);
    if (path.endsWith("/exceptions")) {
      sent.put("to", "12:00");
    }
    return session.submit(route.method(), below, sent);
  }

  private Reply send(ApiClient key, Route route, String path, Map<String, String> fields) {
    if (route.isGet()) {
      var asked = new LinkedHashMap<>(fields);
      asked.remove("from");
      return key.get(path + "?" + query(asked));
    }
    return key.careless()
        .send(
            route.method(),
            path,
            json.writeValueAsString(fields),
            Map.of(
                "Content-Type", route.consumes(), "Idempotency-Key", UUID.randomUUID().toString()));
  }

  private static String query(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  // What any form or body of the house would accept.
  private Map<String, String> plain() {
    var fields = new LinkedHashMap<String, String>();
    for (var name :
        List.of("body", "note", "text", "title", "subject", "reason", "persona", "greeting")) {
      fields.put(name, "Plain words");
    }
    var zone = ZoneId.of("America/New_York");
    var day = clock.instant().atZone(zone).toLocalDate().plusDays(4);
    fields.put("name", "Plain Person");
    fields.put("stage", "core");
    fields.put("category", "General");
    fields.put("channel", "email");
    fields.put("to", "+12125550142");
    fields.put("first", day.toString());
    fields.put("last", day.toString());
    fields.put("day", day.toString());
    fields.put("time", "10:00");
    fields.put("from", "09:00");
    fields.put(
        "start", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(day.atTime(10, 0).atZone(zone)));
    fields.put("role", "VIEWER");
    fields.put("state", "confirmed");
    fields.put("kind", "away");
    fields.put("durationMin", "30");
    fields.put("beforeMin", "0");
    fields.put("afterMin", "0");
    fields.put("stepMin", "15");
    fields.put("noticeMin", "0");
    fields.put("horizonDays", "60");
    fields.put("capacity", "1");
    fields.put("colour", "blue");
    fields.put("follows", "on");
    fields.put("hours", "3");
    fields.put("active", "true");
    fields.put("version", "1");
    fields.put("seen", "1");
    return fields;
  }

  private Map<String, String> own(Pair pair) {
    var fields = plain();
    fields.put("member", "me");
    fields.put("gone", String.valueOf(pair.own().get("contact")));
    return fields;
  }

  // Bodies that name a contact and a conversation at once are refused before either is looked at.
  private List<Map<String, String>> foreignFields(Pair pair) {
    var byContact = plain();
    for (var name :
        List.of("service", "staff", "resource", "call", "appointment", "delivery", "message")) {
      var id = String.valueOf(pair.foreign().get(name));
      byContact.put(name, id);
      byContact.put(name + "-" + id, "on");
    }
    var contact = String.valueOf(pair.foreign().get("contact"));
    byContact.put("moving", String.valueOf(pair.foreign().get("appointment")));
    byContact.put("member", String.valueOf(pair.foreign().get("member")));
    byContact.put("with", contact);
    byContact.put("gone", contact);
    byContact.put("contact", contact);
    var byConversation = new LinkedHashMap<>(byContact);
    byConversation.remove("contact");
    byConversation.put("conversation", String.valueOf(pair.foreign().get("conversation")));
    byConversation.put("member", String.valueOf(pair.foreign().get("account")));
    byConversation.put("before", String.valueOf(pair.foreign().get("message")));
    byConversation.put("tag", String.valueOf(pair.foreign().get("contact")));
    // Own service and person, so that only the contact is foreign.
    var booking = plain();
    booking.put("contact", contact);
    booking.put("service", String.valueOf(pair.own().get("service")));
    booking.put("staff", String.valueOf(pair.own().get("staff")));
    // Own client and service, so that only the person is.
    var person = new LinkedHashMap<>(booking);
    person.put("contact", String.valueOf(pair.own().get("contact")));
    person.put("staff", String.valueOf(pair.foreign().get("staff")));
    return List.of(byContact, byConversation, booking, person);
  }

  private String line(TestTenant tenant, String secret) {
    return connections
        .add(
            tenant.id(),
            tenant.ownerCaller().actor(),
            "vapi",
            "Line",
            Map.of(
                "secret", secret,
                "api-base", "https://api.vapi.ai",
                "token-header", "Authorization",
                "signature-header", "x-vapi-signature",
                "timestamp-header", "x-vapi-timestamp",
                "signed-content", "timestamp.body"))
        .toString();
  }

  private Reply hook(String connection, String secret, String body) {
    return desk.client("")
        .send(
            "POST", "/hooks/vapi/" + connection, body, Map.of("Authorization", "Bearer " + secret));
  }

  private void append(TestTenant tenant, String subject) {
    transactions.write(
        tenant.id(), () -> events.append(tenant.id(), "calls.changed", subject, Map.of()));
  }

  private static void until(java.util.function.BooleanSupplier done) {
    var giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within 20 seconds").isLessThan(giveUp);
      Thread.onSpinWait();
    }
  }

  private final class Stream implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final BufferedReader lines;
    private final List<String> read = new ArrayList<>();

    Stream(Browser browser, String slug, String after) throws IOException, InterruptedException {
      var request =
          HttpRequest.newBuilder(
                  URI.create(desk.baseUrl() + "/w/" + slug + "/live?after=" + encode(after)))
              .timeout(Duration.ofSeconds(20))
              .header(
                  "Cookie",
                  browser.cookies().entrySet().stream()
                      .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                      .collect(Collectors.joining("; ")))
              .build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    /// Reads on until a line holds `text`.
    String until(String text) throws IOException {
      while (true) {
        var line = lines.readLine();
        if (line == null) {
          throw new AssertionError("the stream ended after " + read);
        }
        read.add(line);
        if (line.contains(text)) {
          return line;
        }
      }
    }

    List<String> read() {
      return read;
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }
}
