package io.frontdesk.calendar.ics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When the entries of a calendar take place within a stretch of time: rules, added and removed
/// dates, moved instances. Bounded in everything; what goes beyond is left out and told.
public final class Occurrences {
  private static final LocalDateTime FIRST = LocalDateTime.of(1900, 1, 1, 0, 0);
  private static final LocalDateTime LAST = LocalDateTime.of(2200, 1, 1, 0, 0);

  // An edit of "this and following" that moves further than this moves only what is near.
  private static final Duration MOST_REACH = Duration.ofDays(366);

  private final IcsZones zones;
  private final Instant from;
  private final Instant until;
  private final IcsBounds bounds;
  private final Work work;
  private final List<Problem> problems = new ArrayList<>();

  /// An entry that was not, or not wholly, understood.
  ///
  /// @param what one of `no-start`, `rule` (wrong or too much), `many` (more than the bound)
  public record Problem(int component, String what) {}

  /// @param unknownZones TZIDs that mean nothing; their times were taken as the owner's
  public record Found(
      List<Occurrence> occurrences, List<Problem> problems, Set<String> unknownZones) {
    public Found {
      occurrences = List.copyOf(occurrences);
      problems = List.copyOf(problems);
      unknownZones = Set.copyOf(unknownZones);
    }
  }

  private Occurrences(
      IcsComponent root, ZoneId zone, Instant from, Instant until, IcsBounds bounds, Work work) {
    this.work = work;
    this.zones = new IcsZones(root, zone, work);
    this.from = from;
    this.until = until;
    this.bounds = bounds;
  }

  /// Everything in `roots` of one of the named kinds that meets the stretch, by start.
  ///
  /// @param zone of times that name none
  public static Found within(
      List<IcsComponent> roots,
      Set<String> kinds,
      ZoneId zone,
      Instant from,
      Instant until,
      IcsBounds bounds) {
    var work = new Work(bounds.work());
    var all = new ArrayList<Occurrence>();
    var problems = new ArrayList<Problem>();
    var unknown = new TreeSet<String>();
    for (var root : roots) {
      var one = new Occurrences(root, zone, from, until, bounds, work);
      all.addAll(one.expand(root, kinds));
      problems.addAll(one.problems);
      unknown.addAll(one.zones.unknown());
    }
    all.sort(Comparator.comparing(Occurrence::start).thenComparing(Occurrence::component));
    if (all.size() > bounds.occurrences()) {
      problems.add(new Problem(0, "many"));
      all.subList(bounds.occurrences(), all.size()).clear();
    }
    return new Found(all, problems, unknown);
  }

  private List<Occurrence> expand(IcsComponent root, Set<String> kinds) {
    var entries = new ArrayList<Entry>();
    var candidates = new ArrayList<>(root.parts());
    candidates.add(root);
    for (var part : candidates) {
      if (kinds.contains(part.name())) {
        var entry = entry(part);
        entry.ifPresent(entries::add);
        if (entry.isEmpty()) {
          problems.add(new Problem(part.index(), "no-start"));
        }
      }
    }
    var moved = moved(entries);
    var following = following(entries);
    var found = new ArrayList<Occurrence>();
    for (var entry : entries) {
      if (found.size() > bounds.occurrences()) {
        break;
      }
      found.addAll(
          occurrences(
              entry,
              moved.getOrDefault(entry.uid(), Set.of()),
              entry.recurrence() == null
                  ? following.getOrDefault(entry.uid(), new TreeMap<>())
                  : new TreeMap<>()));
    }
    return found;
  }

  /// @param recurrence the instance it stands for
  /// @param shift by how much it moves all that follow, when it stands for those too
  private record Entry(
      IcsComponent component,
      String uid,
      IcsTime start,
      IcsTime.Length length,
      @Nullable Instant recurrence,
      @Nullable Duration shift) {}

  private Optional<Entry> entry(IcsComponent component) {
    return component
        .first("DTSTART")
        .flatMap(line -> IcsTime.parse(line.value(), zones.of(line)))
        .filter(at -> !at.local().isBefore(FIRST) && at.local().isBefore(LAST))
        .map(
            start ->
                new Entry(
                    component,
                    component.first("UID").map(line -> line.text(500)).orElse(""),
                    start,
                    length(component, start),
                    component
                        .first("RECURRENCE-ID")
                        .flatMap(line -> IcsTime.parse(line.value(), zones.of(line)))
                        .map(at -> at.date() ? start.at(at.local()).instant() : at.instant())
                        .orElse(null),
                    component
                        .first("RECURRENCE-ID")
                        .filter(line -> line.parameter("RANGE").equalsIgnoreCase("THISANDFUTURE"))
                        .flatMap(line -> shift(line, component, start))
                        .orElse(null)));
  }

