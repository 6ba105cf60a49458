package io.frontdesk.access.account;

import io.frontdesk.platform.error.Refusal;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/// Hashes and checks passwords with Argon2id (OWASP: 19 MiB, two passes, one lane). Only a few at
/// once, because each takes its memory and a core.
@Component
class Passwords {
  private static final int AT_ONCE = 4;
  private static final int SHORTEST = 10;
  private static final int LONGEST = 200;
  private static final Set<String> COMMON =
      Set.of(
          "password",
          "passwort",
          "qwerty",
          "letmein",
          "welcome",
          "frontdesk",
          "iloveyou",
          "admin",
          "abc",
          "monkey",
          "dragon",
          "secret",
          "changeme",
          "sunshine",
          "football",
          "princess");

  private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
  private final Semaphore places = new Semaphore(AT_ONCE);
  // A hash that nothing matches, so that an unknown name takes as long as a known one.
  private final String nobody = argon2.encode(Tokens.next());

  String hash(String password) {
    places.acquireUninterruptibly();
    try {
      return argon2.encode(password);
    } finally {
      places.release();
    }
  }

  /// Whether the password is right; takes as long when there is no hash.
  boolean matches(String password, @Nullable String hash) {
    if (password.length() > LONGEST) {
      return false;
    }
    places.acquireUninterruptibly();
    try {
      return argon2.matches(password, hash == null ? nobody : hash) && hash != null;
    } finally {
      places.release();
    }
  }

  /// @param field the form field, for the refusal
  /// @param about e-mail address and name, which must not be the password
  static void requireGood(String field, String password, String... about) {
    if (password.length() < SHORTEST) {
      throw Refusal.field(field, "Use at least " + SHORTEST + " characters; four words do well.");
    }
    if (password.length() > LONGEST) {
      throw Refusal.field(field, "Use at most " + LONGEST + " characters.");
    }
    var plain = password.toLowerCase(Locale.ROOT);
    var bare = plain.replaceAll("[^a-z]", "");
    boolean guessable =
        plain.chars().distinct().count() < 5
            || COMMON.contains(bare)
            || plain.matches("[0-9]+")
            || "abcdefghijklmnopqrstuvwxyz0123456789qwertyuiopasdfghjklzxcvbnm".contains(plain);
    for (var known : about) {
      guessable |= plain.equals(known.toLowerCase(Locale.ROOT));
    }
    if (guessable) {
      throw Refusal.field(field, "This is easy to guess. Four unrelated words do well.");
    }
  }
}
