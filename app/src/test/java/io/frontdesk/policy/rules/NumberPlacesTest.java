package io.frontdesk.policy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.ContactQuestion;
import io.frontdesk.policy.Purpose;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberPlacesTest {
  private static final ZoneId ROME = ZoneId.of("Europe/Rome");

  private final UsRules rules = new UsRules();
  private final NumberPlaces numbers = new NumberPlaces(rules);
  private final Random dice = new Random(7);

  // Two numbers that share what is remembered must share what it says.
  @Test
  void what_is_remembered_of_a_number_holds_for_each_that_begins_like_it() {
    for (int i = 0; i < 20_000; i++) {
      var first = "+1" + (200 + dice.nextInt(800)) + (200 + dice.nextInt(800));
      numbers.of(question(first + "%04d".formatted(dice.nextInt(10_000))), () -> ROME);
      var other = question(first + "%04d".formatted(dice.nextInt(10_000)));

      var remembered = numbers.of(other, () -> ROME);

      assertThat(remembered.person())
          .as(first)
          .isEqualTo(
              PersonPlace.of(other, PersonPlace.Stated.NOTHING, () -> ROME, rules.book().places()));
      assertThat(remembered.takesTexts())
          .as(first)
          .isEqualTo(new PhoneNumber(other.address()).takesTexts());
    }
  }

  @Test
  void a_north_american_number_is_canonical_as_it_stands() throws Exception {
    var util = PhoneNumberUtil.getInstance();
    for (int i = 0; i < 20_000; i++) {
      var number =
          "+1%d%d%04d"
              .formatted(200 + dice.nextInt(800), 200 + dice.nextInt(800), dice.nextInt(10_000));
      var parsed = util.parse(number, "ZZ");

      assertThat(util.isPossibleNumber(parsed)).as(number).isTrue();
      assertThat(util.format(parsed, PhoneNumberUtil.PhoneNumberFormat.E164)).isEqualTo(number);
      assertThat(PhoneNumber.parse(number, "IT")).contains(new PhoneNumber(number));
    }
  }

  private static ContactQuestion question(String number) {
    return new ContactQuestion(
        Channel.SMS, Purpose.MARKETING, number, Instant.parse("2026-06-08T16:00:00Z"));
  }
}
