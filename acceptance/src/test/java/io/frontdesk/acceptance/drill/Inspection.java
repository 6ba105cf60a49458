package io.frontdesk.acceptance.drill;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Compares what one seed was told with what came of it: in the tables, and with the sandbox, which
/// knows what really reached people.
final class Inspection {
  private static final List<String> WENT = List.of("sent", "delivered");
  private static final List<String> NEVER_WENT = List.of("refused", "cancelled", "failed");

  private final Rows rows;
  private final Plan plan;
  private final Told told;
  private final List<Seen> hooks;
  private final List<Seen> texts;
  private final List<Seen> requests;
  private final List<String> broken = new ArrayList<>();

  /// @param hooks what the sandbox posted, with the answers
  /// @param texts what reached people
  /// @param requests what the program asked the carrier
  Inspection(
      Rows rows, Plan plan, Told told, List<Seen> hooks, List<Seen> texts, List<Seen> requests) {
    this.rows = rows;
    this.plan = plan;
    this.told = told;
    this.hooks = hooks;
    this.texts = texts;
    this.requests = requests;
  }

  /// Each broken promise in a sentence; none when all were kept.
  List<String> run() throws SQLException {
    broken.addAll(told.oddities());
    writtenOnce();
    spokenOnce();
    spokenInOrder();
    inOrder();
    sentOnce();
    nothingAfterStop();
    return broken;
  }

  private void writtenOnce() throws SQLException {
    for (var entry : inbound().entrySet()) {
      long effects =
          rows.count(
              "SELECT count(*) FROM conversations.message"
                  + " WHERE direction = 'in' AND provider_id = ?",
              entry.getKey());
      boolean acknowledged = entry.getValue();
      if (effects > 1 || (acknowledged && effects != 1)) {
        broken.add("text " + entry.getKey() + " took effect " + effects + " times");
      }
    }
    for (int person = 0; person < Plan.PEOPLE; person++) {
      var wrong =
          rows.list(
              """
              SELECT c.unread,
                     (SELECT count(*) FROM conversations.message m
                       WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                         AND m.direction = 'in') AS written
                FROM conversations.conversation c
               WHERE EXISTS (SELECT 1 FROM conversations.message m
                              WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
                                AND m.address = ?)
              """,
              row ->
                  row.getLong(1) > row.getLong(2) ? row.getLong(1) + " of " + row.getLong(2) : "",
              plan.number(person));
      wrong.stream()
          .filter(text -> !text.isEmpty())
          .forEach(text -> broken.add("unread counts texts twice: " + text));
    }
  }

  private void spokenOnce() throws SQLException {
    for (var line : told.lines()) {
      long effects =
          rows.count(
              """
              SELECT count(*) FROM calls.line l
                JOIN calls.call c ON c.tenant_id = l.tenant_id AND c.id = l.call_id
               WHERE c.provider_call_id = ? AND l.body = ?
              """,
              line.call(),
              line.text());
      if (effects != 1) {
        broken.add("the line \"" + line.text() + "\" took effect " + effects + " times");
      }
    }
    var doubled =
        rows.list(
            """
            SELECT c.provider_call_id,
                   (SELECT count(*) FROM calls.line l
                     WHERE l.tenant_id = c.tenant_id AND l.call_id = c.id) AS lines,
                   (SELECT count(*) FROM platform.event e
                     WHERE e.tenant_id = c.tenant_id AND e.topic = 'calls.line'
                       AND e.subject = c.id::text) AS events
              FROM calls.call c
             WHERE c.provider_call_id LIKE ?
            """,
            row ->
                row.getLong("lines") == row.getLong("events")
                    ? ""
                    : row.getString(1)
                        + ": "
                        + row.getLong(2)
                        + " lines, "
                        + row.getLong(3)
                        + " events",
            "drill-" + plan.seed() + "-%");
    doubled.stream().filter(text -> !text.isEmpty()).forEach(text -> broken.add("call " + text));
  }

  private record Written(String body, long transaction, long command) {
    int number() {
      return Integer.parseInt(body.substring(body.lastIndexOf(' ') + 1));
    }

    // A row that was written again from the log of a crashed server has lost its command: it is 0,
    // which none of ours is, since the webhook is marked first.
    boolean isBehind(Written next) {
      return transaction == next.transaction
          ? command > next.command && next.command > 0
          : transaction > next.transaction;
    }
  }

