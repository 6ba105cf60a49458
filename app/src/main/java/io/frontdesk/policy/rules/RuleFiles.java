package io.frontdesk.policy.rules;

import io.frontdesk.platform.error.StartupProblem;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the rule files and tells everything that is wrong with them at once.
final class RuleFiles {
  static final List<String> NAMES =
      List.of("us-federal.json", "us-states.json", "unknown-place.json", "house.json");

  private static final String FOLDER = "/policy/rules/";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> RULE_FIELDS =
      Set.of(
          "id",
          "version",
          "jurisdiction",
          "from",
          "to",
          "channels",
          "purposes",
          "hours",
          "holidays",
          "attempts",
          "source",
          "explanation");

  private final Function<String, String> files;
  private final List<String> problems = new ArrayList<>();

  private RuleFiles(Function<String, String> files) {
    this.files = files;
  }

  /// The rules that ship with the program.
  ///
  /// @throws StartupProblem when they are broken
  static RuleBook shipped() {
    return read(RuleFiles::resource);
  }

  /// @param files gives the text of a file by its name
  /// @throws StartupProblem that lists every problem
  static RuleBook read(Function<String, String> files) {
    return new RuleFiles(files).read();
  }

  private RuleBook read() {
    var places = places();
    var holidays = holidays();
    var rules = new ArrayList<DatedRule>();
    for (var name : NAMES) {
      for (var node : parsed(name).path("rules")) {
        attempt(
            name + ", rule " + node.path("id").asString("without id"),
            () -> rules.add(rule(node, holidays, places)));
      }
    }
    rejectOverlaps(rules);
    requireFloor(rules);
    if (!problems.isEmpty()) {
      throw new StartupProblem(
          "The rules of when people may be contacted are broken:\n  - "
              + String.join("\n  - ", problems),
          "Mend the files in policy/rules; nothing is sent without them.");
    }
    return new RuleBook(rules, places, holidays);
  }

  private DatedRule rule(JsonNode node, Holidays holidays, UsPlaces places) {
    for (var field : node.propertyNames()) {
      require(RULE_FIELDS.contains(field), "has an unknown field " + field);
    }
    var from = LocalDate.parse(text(node, "from"));
    var to = node.has("to") ? LocalDate.parse(text(node, "to")) : null;
    require(to == null || !to.isBefore(from), "ends before it begins");
    var jurisdiction = text(node, "jurisdiction");
    require(
        Set.of("US", "UNKNOWN", "ANY").contains(jurisdiction)
            || (jurisdiction.startsWith("US-") && places.find(jurisdiction).isPresent()),
        "names an unknown jurisdiction " + jurisdiction);
    require(node.has("hours") || node.has("attempts"), "demands nothing: no hours, no attempts");
    LocalDate.parse(text(node, "version"));
    return new DatedRule(
        new Rule(
            text(node, "id"),
            text(node, "version"),
            text(node, "source"),
            text(node, "explanation")),
        jurisdiction,
        from,
        to,
        names(node, "channels", Channel::valueOf),
        names(node, "purposes", Purpose::valueOf),
        node.has("hours") ? hours(node, from, to, holidays) : null,
        node.has("attempts") ? attempts(node.path("attempts")) : null);
  }

  private static OpenHours hours(
      JsonNode node, LocalDate from, @Nullable LocalDate to, Holidays holidays) {
    var days = new LinkedHashMap<String, String>();
    node.path("hours")
        .properties()
        .forEach(day -> days.put(day.getKey(), day.getValue().asString("")));
    var week = OpenHours.week(days);
    require(!week.isEmpty(), "has hours on no day");
    var onHolidays = text(node, "holidays");
    require(Set.of("open", "barred").contains(onHolidays), "must say holidays open or barred");
    return new OpenHours(week, from, to, onHolidays.equals("barred") ? holidays : null);
  }

  private static DatedRule.Attempts attempts(JsonNode node) {
    require(node.path("sameSubject").isBoolean(), "must say sameSubject true or false");
    return new DatedRule.Attempts(
        node.path("most").asInt(0),
        Duration.parse(text(node, "within")),
        node.path("sameSubject").asBoolean());
  }

  private UsPlaces places() {
    var name = "us-places.json";
    var states = new ArrayList<UsPlaces.State>();
    parsed(name)
        .path("states")
        .properties()
        .forEach(
            entry ->
                attempt(
                    name + ", " + entry.getKey(),
                    () -> states.add(state(entry.getKey(), entry.getValue()))));
    try {
      return new UsPlaces(states);
    } catch (IllegalArgumentException doubled) {
      problems.add(name + ": " + doubled.getMessage());
      return new UsPlaces(List.of());
    }
  }

