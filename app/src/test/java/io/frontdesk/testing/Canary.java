package io.frontdesk.testing;

import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.util.Locale;

/// What the seeded rows of one workspace carry and nobody else's do: a word in every name, title
/// and body, a number, an address. Any answer can be searched for them.
public record Canary(String word, PhoneNumber phone, EmailAddress email) {
  private static final int LETTERS = 10;

  public static Canary of(TestTenant tenant) {
    long random = tenant.id().value().getLeastSignificantBits();
    var word = new StringBuilder("Kanari");
    for (int i = 0; i < LETTERS; i++) {
      word.append((char) ('a' + ((random >>> (4 * i)) & 15)));
    }
    long digits = Math.floorMod(random, 800_000L);
    var phone = "+14155%02d%04d".formatted(20 + digits / 10_000, digits % 10_000);
    return new Canary(
        word.toString(),
        new PhoneNumber(phone),
        new EmailAddress(word.toString().toLowerCase(Locale.ROOT) + "@people.example"));
  }

  /// Whether `text` tells the word, or the number however it is written.
  public boolean isIn(String text) {
    return text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))
        || text.replaceAll("[\\s().+\\u2011-]", "").contains(phone.e164().substring(2));
  }
}
