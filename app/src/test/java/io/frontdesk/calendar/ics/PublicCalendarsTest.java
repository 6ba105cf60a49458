package io.frontdesk.calendar.ics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calendars and rules that others collected, with the occurrences that others worked out.
class PublicCalendarsTest {
  private static final Path DATA =
      Path.of(
          Optional.ofNullable(System.getenv("FRONTDESK_EVAL_DATA")).orElse("../../shared/data"));
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST = 75;
  // Their zones know no later summer time.
  private static final Instant KNOWN = Instant.parse("2099-01-01T00:00:00Z");
  private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
  private static final Set<String> KINDS =
      Set.of("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY");

  // Documents in which we differ, each with the reason. The collection itself takes its
  // expectations from another program.
  private static final String OWN_ZONE =
      "goes by the calendar's own VTIMEZONE or Windows name, they by the reader's zone";
  private static final String NO_END =
      "a time without an end ends when it begins (RFC 5545, 3.6.1), theirs at the end of the day";
  private static final String DUE_ONLY = "a task without DTSTART takes no time";
  private static final String LAST_COUNTS = "UNTIL is the last instance (3.3.10), they drop it";
  private static final String ONCE = "the same instance named twice counts once (3.8.5.2)";
  private static final Map<String, String> DIFFERENT =
      Map.ofEntries(
          Map.entry("006", OWN_ZONE),
          Map.entry("008", NO_END),
          Map.entry("010", OWN_ZONE),
          Map.entry("018", LAST_COUNTS),
          Map.entry("034", "a DATE that holds a time is read as that time"),
          Map.entry("036", DUE_ONLY),
          Map.entry("044", "a moved instance is gone from where it was (3.8.4.4), they keep both"),
          Map.entry("046", "the second calendar begins within the first"),
          Map.entry("058", ONCE),
          Map.entry("080", OWN_ZONE),
          Map.entry("084", NO_END),
          Map.entry("088", OWN_ZONE),
          Map.entry("102", OWN_ZONE),
          Map.entry("108", DUE_ONLY),
          Map.entry("128", LAST_COUNTS),
          Map.entry("148", NO_END),
          Map.entry("150", NO_END),
          Map.entry("166", OWN_ZONE),
          Map.entry("170", DUE_ONLY),
          Map.entry("172", NO_END),
          Map.entry("186", ONCE),
          Map.entry("206", ONCE),
          Map.entry("208", ONCE),
          Map.entry("222", "a folded value that ends in Z is in UTC, they lose the Z"),
          Map.entry("224", "an UNTIL before the start leaves the start"),
          Map.entry("234", DUE_ONLY),
          Map.entry("242", DUE_ONLY),
          Map.entry("298", "a skipped time takes part in COUNT (3.3.10), a repeated one is first"));

  @Test
  void every_public_calendar_is_read_and_expands_as_expected() throws IOException {
    var folder = DATA.resolve("ical-vcard-calcard/ical");
    assumeTrue(Files.isDirectory(folder), "SKIPPED: no public calendars at " + folder);
    var differing = new TreeMap<String, String>();
    int documents = 0;
    int occurrences = 0;
    int same = 0;
    for (var file : files(folder, ".ics")) {
      var roots = roots(file);
      var name = file.getFileName().toString().replace(".ics", "");
      var expected = folder.resolve(name + ".json");
      var each =
          Files.exists(expected) ? documents(Files.readString(expected)) : List.<JsonNode>of();
      for (int i = 0; i < each.size(); i++) {
        documents++;
        var wanted = wanted(each.get(i));
        var got = i < roots.size() ? got(roots.get(i)) : List.<String>of();
        var missing = less(wanted, got);
        // The collection stops after some hundred instances.
        var more = wanted.size() < MOST ? less(got, wanted) : List.<String>of();
        occurrences += wanted.size();
        same += wanted.size() - missing.size();
        if (!missing.isEmpty() || !more.isEmpty()) {
          differing.put(name, "missing " + head(missing) + ", more " + head(more));
        }
      }
    }
    System.out.printf(
        "public calendars: %d documents, %d as expected; %d of %d occurrences%n",
        documents, documents - differing.size(), same, occurrences);

    assertThat(documents).isGreaterThan(100);
    differing.keySet().removeAll(DIFFERENT.keySet());
    assertThat(differing).isEmpty();
  }

