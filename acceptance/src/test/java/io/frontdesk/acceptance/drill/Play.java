package io.frontdesk.acceptance.drill;

import io.frontdesk.acceptance.world.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Plays a plan: every deed at its time, each caller as stubborn as real ones are.
final class Play {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ONE_TRY = Duration.ofSeconds(5);
  // The inbox's leases last three seconds here.
  private static final Duration BEYOND_A_LEASE = Duration.ofSeconds(5);

  private static final Duration OFF = Duration.ofSeconds(4);
  private static final int CROWD = 80;

  private final House house;
  private final Plan plan;
  private final Told told = new Told();
  private final Map<Integer, String> contacts = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Play(House house, Plan plan) {
    this.house = house;
    this.plan = plan;
  }

  /// Plays it all, and mends what it broke.
  Told run() throws Exception {
    for (int person = 0; person < Plan.PEOPLE; person++) {
      contacts.put(person, contact(person));
    }
    house.outside().post("faults", "provider", "hooks", "kind", "none", "duplicate", 2);
    house
        .outside()
        .post(
            "faults",
            "provider",
            "callbacks",
            "kind",
            "none",
            "duplicate",
            2,
            "reorder",
            true,
            "latencyMillis",
            plan.late());
    var began = System.nanoTime();
    var all = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var deed : plan.deeds()) {
        Callable<Boolean> act =
            () -> {
              long wait = deed.at() - (System.nanoTime() - began) / 1_000_000;
              if (wait > 0) {
                Thread.sleep(wait);
              }
              act(deed);
              return true;
            };
        all.add(threads.submit(act));
      }
      for (var one : all) {
        one.get();
      }
    }
    house.mend();
    client.close();
    return told;
  }

  private void act(Plan.Deed deed) throws Exception {
    switch (deed) {
      case Plan.Deed.Writes(_, int person, var body) ->
          house.outside().post("sms", "from", plan.number(person), "to", House.LINE, "body", body);
      case Plan.Deed.Asks(_, int person, var body, boolean twice) -> ask(person, body, twice);
      case Plan.Deed.Talks(_, var call, int lines) -> talk(call, lines);
      case Plan.Deed.Suffers(_, var trouble, int node, int much) -> {
        suffer(trouble, node, much);
        told.suffered(trouble);
      }
      case Plan.Deed.Carrier(_, var kind, int status, int times) ->
          house
              .outside()
              .post(
                  "faults",
                  "provider",
                  "twilio",
                  "kind",
                  kind.equals("slow") ? "none" : kind,
                  "status",
                  status,
                  "latencyMillis",
                  kind.equals("slow") ? status : 0,
                  "times",
                  times,
                  "path",
                  "Messages.json");
    }
  }

  private void suffer(Plan.Trouble trouble, int node, int much) throws Exception {
    switch (trouble) {
      case KILLED -> {
        house.nodes().get(node).kill();
        Thread.sleep(500);
        house.nodes().get(node).restart();
      }
      case PAUSED -> house.nodes().get(node).pause(BEYOND_A_LEASE);
      case RESTARTED -> {
        house.nodes().get(node).stop();
        house.nodes().get(node).restart();
      }
      case CLOCK_JUMPED -> {
        house.nodes().get(node).setClock(Duration.ofSeconds(much));
        Thread.sleep(OFF);
        house.nodes().get(node).setClock(Duration.ZERO);
      }
      case DATABASE_RESTARTED -> {
        synchronized (house.postgres()) {
          house.postgres().restart();
        }
      }
      case DATABASE_CRASHED -> {
        synchronized (house.postgres()) {
          house.postgres().crash();
        }
      }
      case DATABASE_KILLED -> {
        synchronized (house.postgres()) {
          house.postgres().kill();
        }
      }
      case POOL_EMPTIED -> emptyPool();
      case DISK_FULL -> fillDisk();
    }
  }

  private void fillDisk() throws Exception {
    synchronized (house.postgres()) {
      house.disk().fill();
      try {
        if (house.disk().canBeFull() && !house.disk().isFull()) {
          told.odd("the disk was never full");
        }
        Thread.sleep(OFF);
      } finally {
        house.disk().free();
      }
      house.postgres().watch();
    }
  }

  // Locks that nobody gets past, and more who ask than a node has connections.
  private void emptyPool() throws Exception {
    int refused = 0;
    synchronized (house.postgres()) {
      try (var rows = new Rows(house.postgres());
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        lock(rows);
        var all = new ArrayList<Future<Integer>>();
        for (int i = 0; i < CROWD; i++) {
          int which = i % 2;
          all.add(threads.submit(() -> look(which)));
        }
        Thread.sleep(OFF);
        rows.run("ROLLBACK");
        for (var one : all) {
          refused += one.get() == 503 ? 1 : 0;
        }
      }
    }
    if (refused == 0) {
      told.odd("the pool was never empty: none of " + CROWD + " was told to come again");
    }
  }

  // Who takes two tables may meet somebody who holds the second and wants the first.
  private static void lock(Rows rows) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        rows.run("BEGIN; LOCK TABLE contacts.contact, delivery.delivery IN ACCESS EXCLUSIVE MODE");
        return;
      } catch (SQLException deadlock) {
        rows.run("ROLLBACK");
        if (!"40P01".equals(deadlock.getSQLState()) || tries == 5) {
          throw deadlock;
        }
      }
    }
  }

  private int look(int node) throws InterruptedException {
    try {
      return client
          .send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + house.nodes().get(node).port()
                              + "/api/v1/contacts/"
                              + contacts.get(0)))
                  .header("Authorization", "Bearer " + house.key())
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException away) {
      return 0;
    }
  }

  private String contact(int person) throws InterruptedException {
    var body =
        Json.write(
            Json.of(
                "name",
                "Drill " + plan.seed() + " " + person,
                "phones",
                List.of(plan.number(person))));
    var answer = stubborn("/api/v1/contacts", "contact-" + plan.seed() + "-" + person, body, 0);
    if (answer.isEmpty() || answer.get().statusCode() >= 300) {
      throw new AssertionError("no contact: " + answer.map(HttpResponse::body));
    }
    return Json.text(Json.read(answer.get().body()), "id");
  }

  private void ask(int person, String body, boolean twice) throws Exception {
    var key = "drill-" + body.substring(0, body.indexOf(':'));
    var json = Json.write(Json.of("contact", contacts.get(person), "channel", "sms", "body", body));
    var asked = new Told.Asked(key, plan.number(person), person, body, System.currentTimeMillis());
    var answers = new ArrayList<Optional<HttpResponse<String>>>();
    if (twice) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var both = new ArrayList<Future<Optional<HttpResponse<String>>>>();
        for (int node = 0; node < 2; node++) {
          int which = node;
          both.add(threads.submit(() -> stubborn("/api/v1/messages", key, json, which)));
        }
        for (var one : both) {
          answers.add(one.get());
        }
      }
    } else {
      answers.add(stubborn("/api/v1/messages", key, json, turn.getAndIncrement()));
    }
    boolean accepted = false;
    for (var answer : answers) {
      if (answer.isPresent() && answer.get().statusCode() < 300) {
        accepted = true;
      } else if (answer.isPresent()) {
        told.refused(body, answer.get().statusCode() + " " + answer.get().body());
      }
    }
    if (accepted) {
      told.accepted(asked);
    } else if (!told.refused().containsKey(body)) {
      told.unanswered(asked);
    }
  }

  private void talk(String call, int lines) throws Exception {
    var line = house.line();
    var path = URI.create(Json.text(line, "serverUrl")).getRawPath();
    var secret = Json.text(Json.map(line.get("auth")), "secret");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < lines; i++) {
        var text = call + " says " + i;
        var body =
            Json.write(
                Json.of(
                    "message",
                    Json.of(
                        "type",
                        "transcript",
                        "transcriptType",
                        "final",
                        "role",
                        i % 2 == 0 ? "user" : "assistant",
                        "transcript",
                        text,
                        "timestamp",
                        System.currentTimeMillis(),
                        "call",
                        Json.of(
                            "id",
                            call,
                            "type",
                            "inboundPhoneCall",
                            "phoneNumber",
                            Json.of("number", House.LINE),
                            "customer",
                            Json.of("number", plan.number(5))))));
        // The same event to both nodes; the next line only when one of them has taken this.
        var both = new ArrayList<Future<Boolean>>();
        for (int node = 0; node < 2; node++) {
          int which = node;
          both.add(threads.submit(() -> tell(path, secret, body, which)));
        }
        boolean taken = false;
        for (var one : both) {
          taken |= one.get();
        }
        if (taken) {
          told.acknowledged(new Told.Line(call, text));
        }
      }
    }
  }

  private boolean tell(String path, String secret, String body, int node)
      throws InterruptedException {
    var answer =
        until(
            node,
            base ->
                HttpRequest.newBuilder(URI.create(base + path))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer " + secret)
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
    if (answer.isPresent() && answer.get().statusCode() != 200) {
      told.odd("a hook was answered with " + answer.get().statusCode());
    }
    return answer.isPresent() && answer.get().statusCode() == 200;
  }

  private Optional<HttpResponse<String>> stubborn(String path, String key, String body, int node)
      throws InterruptedException {
    return until(
        node,
        base ->
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + house.key())
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private interface To {
    HttpRequest.Builder at(String base);
  }

  // Each try goes to the other node. Nothing but a clear answer ends it.
  private Optional<HttpResponse<String>> until(int node, To request) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    @Nullable HttpResponse<String> last = null;
    for (int i = node; System.nanoTime() < giveUp; i++) {
      var base = "http://127.0.0.1:" + house.nodes().get(i % 2).port();
      try {
        last =
            client.send(
                request.at(base).timeout(ONE_TRY).build(), HttpResponse.BodyHandlers.ofString());
        int status = last.statusCode();
        if (status < 500 && status != 429 && status != 408 && status != 409) {
          return Optional.of(last);
        }
        if (status >= 500 && status != 503) {
          told.odd(status + " from node " + i % 2 + ": " + last.body());
        }
      } catch (IOException away) {
        last = null;
      }
      Thread.sleep(150);
    }
    return Optional.empty();
  }
}
