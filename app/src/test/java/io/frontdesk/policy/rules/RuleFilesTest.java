package io.frontdesk.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.google.i18n.phonenumbers.geocoding.PhoneNumberOfflineGeocoder;
import io.frontdesk.platform.error.StartupProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFilesTest {
  @Test
  void the_shipped_files_are_whole() {
    var book = RuleFiles.shipped();

    assertThat(book.places().all()).hasSize(51);
    assertThat(book.all())
        .extracting(DatedRule::jurisdiction)
        .contains("US", "UNKNOWN", "ANY", "US-FL");
    assertThat(book.all()).allMatch(rule -> !rule.rule().source().isBlank());
  }

  @ParameterizedTest(name = "{3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          us-federal.json  | 08:00-21:00      | 21:00-08:00  | hours must run forward
          us-federal.json  | 08:00-21:00      | 8 to 9       | hours are written 08:00-21:00
          us-federal.json  | MON-SUN          | MON-XYZ      | days are written MON or MON-FRI
          us-federal.json  | 1992-12-20       | some day     | could not be parsed
          us-federal.json  | "US"             | "UK"         | names an unknown jurisdiction UK
          us-federal.json  | SMS              | FAX          | FAX
          us-federal.json  | "id"             | id           | us-federal.json
          us-federal.json  | "open"           | "maybe"      | must say holidays open or barred
          us-federal.json  | MARKETING        | REMINDER     | no rule gives the hours of marketing by SMS in US
          us-states.json   | US-FL            | US-FX        | names an unknown jurisdiction US-FX
          us-states.json   | "most": 3        | "most": 0    | attempts need a positive number
          us-states.json   | us-fl.hours      | us-al.hours  | us-al.hours stands twice for the same days
          us-states.json   | "hours"          | "ours"       | has an unknown field ours
          us-holidays.json | "nth": 3         | "nth": 9     | needs nth from 1 to 4
          us-places.json   | America/Denver   | America/Dnvr | Unknown time-zone ID
          us-places.json   | [212,            | [305, 212,   | area code 305 stands in FL and NY
          """)
  void broken_files_keep_the_program_from_starting(
      String file, String text, String broken, String problem) {
    var texts = new HashMap<>(RuleFiles.texts());
    var before = Objects.requireNonNull(texts.get(file));
    assertThat(before).contains(text);
    texts.put(file, before.replace(text, broken));

    assertThatThrownBy(() -> RuleFiles.read(name -> Objects.requireNonNull(texts.get(name))))
        .isInstanceOf(StartupProblem.class)
        .hasMessageContaining(problem);
  }

  @Test
  void all_problems_are_told_at_once() {
    var texts = new HashMap<>(RuleFiles.texts());
    texts.compute("us-federal.json", (_, text) -> text.replace("08:00-21:00", "never"));
    texts.compute("us-holidays.json", (_, text) -> text.replace("\"nth\": 3", "\"nth\": 9"));

    assertThatThrownBy(() -> RuleFiles.read(name -> Objects.requireNonNull(texts.get(name))))
        .hasMessageContaining("us.quiet-hours")
        .hasMessageContaining("Washington's Birthday");
  }

  @Test
  void area_codes_lie_where_the_geocoder_says() {
    var numbers = PhoneNumberUtil.getInstance();
    var geocoder = PhoneNumberOfflineGeocoder.getInstance();
    var wrong = new ArrayList<String>();
    int told = 0;
    var states = RuleFiles.shipped().places().all();
    var names = states.stream().map(UsPlaces.State::name).toList();
    for (var state : states) {
      for (int area : state.areaCodes()) {
        var number =
            new PhoneNumber().setCountryCode(1).setNationalNumber(area * 10_000_000L + 2_550_142);
        if (!numbers.isValidNumber(number)) {
          continue;
        }
        var description = geocoder.getDescriptionForValidNumber(number, Locale.US);
        var parts = List.of(description.split(", "));
        var last = parts.getLast();
        if (names.contains(last) || last.matches("[A-Z]{2}")) {
          told++;
          // The geocoder names whole states, and cities with the state's letters.
          if (!last.equals(state.name()) && !last.equals(state.code())) {
            wrong.add(area + " " + state.code() + ": " + description);
          }
        }
      }
    }

    assertThat(told).isGreaterThan(250);
    assertThat(wrong).isEmpty();
  }
}