  private static UsPlaces.State state(String code, JsonNode node) {
    require(code.matches("[A-Z]{2}"), "is not a state's code");
    var zones = new ArrayList<ZoneId>();
    node.path("zones").forEach(zone -> zones.add(ZoneId.of(zone.asString(""))));
    require(!zones.isEmpty(), "has no zone");
    var areas = new HashSet<Integer>();
    for (var area : node.path("areaCodes")) {
      require(area.asInt(0) >= 200 && area.asInt(0) <= 999, "has a bad area code " + area);
      areas.add(area.asInt());
    }
    return new UsPlaces.State(code, text(node, "name"), zones, areas);
  }

  private Holidays holidays() {
    var name = "us-holidays.json";
    var all = new ArrayList<Holidays.Holiday>();
    for (var node : parsed(name).path("holidays")) {
      attempt(
          name + ", " + node.path("name").asString("without name"), () -> all.add(holiday(node)));
    }
    if (all.isEmpty()) {
      problems.add(name + ": has no holidays");
    }
    return new Holidays(all);
  }

  private static Holidays.Holiday holiday(JsonNode node) {
    var month = Month.of(node.path("month").asInt(0));
    if (node.has("day")) {
      return new Holidays.Fixed(
          MonthDay.of(month, node.path("day").asInt(0)), node.path("fromYear").asInt(0));
    }
    int nth = node.path("nth").asInt(0);
    require(nth == -1 || (nth >= 1 && nth <= 4), "needs nth from 1 to 4, or -1 for the last");
    return new Holidays.Nth(month, DayOfWeek.valueOf(text(node, "weekday")), nth);
  }

  // Two wordings of one rule follow each other, they never hold together.
  private void rejectOverlaps(List<DatedRule> rules) {
    var byId = rules.stream().collect(Collectors.groupingBy(rule -> rule.rule().id()));
    byId.forEach(
        (id, wordings) -> {
          for (var one : wordings) {
            for (var other : wordings) {
              if (one != other
                  && !one.from().isAfter(other.from())
                  && (one.to() == null || !one.to().isBefore(other.from()))
                  && !problems.contains(id + " stands twice for the same days")) {
                problems.add(id + " stands twice for the same days");
              }
            }
          }
        });
  }

  // A file that lost its rules must not open the gate.
  private void requireFloor(List<DatedRule> rules) {
    for (var place : List.of("US", "UNKNOWN")) {
      for (var channel : List.of(Channel.SMS, Channel.VOICE)) {
        boolean there =
            rules.stream()
                .anyMatch(
                    rule ->
                        rule.jurisdiction().equals(place)
                            && rule.hours() != null
                            && rule.to() == null
                            && rule.concerns(channel, Purpose.MARKETING));
        if (!there) {
          problems.add("no rule gives the hours of marketing by " + channel + " in " + place);
        }
      }
    }
  }

  private JsonNode parsed(String name) {
    try {
      return JSON.readTree(files.apply(name));
    } catch (JacksonException unreadable) {
      problems.add(name + ": " + unreadable.getOriginalMessage());
    } catch (UncheckedIOException missing) {
      problems.add(name + ": " + missing.getMessage());
    }
    return JSON.createObjectNode();
  }

  private void attempt(String where, Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException broken) {
      problems.add(where + ": " + broken.getMessage());
    }
  }

  private static <T> Set<T> names(JsonNode node, String field, Function<String, T> read) {
    var found = new HashSet<T>();
    node.path(field).forEach(name -> found.add(read.apply(name.asString(""))));
    require(!found.isEmpty(), "has no " + field);
    return found;
  }

  private static String text(JsonNode node, String field) {
    var text = node.path(field).asString("");
    require(!text.isBlank(), "has no " + field);
    return text;
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static String resource(String name) {
    try (var stream = RuleFiles.class.getResourceAsStream(FOLDER + name)) {
      return new String(
          Objects.requireNonNull(stream, () -> name + " is missing").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// All files by their names, for tests that break one.
  static Map<String, String> texts() {
    var names = new ArrayList<>(NAMES);
    names.add("us-places.json");
    names.add("us-holidays.json");
    return names.stream().collect(Collectors.toMap(name -> name, RuleFiles::resource));
  }
}
