package io.frontdesk.operations.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Presence;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.Live;
import io.frontdesk.platform.live.LiveEvent;
import io.frontdesk.platform.live.Position;
import io.frontdesk.platform.live.Subscription;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The stream of a screen's live events (server-sent events). Each stream is one virtual thread
/// that waits; writing to a reader that does not read ends in the server's write timeout.
@Controller
class LivePages {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final byte[] BEAT = "event: heartbeat\ndata: {}\n\n".getBytes(UTF_8);

  private static final Duration TURN = Duration.ofSeconds(5);
  private static final Duration UNCHECKED = Duration.ofMinutes(1);

  // Thousands of screens ask again and again whether they may go on; all at once they would hold
  // every connection to the database.
  private final Semaphore turns = new Semaphore(2);
  private final Live live;
  private final Presence presence;
  private final JsonMapper json;

  LivePages(Live live, Presence presence, JsonMapper json) {
    this.live = live;
    this.presence = presence;
    this.json = json;
  }

  /// @param lastEventId sent by the browser when it reconnects by itself; wins over `after`
  /// @param after the position a page remembers
  @Needs(Permission.VIEW_TODAY)
  @GetMapping(path = "/w/{workspace}/live", produces = "text/event-stream")
  void stream(
      Caller caller,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      @RequestParam(required = false) @Nullable String after,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    var last = lastEventId != null && !lastEventId.isBlank() ? lastEventId : after;
    try (var screen = join(caller, last)) {
      response.setContentType("text/event-stream;charset=UTF-8");
      response.setHeader("Cache-Control", "no-store");
      // Some proxies collect answers before they pass them on.
      response.setHeader("X-Accel-Buffering", "no");
      var out = response.getOutputStream();
      boolean unreadable = last != null && !last.isBlank() && Position.parse(last).isEmpty();
      greet(out, screen, unreadable);
      follow(caller, request, screen, out);
    }
  }

  private Subscription join(Caller caller, @Nullable String last) {
    return live.join(
            caller.tenant(),
            Optional.ofNullable(last).flatMap(Position::parse),
            topic -> LiveTopics.maySee(caller, topic))
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "live.full",
                    "Too many screens are open here right now.",
                    List.of(),
                    Map.of("Retry-After", "5")));
  }

  private static void greet(OutputStream out, Subscription screen, boolean unreadable)
      throws IOException {
    var name = screen.isReset() || unreadable ? "reset" : "position";
    var text = "retry: 2000\nevent: " + name + "\nid: " + screen.begin() + "\ndata: {}\n\n";
    write(out, text.getBytes(UTF_8));
  }

  private void follow(
      Caller caller, HttpServletRequest request, Subscription screen, OutputStream out)
      throws IOException, InterruptedException {
    long checked = System.nanoTime();
    long check = checked + untilCheck();
    while (true) {
      var wait = Duration.ofNanos(Math.max(0, check - System.nanoTime()));
      switch (screen.next(wait)) {
        case Subscription.Next.Event(var event) -> write(out, event.frame(this::encoded));
        case Subscription.Next.Quiet() -> write(out, BEAT);
        case Subscription.Next.Ended() -> {
          return;
        }
      }
      if (System.nanoTime() >= check) {
        if (turns.tryAcquire(TURN.toNanos(), TimeUnit.NANOSECONDS)) {
          try {
            if (!stillMay(caller, request)) {
              return;
            }
          } finally {
            turns.release();
          }
          checked = System.nanoTime();
        } else if (System.nanoTime() - checked > UNCHECKED.toNanos()) {
          return;
        }
        check = System.nanoTime() + untilCheck();
      }
    }
  }

  // Any change of what this person may see ends the stream; the next one begins with it.
  private boolean stillMay(Caller caller, HttpServletRequest request) {
    return presence
        .again(request)
        .map(now -> now.permissions().equals(caller.permissions()))
        .orElse(false);
  }

  // Spread, because screens that came together would ask together for ever.
  private static long untilCheck() {
    long whole = HEARTBEAT.toNanos();
    return whole - ThreadLocalRandom.current().nextLong(whole / 3);
  }

  private byte[] encoded(LiveEvent event) {
    var data = (ObjectNode) json.readTree(event.data());
    data.put("subject", event.subject());
    return ("event: "
            + event.topic()
            + "\nid: "
            + event.position()
            + "\ndata: "
            + json.writeValueAsString(data)
            + "\n\n")
        .getBytes(UTF_8);
  }

  private static void write(OutputStream out, byte[] frame) throws IOException {
    out.write(frame);
    out.flush();
  }
}
