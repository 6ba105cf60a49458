package io.frontdesk.acceptance.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A screen that is open all the time: reads the live stream through the balancer, comes back after
/// every end with the last position, and notes each event it is shown.
final class LiveWatch implements AutoCloseable {
  private final House house;
  private final Thread thread;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> seen = new ArrayList<>();
  private String begin = "";
  private int resets;
  private int streams;
  private volatile boolean open = true;

  LiveWatch(House house) {
    this.house = house;
    this.thread = Thread.ofVirtual().name("live-watch").start(this::run);
  }

  /// Positions of the events shown, in the order they came.
  synchronized List<String> seen() {
    return List.copyOf(seen);
  }

  /// Where it began; empty before it did.
  synchronized String begin() {
    return begin;
  }

  /// How often it was told to load anew because something was gone.
  synchronized int resets() {
    return resets;
  }

  /// How many streams it took.
  synchronized int streams() {
    return streams;
  }

  @Override
  public void close() {
    open = false;
    thread.interrupt();
    client.shutdownNow();
  }

  private void run() {
    @Nullable String last = null;
    while (open) {
      try {
        var request =
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + house.port() + "/w/" + House.WORKSPACE + "/live"))
                .header("Cookie", house.cookies())
                .header("Accept", "text/event-stream");
        if (last != null) {
          request.header("Last-Event-ID", last);
        }
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
          last = read(answer, last);
        } else {
          answer.body().close();
        }
        Thread.sleep(Duration.ofMillis(200));
      } catch (IOException broken) {
        pause();
      } catch (InterruptedException over) {
        return;
      }
    }
  }

  private @Nullable String read(HttpResponse<java.io.InputStream> answer, @Nullable String from)
      throws IOException {
    var last = from;
    synchronized (this) {
      streams++;
    }
    var event = "";
    var id = "";
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null && open; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.isEmpty() && !id.isEmpty()) {
          note(event, id);
          last = id;
          id = "";
        }
      }
    } catch (IOException cut) {
      return last;
    }
    return last;
  }

  private synchronized void note(String event, String id) {
    switch (event) {
      case "position" -> begin = begin.isEmpty() ? id : begin;
      case "reset" -> {
        resets++;
        begin = begin.isEmpty() ? id : begin;
      }
      default -> seen.add(id);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