  // Each line was told when the one before had been taken, so they must have been written down in
  // that order, also those of one transaction. A failing one lets others pass after a while. One
  // that nobody took may still come late.
  private void spokenInOrder() throws SQLException {
    for (int call = 0; call < 2; call++) {
      var name = "drill-" + plan.seed() + "-" + call;
      var taken =
          told.lines().stream()
              .filter(line -> line.call().equals(name))
              .map(Told.Line::text)
              .collect(Collectors.toSet());
      var written =
          rows.list(
              """
              SELECT l.body, l.xmin::text::bigint, l.cmin::text::bigint FROM calls.line l
                JOIN calls.call c ON c.tenant_id = l.tenant_id AND c.id = l.call_id
               WHERE c.provider_call_id = ?
                 AND NOT EXISTS (SELECT 1 FROM integrations.webhook w
                                  WHERE w.ordering_key = 'call:' || c.provider_call_id
                                    AND w.attempts > 1)
              """,
              row -> new Written(row.getString(1), row.getLong(2), row.getLong(3)),
              name);
      written.removeIf(one -> !taken.contains(one.body()));
      written.sort(Comparator.comparingInt(Written::number));
      for (int i = 1; i < written.size(); i++) {
        if (written.get(i - 1).isBehind(written.get(i))) {
          broken.add("lines were written down out of order: " + written + "; " + ways(name));
          break;
        }
      }
    }
  }

  // Where each line of a call stands, and its webhook: what tells how they came out of order.
  private List<String> ways(String call) throws SQLException {
    var ways =
        rows.list(
            """
            SELECT l.body || ' in transaction ' || l.xmin::text || '/' || l.cmin::text
              FROM calls.line l
              JOIN calls.call c ON c.tenant_id = l.tenant_id AND c.id = l.call_id
             WHERE c.provider_call_id = ? ORDER BY l.said_at
            """,
            row -> row.getString(1),
            call);
    ways.addAll(
        rows.list(
            """
            SELECT 'webhook ' || seq || ' in transaction ' || xmin::text || ', received '
                   || received_at || ', due ' || due_at || ', done ' || finished_at
              FROM integrations.webhook WHERE ordering_key = 'call:' || ? ORDER BY seq
            """,
            row -> row.getString(1),
            call));
    return ways;
  }

  // Only rows that went through at the first try: a failing one lets others pass after a while.
  private void inOrder() throws SQLException {
    var keys = new ArrayList<String>();
    for (int call = 0; call < 2; call++) {
      keys.add("call:drill-" + plan.seed() + "-" + call);
    }
    for (int person = 0; person < Plan.PEOPLE; person++) {
      keys.add("from:" + plan.number(person));
    }
    var wrong =
        rows.list(
            """
            SELECT ordering_key, seq
              FROM (SELECT ordering_key, seq, finished_at,
                           lag(finished_at) OVER (PARTITION BY ordering_key ORDER BY seq) AS before
                      FROM integrations.webhook
                     WHERE ordering_key = ANY (?) AND state = 'done' AND attempts = 1) o
             WHERE finished_at < before
            """,
            row -> row.getString(1) + " at " + row.getLong(2),
            (Object) keys.toArray(String[]::new));
    wrong.forEach(text -> broken.add("out of order: " + text));
    rows.list(
            """
            SELECT ordering_key, state, coalesce(error, '') FROM integrations.webhook
             WHERE ordering_key = ANY (?) AND state <> 'done'
            """,
            row -> row.getString(1) + " is " + row.getString(2) + " " + row.getString(3),
            (Object) keys.toArray(String[]::new))
        .forEach(text -> broken.add("a webhook is left: " + text));
  }

  private record Kept(String state, String reason, long inFuture) {}