  // Rules that the library gets wrong, all of kinds that no calendar program writes.
  private static final Set<String> OTHER_RULES =
      Set.of(
          "FREQ=HOURLY;BYHOUR=0;BYYEARDAY=360,-2;UNTIL=20260101T000000",
          "FREQ=HOURLY;BYHOUR=12;BYYEARDAY=-366;COUNT=3",
          "FREQ=WEEKLY;BYDAY=MO,TU,SU,SA,TH;BYSETPOS=3,2;COUNT=4",
          "FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH;COUNT=1",
          "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=5;BYDAY=TH;COUNT=1",
          "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=6;BYDAY=TH;COUNT=1");

  @Test
  void public_rules_expand_as_expected() throws IOException {
    var file = DATA.resolve("rrule-libical/icalrecur.jsonl");
    assumeTrue(Files.exists(file), "SKIPPED: no public rules at " + file);
    int all = 0;
    var wrong = new TreeMap<String, String>();
    for (var line : Files.readAllLines(file)) {
      var one = JSON.readTree(line);
      if (!one.path("has_expectation").asBoolean()) {
        continue;
      }
      all++;
      var wanted = new ArrayList<String>();
      one.path("instances").forEach(at -> wanted.add(full(at.asString())));
      var last = wanted.isEmpty() ? full(one.path("dtstart").asString()) : wanted.getLast();
      var got =
          rule(one.path("rrule").asString(), one.path("dtstart").asString(), last, wanted.size());
      if (!got.equals(wanted)) {
        wrong.put(one.path("rrule").asString(), "got " + head(got) + " for " + head(wanted));
      }
    }
    System.out.printf("public rules: %d of %d%n", all - wrong.size(), all);

    assertThat(all).isGreaterThan(100);
    wrong.keySet().removeAll(OTHER_RULES);
    assertThat(wrong).isEmpty();
  }

  private static List<String> rule(String rule, String start, String last, int count) {
    var first = IcsTime.parse(start, IcsZone.of(ZoneOffset.UTC)).orElseThrow();
    var parsed = RecurrenceRule.parse(rule, first.date()).orElseThrow();
    // DTSTART is not always an instance of its rule; the collection lists what the rule gives.
    var given =
        parsed.expand(
            first.local(),
            first.local(),
            LocalDateTime.parse(last, FULL).plusDays(9),
            Math.max(count + 20, 40),
            new Work(100_000_000));
    assertThat(given).as(rule).isNotNull();
    var limit = parsed.until().flatMap(until -> IcsTime.parse(until, IcsZone.of(ZoneOffset.UTC)));
    var found =
        given.stream()
            .filter(at -> limit.isEmpty() || within(at, limit.get(), first.date()))
            .map(FULL::format)
            .toList();
    boolean endless = limit.isEmpty() && !rule.contains("COUNT");
    return endless ? found.subList(0, Math.min(count, found.size())) : found;
  }

  private static boolean within(LocalDateTime at, IcsTime until, boolean days) {
    return days || until.date()
        ? !at.toLocalDate().isAfter(until.local().toLocalDate())
        : !at.isAfter(until.local());
  }

  private static String full(String text) {
    return FULL.format(IcsTime.parse(text, IcsZone.of(ZoneOffset.UTC)).orElseThrow().local());
  }

  private static List<String> less(List<String> all, List<String> without) {
    var rest = new ArrayList<>(all);
    without.forEach(rest::remove);
    return rest;
  }

  private static String head(List<String> list) {
    return list.size() + list.stream().limit(3).toList().toString();
  }

  private static List<IcsComponent> roots(Path file) throws IOException {
    try {
      return IcsReader.read(Files.readAllBytes(file), IcsBounds.STANDARD);
    } catch (IcsRefused none) {
      return List.of();
    }
  }

  private static List<String> got(IcsComponent root) {
    return Occurrences.within(
            List.of(root),
            KINDS,
            ZoneId.of("Pacific/Auckland"),
            Instant.parse("1900-01-02T00:00:00Z"),
            Instant.parse("2199-01-01T00:00:00Z"),
            IcsBounds.STANDARD.withPerComponent(100))
        .occurrences()
        .stream()
        .filter(one -> one.start().isBefore(KNOWN))
        .map(one -> one.component() + " " + one.start() + " " + one.end())
        .sorted()
        .toList();
  }

  private static List<String> wanted(JsonNode document) {
    var wanted = new ArrayList<String>();
    for (var event : document.path("events")) {
      if (!instant(event.path("start").asString()).isBefore(KNOWN)) {
        continue;
      }
      wanted.add(
          event.path("comp_id").asInt()
              + " "
              + instant(event.path("start").asString())
              + " "
              + instant(event.path("end").asString()));
    }
    wanted.sort(null);
    return wanted;
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static List<JsonNode> documents(String text) {
    var documents = new ArrayList<JsonNode>();
    try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      values.forEachRemaining(documents::add);
    }
    return documents;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
