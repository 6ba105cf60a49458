package io.frontdesk.operations.live;

import io.frontdesk.access.Presence;
import io.frontdesk.operations.OperationsSettings;
import io.frontdesk.platform.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// The open screens of this node by who watches them. At least every 15 s it asks whether they may
/// still, all of a session at once, and ends those whose session ended or whose permissions
/// changed. A changed role or an ended membership is in the event log, too, and ends a screen
/// before the events behind it; the asking is for sessions, agencies, and what else may end.
@Component
class Screens implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Screens.class);
  private static final long EVERY = TimeUnit.SECONDS.toNanos(15);
  private static final long UNCHECKED = TimeUnit.SECONDS.toNanos(60);
  private static final long EARLY = EVERY / 3;
  private static final int AT_ONCE = 200;

  private static final class Watch {
    final Set<Screen> screens = new HashSet<>(2);
    long checked = System.nanoTime();
    volatile long due = checked + spread();
  }

  private final Map<Presence.Stay, Watch> watches = new ConcurrentHashMap<>();
  private final Presence presence;
  private final MeterRegistry meters;
  private final int mostEach;
  private volatile boolean running;

  Screens(Presence presence, Settings settings, MeterRegistry meters) {
    this.presence = presence;
    this.meters = meters;
    this.mostEach = settings.get(OperationsSettings.SCREENS_PER_SESSION);
  }

  /// Adds a screen; false when its session has as many as it may.
  boolean add(Screen screen) {
    var added = new boolean[1];
    watches.compute(
        screen.stay(),
        (_, known) -> {
          var watch = known == null ? new Watch() : known;
          added[0] = watch.screens.size() < mostEach && watch.screens.add(screen);
          return watch;
        });
    return added[0];
  }

  void remove(Screen screen) {
    watches.computeIfPresent(
        screen.stay(),
        (_, watch) -> {
          watch.screens.remove(screen);
          return watch.screens.isEmpty() ? null : watch;
        });
  }

  @Override
  public void start() {
    running = true;
    Thread.ofVirtual().name("live-presence").start(this::watch);
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void watch() {
    while (running) {
      try {
        TimeUnit.SECONDS.sleep(1);
        checkDue();
      } catch (InterruptedException stopping) {
        return;
      } catch (RuntimeException | Error broken) {
        LOG.warn("Who watches could not be checked; it is tried again", broken);
        meters.counter("frontdesk.errors", "door", "live").increment();
      }
    }
  }

  private void checkDue() {
    var due = due();
    for (int from = 0; from < due.size(); from += AT_ONCE) {
      check(due.subList(from, Math.min(due.size(), from + AT_ONCE)));
    }
  }

  // By workspace, and whoever of it is due soon with who is due: the roles in a workspace are one
  // question however many it is asked about.
  private List<Presence.Stay> due() {
    long now = System.nanoTime();
    var due = new HashMap<String, List<Presence.Stay>>();
    var soon = new HashMap<String, List<Presence.Stay>>();
    watches.forEach(
        (stay, watch) -> {
          long late = now - watch.due;
          if (late >= -EARLY) {
            (late >= 0 ? due : soon)
                .computeIfAbsent(stay.workspace(), _ -> new ArrayList<>())
                .add(stay);
          }
        });
    due.forEach(
        (workspace, stays) ->
            soon.getOrDefault(workspace, List.of()).stream()
                .limit(Math.max(0, AT_ONCE - stays.size()))
                .forEach(stays::add));
    return due.values().stream().flatMap(List::stream).toList();
  }

  private void check(List<Presence.Stay> stays) {
    try {
      var allowed = presence.still(stays);
      for (var stay : stays) {
        var now = allowed.get(stay);
        settle(stay, screen -> screen.permissions().equals(now));
      }
    } catch (RuntimeException unknown) {
      long now = System.nanoTime();
      stays.forEach(stay -> endUnchecked(stay, now));
      throw unknown;
    }
  }

  private interface Judge {
    boolean mayStay(Screen screen);
  }

  // Ends outside the map's lock: an ended screen removes itself.
  private void settle(Presence.Stay stay, Judge judge) {
    var ending = new ArrayList<Screen>();
    watches.computeIfPresent(
        stay,
        (_, watch) -> {
          watch.checked = System.nanoTime();
          watch.due = watch.checked + spread();
          watch.screens.stream().filter(screen -> !judge.mayStay(screen)).forEach(ending::add);
          return watch;
        });
    ending.forEach(Screen::end);
  }

  private void endUnchecked(Presence.Stay stay, long now) {
    var ending = new ArrayList<Screen>();
    watches.computeIfPresent(
        stay,
        (_, watch) -> {
          if (now - watch.checked > UNCHECKED) {
            ending.addAll(watch.screens);
          }
          return watch;
        });
    ending.forEach(Screen::end);
  }

  // Spread, because screens that came together would be asked about together for ever.
  private static long spread() {
    return EVERY - ThreadLocalRandom.current().nextLong(EARLY);
  }
}
