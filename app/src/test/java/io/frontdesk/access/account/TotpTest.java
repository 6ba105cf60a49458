package io.frontdesk.access.account;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  // RFC 6238, appendix B.
  private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void codes_are_those_of_the_rfc(long second, String code) {
    assertThat(Totp.code(SECRET, second / 30, 8)).isEqualTo(code);
    assertThat(Totp.code(SECRET, Instant.ofEpochSecond(second))).isEqualTo(code.substring(2));
    assertThat(Totp.step(SECRET, code.substring(2), Instant.ofEpochSecond(second)))
        .hasValue(second / 30);
  }

  @Test
  void one_step_of_clock_error_is_forgiven_and_no_more() {
    var now = Instant.ofEpochSecond(1111111111);
    long step = now.getEpochSecond() / 30;

    assertThat(Totp.step(SECRET, Totp.code(SECRET, step - 1, 6), now)).hasValue(step - 1);
    assertThat(Totp.step(SECRET, Totp.code(SECRET, step + 1, 6), now)).hasValue(step + 1);
    assertThat(Totp.step(SECRET, Totp.code(SECRET, step - 2, 6), now)).isEmpty();
    assertThat(Totp.step(SECRET, Totp.code(SECRET, step + 2, 6), now)).isEmpty();
  }

  @Test
  void what_is_no_code_is_wrong() {
    for (var text : new String[] {"", "12345", "1234567", "-12345", "１２３４５６", "abcdef"}) {
      assertThat(Totp.step(SECRET, text, Instant.EPOCH)).isEmpty();
    }
  }

  @Test
  void a_secret_is_written_as_rfc_4648_says() {
    assertThat(Totp.base32("foobar".getBytes(US_ASCII))).isEqualTo("MZXW6YTBOI");
    assertThat(Totp.base32(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  }
}