  // By the clock when both times name the same one.
  private Optional<Duration> shift(IcsLine recurrence, IcsComponent component, IcsTime start) {
    boolean sameClock =
        component
            .first("DTSTART")
            .filter(
                line ->
                    line.parameter("TZID").equals(recurrence.parameter("TZID"))
                        && line.value().endsWith("Z") == recurrence.value().endsWith("Z"))
            .isPresent();
    return IcsTime.parse(recurrence.value(), zones.of(recurrence))
        .map(
            at ->
                sameClock || at.date()
                    ? Duration.between(at.local(), start.local())
                    : Duration.between(at.instant(), start.instant()));
  }

  private IcsTime.Length length(IcsComponent component, IcsTime start) {
    var end =
        component
            .first("DTEND")
            .or(() -> component.first("DUE"))
            .flatMap(line -> IcsTime.parse(line.value(), zones.of(line)));
    if (end.isPresent()) {
      var until = end.get();
      if (start.date() && until.date()) {
        long days = Duration.between(start.local(), until.local()).toDays();
        return days > 0
            ? new IcsTime.Length(Period.ofDays((int) days), Duration.ZERO)
            : IcsTime.Length.DAY;
      }
      var time = Duration.between(start.instant(), until.instant());
      return time.isNegative() ? IcsTime.Length.ZERO : new IcsTime.Length(Period.ZERO, time);
    }
    return component
        .first("DURATION")
        .flatMap(line -> IcsTime.Length.parse(line.value()))
        .orElse(start.date() ? IcsTime.Length.DAY : IcsTime.Length.ZERO);
  }

  // Instances that another entry of the same UID stands for.
  private static Map<String, Set<Instant>> moved(List<Entry> entries) {
    var moved = new HashMap<String, Set<Instant>>();
    for (var entry : entries) {
      if (entry.recurrence() != null) {
        moved.computeIfAbsent(entry.uid(), _ -> new HashSet<>()).add(entry.recurrence());
      }
    }
    return moved;
  }

  // Entries that stand for an instance of a UID and all behind it, by the instance.
  private static Map<String, NavigableMap<Instant, Entry>> following(List<Entry> entries) {
    var following = new HashMap<String, NavigableMap<Instant, Entry>>();
    for (var entry : entries) {
      var recurrence = entry.recurrence();
      if (entry.shift() != null && recurrence != null) {
        following.computeIfAbsent(entry.uid(), _ -> new TreeMap<>()).put(recurrence, entry);
      }
    }
    return following;
  }

  private List<Occurrence> occurrences(
      Entry entry, Set<Instant> moved, NavigableMap<Instant, Entry> following) {
    var starts = new TreeSet<Start>(Comparator.comparing(one -> one.time().instant()));
    starts.add(new Start(entry.start(), entry.length()));
    boolean repeats = added(entry, starts) | ruled(entry, starts, reach(following));
    var excluded = excluded(entry);
    var found = new ArrayList<Occurrence>();
    for (var start : starts) {
      var at = start.time().instant();
      var rest = following.floorEntry(at);
      var as = rest == null ? entry : rest.getValue();
      var time = rest == null ? start.time() : start.time().at(start.time().local().plus(by(as)));
      var begin = time.instant();
      var end = (rest == null ? start.length() : as.length()).after(time);
      boolean replaced = entry.recurrence() == null && moved.contains(at);
      if (replaced || excluded.contains(at) || !meets(begin, end)) {
        continue;
      }
      if (found.size() == bounds.perComponent()) {
        problems.add(new Problem(entry.component().index(), "many"));
        break;
      }
      found.add(
          new Occurrence(
              entry.component().index(),
              entry.uid(),
              entry.recurrence() != null ? entry.recurrence() : repeats ? at : null,
              begin,
              end,
              entry.start().date(),
              busy(as.component()),
              as.component().first("SUMMARY").map(line -> line.text(200)).orElse("")));
    }
    return found;
  }

  // How far instances that begin outside of the stretch may be moved into it.
  private static Duration reach(NavigableMap<Instant, Entry> following) {
    return following.values().stream()
        .map(
            rest ->
                by(rest).abs().plusDays(rest.length().days().getDays()).plus(rest.length().time()))
        .max(Duration::compareTo)
        .map(reach -> reach.compareTo(MOST_REACH) > 0 ? MOST_REACH : reach)
        .orElse(Duration.ZERO);
  }