  private void sentOnce() throws SQLException {
    var reached = new HashMap<String, Integer>();
    texts.forEach(text -> reached.merge(text.body(), 1, Integer::sum));
    var asked = new ArrayList<>(told.accepted());
    asked.addAll(told.unanswered());
    for (var one : asked) {
      int arrived = reached.getOrDefault(one.body(), 0);
      if (arrived > 1) {
        broken.add(name(one) + " reached the person " + arrived + " times");
      }
      var kept =
          rows.list(
              """
              SELECT state, coalesce(reason_code, ''),
                     CASE WHEN due_at > now() THEN 1 ELSE 0 END
                FROM delivery.delivery WHERE body = ?
              """,
              row -> new Kept(row.getString(1), row.getString(2), row.getLong(3)),
              one.body());
      boolean accepted = told.accepted().contains(one);
      if (kept.size() > 1 || (accepted && kept.size() != 1)) {
        broken.add(name(one) + " is in the ledger " + kept.size() + " times");
      }
      for (var row : kept) {
        judge(one, row, arrived);
      }
    }
    told.refused()
        .forEach(
            (body, answer) -> {
              if (reached.containsKey(body)
                  && told.accepted().stream().noneMatch(one -> one.body().equals(body))) {
                broken.add(body + " reached the person though it was refused: " + answer);
              }
              if (!answer.contains("opted out") && !answer.contains("STOP")) {
                broken.add(body + " was refused without a STOP: " + answer);
              }
            });
  }

  private void judge(Told.Asked one, Kept row, int arrived) {
    var stands = name(one) + " stands as " + row.state() + " " + row.reason();
    if (WENT.contains(row.state()) && arrived == 0) {
      broken.add(stands + " but reached nobody");
    } else if (NEVER_WENT.contains(row.state()) && arrived > 0) {
      broken.add(stands + " but reached the person");
    } else if (List.of("waiting", "claimed", "sending").contains(row.state())) {
      broken.add(stands + " and nobody works on it");
    } else if (row.state().equals("held") && row.inFuture() == 0) {
      broken.add(stands + " though its time has come");
    }
  }

  private void nothingAfterStop() throws SQLException {
    var stops = new HashMap<String, Instant>();
    hooks.stream()
        .filter(hook -> hook.type().equals("sms-inbound"))
        .filter(hook -> ("&" + hook.body() + "&").contains("&Body=STOP&"))
        .filter(hook -> hook.status().equals("200"))
        .forEach(
            hook -> {
              for (int person = 0; person < Plan.PEOPLE; person++) {
                if (isFrom(hook, person)) {
                  stops.merge(
                      plan.number(person),
                      Instant.parse(hook.at()),
                      (a, b) -> a.isBefore(b) ? a : b);
                }
              }
            });
    for (var stop : stops.entrySet()) {
      // The ledger is the program's word, by a clock that may have been wrong.
      if (!plan.has(Plan.Trouble.CLOCK_JUMPED)) {
        begunAfter(stop.getKey(), stop.getValue());
      }
      // This is the carrier's.
      for (var one : told.accepted()) {
        if (one.to().equals(stop.getKey()) && one.askedAt() > stop.getValue().toEpochMilli()) {
          long tried =
              requests.stream()
                  .filter(request -> request.method().equals("POST"))
                  .filter(
                      request ->
                          request
                              .body()
                              .contains(
                                  URLEncoder.encode(one.body(), StandardCharsets.UTF_8)
                                      .substring(0, 8)))
                  .count();
          if (tried > 0) {
            broken.add(name(one) + " was asked for after the STOP, and the carrier was called");
          }
        }
      }
    }
  }

  private void begunAfter(String number, Instant stop) throws SQLException {
    rows.list(
            """
            SELECT d.body, e.at::text FROM delivery.attempt_event e
              JOIN delivery.delivery d ON d.tenant_id = e.tenant_id AND d.id = e.delivery_id
             WHERE d.address = ? AND e.kind = 'started' AND e.at > CAST(? AS timestamptz)
            """,
            row -> row.getString(1) + " at " + row.getString(2),
            number,
            stop.toString())
        .forEach(text -> broken.add("begun after the STOP of " + stop + " was taken: " + text));
  }

  // Id of each text a person wrote, and whether it was ever answered with 200.
  private Map<String, Boolean> inbound() {
    var found = new LinkedHashMap<String, Boolean>();
    for (var hook : hooks) {
      for (int person = 0; person < Plan.PEOPLE; person++) {
        if (hook.type().equals("sms-inbound") && isFrom(hook, person)) {
          var sid = hook.subject();
          found.putIfAbsent(sid, false);
          if (hook.status().equals("200")) {
            found.put(sid, true);
          }
        }
      }
    }
    return found;
  }

  private boolean isFrom(Seen hook, int person) {
    return ("&" + hook.body() + "&")
        .contains("&From=" + URLEncoder.encode(plan.number(person), StandardCharsets.UTF_8) + "&");
  }

  private static String name(Told.Asked one) {
    return one.body().substring(0, one.body().indexOf(':'));
  }
}
