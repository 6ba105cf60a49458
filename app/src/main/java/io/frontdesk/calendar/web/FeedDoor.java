package io.frontdesk.calendar.web;

import io.frontdesk.access.Open;
import io.frontdesk.calendar.feed.Feeds;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// Where calendar programs read feeds. Bounded per address like everything for strangers.
@Controller
class FeedDoor {
  private static final MediaType CALENDAR = MediaType.parseMediaType("text/calendar;charset=UTF-8");

  private final Feeds feeds;

  FeedDoor(Feeds feeds) {
    this.feeds = feeds;
  }

  @Open("calendar programs can't sign in; the secret in the address is the proof")
  @GetMapping("/ics/{token}.ics")
  ResponseEntity<byte[]> read(@PathVariable String token, HttpServletRequest request) {
    var content = feeds.read(token).orElseThrow(() -> Refusal.notFound("The calendar"));
    var known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    boolean same =
        known != null
            && known.length() < 1_000
            && Arrays.stream(known.split(","))
                .map(one -> one.strip().replaceFirst("^W/", ""))
                .anyMatch(content.etag()::equals);
    var answer =
        (same ? ResponseEntity.status(304) : ResponseEntity.ok())
            .eTag(content.etag())
            .cacheControl(CacheControl.noCache().cachePrivate())
            .header("X-Robots-Tag", "noindex")
            .header("Referrer-Policy", "no-referrer");
    return same ? answer.build() : answer.contentType(CALENDAR).body(content.ics());
  }
}
