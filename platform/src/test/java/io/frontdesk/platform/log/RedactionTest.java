package io.frontdesk.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  record Person(String name, String phone) {}

  record PersonId(String value) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+15550142233",
        "+1 (555) 014-2233",
        "+44 20 7946 0958",
        "(555) 014-2233",
        "555-014-2233",
        "555.014.2233",
        "1-555-014-2233",
        "5550142233",
        "0044 20 7946 0958",
        "020 7946 0958",
        "014-2233",
        "maria.lopez@clinic.example",
        "o'brien+tag@sub.clinic.example",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "378282246310005",
        "Bearer sk_live_abcdef123456",
        "password=hunter2hunter2",
        "\"apiKey\":\"abcdef123\"",
        "token: 1a2b3c4d5e6f",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def-123",
        "https://desk.example/r/1?sig=abcdef012345",
      })
  void what_names_a_person_or_opens_a_door_is_taken_out(String secret) {
    var cleaned = Redaction.clean("before " + secret + " after");

    assertThat(cleaned).startsWith("before ").contains("[").endsWith(" after");
    var digits = secret.replaceAll("\\D", "");
    if (digits.length() >= 7) {
      assertThat(cleaned.replaceAll("\\D", "")).doesNotContain(digits);
    }
    assertThat(cleaned)
        .doesNotContain("maria", "brien", "sk_live", "hunter2", "abcdef", "1a2b3c", "eyJhbG");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call 0199c2f4-1c1e-7b1e-8c3d-0a1b2c3d4e5f ended after PT3M12.5S",
        "listening on 127.0.0.1:8080",
        "started in 3.812 s, 512 MiB",
        "at 2026-03-02T15:00:00Z, version 0.1.0-SNAPSHOT",
        "status 503, attempt 2 of 8",
        "PostgreSQL 18.6 on port 43211",
      })
  void what_operators_need_stays(String line) {
    assertThat(Redaction.clean(line)).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cannot parse \"my knee hurts since Monday\" as date",
        "For input string: \"Maria\"",
        "Text 'Maria Lopez' could not be parsed at index 0",
        "can't read 'Maria Lopez' here",
        "duplicate key\n  Detail: Key (name)=(Maria Lopez) already exists.",
        "bad value for (name)=(Maria Lopez)",
        "Failed to convert for value [my knee hurts]",
        "Unexpected 'Maria's knee hurts'",
      })
  void an_exceptions_message_loses_what_it_quotes(String message) {
    assertThat(Redaction.cleanException(message)).doesNotContain("Maria", "Lopez", "knee");
  }

  @Test
  void our_records_print_as_their_type_when_they_hold_more_than_an_id() {
    var line =
        Redaction.format(
            "saw {} of {}",
            new Object[] {new Person("Maria Lopez", "5550142233"), new PersonId("7f3a")});

    assertThat(line).isEqualTo("saw Person[…] of PersonId[value=7f3a]");
  }

  @Test
  void a_flood_of_text_is_cut() {
    assertThat(Redaction.clean("x".repeat(100_000))).hasSizeLessThan(9_000);
  }
}
