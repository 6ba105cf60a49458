package io.frontdesk.calendar.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.tenancy.TimeRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The development part of public booking dialogues: what the client said for date and time against
/// the date and time that was then booked. In these dialogues today is Friday, March 1st, 2019.
class PublicDialoguesTest {
  private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");
  private static final Instant TODAY = Instant.parse("2019-03-01T16:00:00Z");

  @Test
  void dates_and_times_of_public_dialogues_are_understood() throws IOException {
    var root = System.getenv("FRONTDESK_EVAL_DATA");
    var file =
        Path.of(root == null ? "../../shared/data" : root).resolve("sgd-booking/dev.jsonl.gz");
    assumeTrue(Files.exists(file), "SKIPPED: no public dialogues at " + file);
    var json = JsonMapper.builder().build();
    int asked = 0;
    int right = 0;
    var wrong = new TreeMap<String, String>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var said = new HashMap<String, JsonNode>();
        for (var turn : json.readTree(line).path("turns")) {
          for (var frame : turn.path("frames")) {
            var service = frame.path("service").asString();
            if (frame.has("state")) {
              said.put(service, frame.path("state").path("slot_values"));
            }
            var booked = frame.path("service_call").path("parameters");
            var heard = said.get(service);
            if (heard == null) {
              continue;
            }
            for (var kind : List.of("appointment", "visit")) {
              var date = booked.path(kind + "_date").asString("");
              var words = heard.path(kind + "_date").path(0).asString("");
              if (date.isEmpty() || words.isEmpty()) {
                continue;
              }
              var time = booked.path(kind + "_time").asString("");
              var hour = heard.path(kind + "_time").path(0).asString("");
              var found = SpokenTimes.resolve(words, hour, ZONE, TODAY, PublicDialoguesTest::open);
              asked++;
              if (told(found, !time.isEmpty()).equals(time.isEmpty() ? date : date + " " + time)) {
                right++;
              } else {
                wrong.put(words + " / " + hour + " booked " + date + " " + time, found.toString());
              }
            }
          }
        }
      }
    }
    System.out.println("PUBLIC DIALOGUES: " + right + " of " + asked + " understood");
    for (Map.Entry<String, String> one : wrong.entrySet()) {
      System.out.println("PUBLIC DIALOGUES missed: " + one.getKey() + " -> " + one.getValue());
    }
    assertThat(right).isGreaterThanOrEqualTo(asked * 8 / 10);
  }

  private static String told(SpokenTime found, boolean withTime) {
    return switch (found) {
      case SpokenTime.At(var when) ->
          withTime
              ? when.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm"))
              : when.toLocalDate().toString();
      case SpokenTime.Day(var day, var _) -> day.toString();
      case SpokenTime.Ask _, SpokenTime.Unclear _ -> "";
    };
  }

  private static List<TimeRange> open(LocalDate day) {
    return List.of(TimeRange.of("08:00", "20:00"));
  }
}
