package io.frontdesk.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  @ParameterizedTest
  @CsvSource({
    "ann@example.org,              ann@example.org",
    "' Ann.Lee@Example.ORG ',      ann.lee@example.org",
    "ann+promo@example.org,        ann+promo@example.org",
    "ann@München.example,          ann@xn--mnchen-3ya.example",
    "ann@xn--mnchen-3ya.example,   ann@xn--mnchen-3ya.example",
    "ann@пример.рф,                ann@xn--e1afmkfd.xn--p1ai",
    "ann@例え。テスト,              ann@xn--r8jz45g.xn--zckzah",
  })
  void one_mailbox_has_one_text(String written, String read) {
    assertThat(EmailAddress.parse(written)).map(EmailAddress::value).contains(read);
    assertThat(EmailAddress.parse(read)).map(EmailAddress::value).contains(read);
  }

  @Test
  void an_accent_may_stand_with_its_letter_or_behind_it() {
    assertThat(EmailAddress.parse("jose\u0301@example.org"))
        .isEqualTo(EmailAddress.parse("jos\u00e9@example.org"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@example..org",
        "ann@@example.org",
        "ann@example.org\r\nBcc: x@y.zz",
        "ann@.org",
        "a b@example.org",
        "ann@xn--.xn--",
        "ann@exam ple.org"
      })
  void anything_else_is_no_address(String text) {
    assertThat(EmailAddress.parse(text)).isEmpty();
  }

  @Test
  void very_long_text_is_refused() {
    assertThat(EmailAddress.parse("a@" + "ü".repeat(100_000) + ".org")).isEmpty();
  }
}
