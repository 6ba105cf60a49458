package io.frontdesk.sandbox.wire;

import io.frontdesk.sandbox.wire.Faults.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Posts to the program as the vendors do, repeats until it is acknowledged, and records every try
/// with the answer.
public final class Hooks implements AutoCloseable {
  /// One thing to post.
  ///
  /// @param headers made anew for each try, because a signature may carry the time
  /// @param label how the recorder files it: the event's type
  public record Post(
      String url, String type, String body, Headers headers, String label, String subject) {}

  /// Headers of one try.
  @FunctionalInterface
  public interface Headers {
    Map<String, String> at(Instant now);
  }

  /// What the program answered.
  public record Answer(int status, String body, long millis) {
    public boolean ok() {
      return status >= 200 && status < 300;
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Clock clock;
  private final Recorder recorder;
  private final Map<String, String> routes = new ConcurrentHashMap<>();

  public Hooks(Clock clock, Recorder recorder) {
    this.clock = clock;
    this.recorder = recorder;
  }

  /// From now on what is meant for addresses that begin with `from` goes to `to` instead, as
  /// through a proxy before the program; signatures still cover the address that was given.
  public void route(String from, String to) {
    routes.put(from, to);
  }

  /// Posts until acknowledged or out of patience. Statuses 4xx other than 408 and 429 are final.
  ///
  /// @param patience how long to repeat
  /// @return the last answer; empty when nobody ever answered
  public Optional<Answer> post(Post post, Fault fault, Duration timeout, Duration patience)
      throws InterruptedException {
    Thread.sleep(fault.latency());
    Answer last = null;
    for (int copy = 0; copy < fault.duplicate(); copy++) {
      var answer = repeat(post, timeout, patience).orElse(null);
      last = last == null ? answer : last;
    }
    return Optional.ofNullable(last);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private Optional<Answer> repeat(Post post, Duration timeout, Duration patience)
      throws InterruptedException {
    var giveUp = clock.instant().plus(patience);
    long pauseMillis = 200;
    while (true) {
      var answer = once(post, timeout);
      boolean again =
          answer == null
              || answer.status() >= 500
              || answer.status() == 429
              || answer.status() == 408;
      if (!again || clock.instant().isAfter(giveUp)) {
        return Optional.ofNullable(answer);
      }
      Thread.sleep(pauseMillis);
      pauseMillis = Math.min(2_000, pauseMillis * 2);
    }
  }

  private @Nullable Answer once(Post post, Duration timeout) throws InterruptedException {
    long began = System.nanoTime();
    var request =
        HttpRequest.newBuilder(URI.create(routed(post.url())))
            .timeout(timeout)
            .header("Content-Type", post.type())
            .POST(HttpRequest.BodyPublishers.ofString(post.body()));
    post.headers().at(clock.instant()).forEach(request::header);
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var answer = new Answer(response.statusCode(), response.body(), millisSince(began));
      note(post, answer.status(), answer.body(), answer.millis());
      return answer;
    } catch (IOException unreachable) {
      note(post, 0, unreachable.getClass().getSimpleName(), millisSince(began));
      return null;
    }
  }

  /// Where an address of the program is to be found; see [#route].
  public String routed(String url) {
    return routes.entrySet().stream()
        .filter(route -> url.startsWith(route.getKey()))
        .findFirst()
        .map(route -> route.getValue() + url.substring(route.getKey().length()))
        .orElse(url);
  }

  private void note(Post post, int status, String answer, long millis) {
    recorder.add(
        "hook",
        Json.of(
            "url", post.url(),
            "type", post.label(),
            "subject", post.subject(),
            "body", post.body(),
            "status", status,
            "answer", answer,
            "millis", millis));
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
