package io.frontdesk.sandbox.wire;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers what really happened: `sms` and `mail` that reached people, `media` that carriers
/// fetched, `hook`s sent to the program with its answers, `request`s the program made. Bounded; the
/// oldest go first.
public final class Recorder {
  private static final int MOST = 50_000;

  /// One thing that happened.
  public record Entry(long number, String kind, String at, Map<String, @Nullable Object> what) {
    Map<String, @Nullable Object> json() {
      var json = new LinkedHashMap<String, @Nullable Object>();
      json.put("number", number);
      json.put("kind", kind);
      json.put("at", at);
      json.putAll(what);
      return json;
    }
  }

  private final Clock clock;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long last;

  public Recorder(Clock clock) {
    this.clock = clock;
  }

  public synchronized void add(String kind, Map<String, @Nullable Object> what) {
    entries.addLast(new Entry(++last, kind, clock.instant().toString(), what));
    if (entries.size() > MOST) {
      entries.removeFirst();
    }
  }

  /// Entries after `number` whose fields equal all of `filter`, oldest first.
  public synchronized List<Map<String, @Nullable Object>> after(
      long number, Map<String, String> filter) {
    var found = new ArrayList<Map<String, @Nullable Object>>();
    for (var entry : entries) {
      var json = entry.json();
      if (entry.number() > number
          && filter.entrySet().stream()
              .allMatch(want -> want.getValue().equals(String.valueOf(json.get(want.getKey()))))) {
        found.add(json);
      }
    }
    return found;
  }

  /// How many of a kind.
  public synchronized long count(String kind) {
    return entries.stream().filter(entry -> entry.kind().equals(kind)).count();
  }

  public synchronized void reset() {
    entries.clear();
  }
}
