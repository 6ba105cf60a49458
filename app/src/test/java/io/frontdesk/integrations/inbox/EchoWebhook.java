package io.frontdesk.integrations.inbox;

import io.frontdesk.integrations.Connection;
import io.frontdesk.integrations.ConnectionKind;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.StoredEvent;
import io.frontdesk.integrations.WebhookAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/// A provider without secrets, for tests: the path is the key, the body says what happens.
@Component
class EchoWebhook implements WebhookAdapter, ConnectionKind {
  private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
  private final Map<String, Integer> most = new ConcurrentHashMap<>();
  private volatile boolean forgiving;

  List<String> seen(String path) {
    return seen.getOrDefault(key(path), List.of());
  }

  int atOnce(String path) {
    return most.getOrDefault(key(path), 0);
  }

  void forgive() {
    forgiving = true;
  }

  @Override
  public String provider() {
    return "echo";
  }

  @Override
  public String label() {
    return "Echo";
  }

  @Override
  public String purpose() {
    return "Test";
  }

  @Override
  public List<Field> fields() {
    return List.of();
  }

  @Override
  public Test test(Connection connection) {
    return Test.passed("Fine.");
  }

  @Override
  public Verdict verify(Connection connection, RawRequest request) {
    return Verdict.GENUINE;
  }

  @Override
  public Parsed parse(Connection connection, RawRequest request) {
    var key = connection.id() + request.path();
    return new Parsed.Event(key + "/" + request.text(), request.text(), key, false);
  }

  @Override
  public Duration patience(String type) {
    return Duration.ofMillis(500);
  }

  @Override
  public void handle(Connection connection, StoredEvent event) {
    var counter = now.computeIfAbsent(event.orderingKey(), _ -> new AtomicInteger());
    most.merge(event.orderingKey(), counter.incrementAndGet(), Math::max);
    try {
      if (event.type().equals("never") || (event.type().equals("hopeless") && !forgiving)) {
        throw new Undeliverable("no use");
      }
      if (event.type().startsWith("deep") && event.attempt() < 2) {
        throw new StackOverflowError();
      }
      if (event.type().startsWith("twice") && event.attempt() < 3) {
        throw new IllegalStateException("not yet");
      }
      seen.computeIfAbsent(event.orderingKey(), _ -> new CopyOnWriteArrayList<>())
          .add(event.type());
    } finally {
      counter.decrementAndGet();
    }
  }

  private static String key(String path) {
    return path.substring("/hooks/echo/".length());
  }
}
