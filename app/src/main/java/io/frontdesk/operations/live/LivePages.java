package io.frontdesk.operations.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.access.Actor;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Presence;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.live.Live;
import io.frontdesk.platform.live.LiveEvent;
import io.frontdesk.platform.live.Position;
import io.frontdesk.platform.stream.Streams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The stream of a screen's live events (server-sent events).
@Controller
class LivePages {
  private final Live live;
  private final Presence presence;
  private final Streams streams;
  private final Screens screens;
  private final JsonMapper json;

  LivePages(Live live, Presence presence, Streams streams, Screens screens, JsonMapper json) {
    this.live = live;
    this.presence = presence;
    this.streams = streams;
    this.screens = screens;
    this.json = json;
  }

  /// @param lastEventId sent by the browser when it reconnects by itself; wins over `after`
  /// @param after the position a page remembers
  @Needs(Permission.VIEW_TODAY)
  @GetMapping("/w/{workspace}/live")
  void stream(
      Caller caller,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      @RequestParam(required = false) @Nullable String after,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var last = lastEventId != null && !lastEventId.isBlank() ? lastEventId : after;
    var screen = screen(caller, request, last == null ? "" : last);
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    // Some proxies collect answers before they pass them on.
    response.setHeader("X-Accel-Buffering", "no");
    streams.send(request, response, screen);
  }

  private Screen screen(Caller caller, HttpServletRequest request, String last) {
    if (!request.getMethod().equals("GET")) {
      // HEAD reaches every handler of GET.
      throw Refusal.notFound("This page");
    }
    var stay = presence.of(request).orElseThrow(() -> Refusal.notFound("This page"));
    var position = Position.parse(last);
    var events =
        live.join(
                caller.tenant(),
                position,
                topic -> topic.equals(Presence.CHANGED) || LiveTopics.maySee(caller, topic))
            .orElseThrow(LivePages::full);
    boolean anew = events.isReset() || (position.isEmpty() && !last.isBlank());
    var screen =
        new Screen(
            stay,
            account(caller),
            caller.permissions(),
            events,
            greeting(anew, events.begin()),
            this::encoded,
            screens::remove);
    if (!screens.add(screen)) {
      screen.close();
      throw full();
    }
    return screen;
  }

  private static String account(Caller caller) {
    return caller.actor() instanceof Actor.Person person ? person.account().value().toString() : "";
  }

  private static byte[] greeting(boolean anew, Position begin) {
    // Spread, because all screens of a program that restarts come back.
    int retry = 1_000 + ThreadLocalRandom.current().nextInt(3_000);
    return ("retry: "
            + retry
            + "\nevent: "
            + (anew ? "reset" : "position")
            + "\nid: "
            + begin
            + "\ndata: {}\n\n")
        .getBytes(UTF_8);
  }

  private static Refusal full() {
    return new Refusal(
        Refusal.Kind.UNAVAILABLE,
        "live.full",
        "Too many screens are open here right now.",
        List.of(),
        Map.of("Retry-After", Integer.toString(3 + ThreadLocalRandom.current().nextInt(5))));
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
}