  private static Duration by(Entry rest) {
    return Objects.requireNonNull(rest.shift());
  }

  private record Start(IcsTime time, IcsTime.Length length) {}

  private boolean meets(Instant start, Instant end) {
    return start.isBefore(until) && (end.isAfter(from) || (start.equals(end) && end.equals(from)));
  }

  private boolean added(Entry entry, Set<Start> starts) {
    boolean any = false;
    for (var line : entry.component().all("RDATE")) {
      for (var one : line.value().split(",", bounds.perComponent() + 1)) {
        int slash = one.indexOf('/');
        var time = IcsTime.parse(slash < 0 ? one : one.substring(0, slash), zones.of(line));
        if (time.isPresent()) {
          var at =
              time.get().date() && !entry.start().date()
                  ? entry.start().at(time.get().local().with(entry.start().local().toLocalTime()))
                  : time.get();
          starts.add(
              new Start(
                  at,
                  slash < 0 ? entry.length() : period(line, at, one.substring(slash + 1), entry)));
          any = true;
        }
      }
    }
    return any;
  }

  private IcsTime.Length period(IcsLine line, IcsTime start, String end, Entry entry) {
    return IcsTime.Length.parse(end)
        .or(
            () ->
                IcsTime.parse(end, zones.of(line))
                    .map(at -> Duration.between(start.instant(), at.instant()))
                    .filter(time -> !time.isNegative())
                    .map(time -> new IcsTime.Length(Period.ZERO, time)))
        .orElse(entry.length());
  }

  private boolean ruled(Entry entry, Set<Start> starts, Duration reach) {
    // An instance that stands for itself repeats nothing.
    var lines = entry.component().all("RRULE");
    if (lines.isEmpty() || entry.recurrence() != null) {
      return false;
    }
    var start = entry.start();
    for (var line : lines) {
      var rule = RecurrenceRule.parse(line.value(), start.date());
      var found = rule.map(one -> starts(one, entry, reach)).orElse(null);
      if (found == null) {
        problems.add(new Problem(entry.component().index(), "rule"));
      } else {
        found.forEach(at -> starts.add(new Start(start.at(at), entry.length())));
      }
    }
    return true;
  }

  private @Nullable List<LocalDateTime> starts(RecurrenceRule rule, Entry entry, Duration reach) {
    var start = entry.start();
    // A day around, since wall-clock times stand for instants of any zone.
    var longest = entry.length().days().getDays() + entry.length().time().toDays();
    var begin = LocalDateTime.ofInstant(from, ZoneOffset.UTC).minusDays(longest + 2).minus(reach);
    var end = LocalDateTime.ofInstant(until, ZoneOffset.UTC).plusDays(2).plus(reach);
    var text = rule.until();
    if (text.isEmpty()) {
      return rule.expand(start.local(), begin, end, bounds.perComponent() + 1, work);
    }
    var limit = IcsTime.parse(text.get(), start.zone());
    if (limit.isEmpty()) {
      return null;
    }
    var last = limit.get();
    boolean byDay = start.date() || last.date();
    var lastDay = last.local().toLocalDate();
    var found =
        rule.expand(
            start.local(),
            begin,
            earlier(end, last.local().plusDays(2)),
            bounds.perComponent() + 1,
            work);
    return found == null
        ? null
        : found.stream()
            .filter(
                at ->
                    byDay
                        ? !at.toLocalDate().isAfter(lastDay)
                        : !start.at(at).instant().isAfter(last.instant()))
            .toList();
  }

  private Set<Instant> excluded(Entry entry) {
    var excluded = new HashSet<Instant>();
    var start = entry.start();
    for (var line : entry.component().all("EXDATE")) {
      for (var one : line.value().split(",")) {
        IcsTime.parse(one, zones.of(line))
            .map(
                at ->
                    at.date() && !start.date()
                        ? start.at(at.local().with(start.local().toLocalTime())).instant()
                        : at.date() ? start.at(at.local()).instant() : at.instant())
            .ifPresent(excluded::add);
      }
    }
    return excluded;
  }

  private static boolean busy(IcsComponent component) {
    return !component.value("TRANSP").toUpperCase(Locale.ROOT).equals("TRANSPARENT")
        && !component.value("STATUS").toUpperCase(Locale.ROOT).equals("CANCELLED");
  }

  private static LocalDateTime earlier(LocalDateTime a, LocalDateTime b) {
    return a.isBefore(b) ? a : b;
  }
}
