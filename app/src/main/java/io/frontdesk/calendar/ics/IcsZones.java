package io.frontdesk.calendar.ics;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import net.fortuna.ical4j.model.Calendar;
import org.jspecify.annotations.Nullable;

/// What the TZIDs of one calendar mean: an IANA name; a name other programs use for one; the
/// calendar's own VTIMEZONE. One that means nothing is the owner's zone.
final class IcsZones {
  private static final LocalDateTime BEGIN = LocalDateTime.of(1900, 1, 1, 0, 0);
  private static final LocalDateTime END = LocalDateTime.of(2120, 1, 1, 0, 0);
  private static final Pattern PREFIXED = Pattern.compile("/[^/]+/(?:[^/]+/)?([A-Za-z_]+/.+)");
  private static final Pattern OFFSET = Pattern.compile("([+-])([0-9]{2})([0-9]{2})([0-9]{2})?");
  private static final Map<String, ZoneId> ALIASES = aliases();
  private static final Set<String> IANA = ZoneId.getAvailableZoneIds();

  private final ZoneId standard;
  private final Work work;
  private final Map<String, IcsComponent> own = new HashMap<>();
  private final Map<String, IcsZone> known = new HashMap<>();
  private final Set<String> unknown = new HashSet<>();

  IcsZones(IcsComponent root, ZoneId standard, Work work) {
    this.standard = standard;
    this.work = work;
    for (var part : root.parts()) {
      if (part.name().equals("VTIMEZONE")) {
        part.first("TZID").ifPresent(line -> own.putIfAbsent(line.text(500), part));
      }
    }
  }

  /// TZIDs that were met and mean nothing.
  Set<String> unknown() {
    return Set.copyOf(unknown);
  }

  IcsZone floating() {
    return IcsZone.of(standard);
  }

  IcsZone of(IcsLine line) {
    var id = line.parameter("TZID").strip();
    return id.isEmpty() ? floating() : known.computeIfAbsent(id, this::find);
  }

  private IcsZone find(String id) {
    var named = named(id);
    if (named.isPresent()) {
      return IcsZone.of(named.get());
    }
    var definition = own.get(id);
    if (definition != null) {
      var location = named(definition.value("X-LIC-LOCATION"));
      if (location.isPresent()) {
        return IcsZone.of(location.get());
      }
      var rules = changes(definition);
      if (!rules.isEmpty()) {
        return new Defined(rules);
      }
    }
    unknown.add(id.length() > 100 ? id.substring(0, 100) : id);
    return floating();
  }

  private static Optional<ZoneId> named(String id) {
    if (IANA.contains(id)) {
      return Optional.of(ZoneId.of(id));
    }
    var alias = ALIASES.get(id.toLowerCase(Locale.ROOT));
    if (alias != null) {
      return Optional.of(alias);
    }
    var prefixed = PREFIXED.matcher(id);
    return prefixed.matches() && IANA.contains(prefixed.group(1))
        ? Optional.of(ZoneId.of(prefixed.group(1)))
        : Optional.empty();
  }

  /// From `from` on the wall clock goes by another offset.
  ///
  /// @param from wall-clock time before the change
  private record Change(LocalDateTime from, ZoneOffset before, ZoneOffset after) {}

  private record Defined(List<Change> changes) implements IcsZone {
    @Override
    public Instant at(LocalDateTime local) {
      var last = changes.getFirst();
      if (local.isBefore(last.from())) {
        return local.toInstant(last.before());
      }
      for (var change : changes) {
        if (change.from().isAfter(local)) {
          break;
        }
        last = change;
      }
      long jump = last.after().getTotalSeconds() - last.before().getTotalSeconds();
      boolean skipped = local.isBefore(last.from().plusSeconds(Math.max(0, jump)));
      return local.toInstant(skipped ? last.before() : last.after());
    }
  }

  private List<Change> changes(IcsComponent definition) {
    var changes = new ArrayList<Change>();
    for (var part : definition.parts()) {
      var before = offset(part.value("TZOFFSETFROM"));
      var after = offset(part.value("TZOFFSETTO"));
      var start =
          IcsTime.parse(part.value("DTSTART"), IcsZone.of(ZoneOffset.UTC)).map(IcsTime::local);
      if (before == null || after == null || start.isEmpty()) {
        continue;
      }
      onsets(part, start.get(), before).forEach(at -> changes.add(new Change(at, before, after)));
    }
    changes.sort(Comparator.comparing(Change::from));
    return changes;
  }

  private List<LocalDateTime> onsets(IcsComponent part, LocalDateTime start, ZoneOffset before) {
    var onsets = new ArrayList<LocalDateTime>(List.of(start));
    for (var line : part.all("RDATE")) {
      for (var one : line.value().split(",")) {
        IcsTime.parse(one, IcsZone.of(ZoneOffset.UTC)).ifPresent(at -> onsets.add(at.local()));
      }
    }
    for (var line : part.all("RRULE")) {
      var rule = RecurrenceRule.parse(line.value(), false);
      if (rule.isPresent()) {
        var until =
            rule.get()
                .until()
                .flatMap(text -> IcsTime.parse(text, IcsZone.of(before)))
                .map(at -> LocalDateTime.ofInstant(at.instant(), before))
                .orElse(END);
        var found = rule.get().expand(start, BEGIN, until.isBefore(END) ? until : END, 1_000, work);
        if (found != null) {
          onsets.addAll(found);
        }
      }
    }
    return onsets;
  }

  private static @Nullable ZoneOffset offset(String text) {
    var found = OFFSET.matcher(text);
    if (!found.matches()) {
      return null;
    }
    var size =
        Duration.ofHours(Integer.parseInt(found.group(2)))
            .plusMinutes(Integer.parseInt(found.group(3)));
    try {
      return ZoneOffset.ofTotalSeconds(
          (int) size.toSeconds() * (found.group(1).equals("-") ? -1 : 1));
    } catch (DateTimeException tooFar) {
      return null;
    }
  }

  // The names that Windows and Outlook use, as the library lists them.
  private static Map<String, ZoneId> aliases() {
    var aliases = new HashMap<String, ZoneId>();
    for (var file : List.of("msTimezoneNames", "msTimezoneIds")) {
      var names = new Properties();
      try (var in =
          Calendar.class.getResourceAsStream("/net/fortuna/ical4j/transform/compliance/" + file)) {
        if (in == null) {
          throw new IllegalStateException(file + " is not in the library");
        }
        names.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      names.forEach(
          (name, zone) -> {
            if (ZoneId.getAvailableZoneIds().contains(zone.toString().strip())) {
              aliases.putIfAbsent(
                  name.toString().strip().toLowerCase(Locale.ROOT),
                  ZoneId.of(zone.toString().strip()));
            }
          });
    }
    return aliases;
  }
}
