package io.frontdesk.calendar.page;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/// Tells a form that a person filled in from one that a program sent: we made it, for this, some
/// seconds ago at least and some hours at most.
@Component
class FormSeal {
  private static final String PURPOSE = "calendar.page-form";
  private static final Duration LEAST = Duration.ofSeconds(2);
  private static final Duration MOST = Duration.ofHours(3);

  private final Vault vault;
  private final Clock clock;

  FormSeal(Vault vault, Clock clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /// @param subject what the form does, e.g. the hold's id
  String seal(TenantId tenant, String subject) {
    var now = clock.instant();
    return now.getEpochSecond()
        + "."
        + vault.sign(tenant, PURPOSE, subject + "|" + now.getEpochSecond(), now.plus(MOST));
  }

  boolean isGenuine(TenantId tenant, String subject, String seal) {
    int dot = seal.indexOf('.');
    if (dot < 1 || dot > 12 || !seal.chars().limit(dot).allMatch(Character::isDigit)) {
      return false;
    }
    var made = Instant.ofEpochSecond(Long.parseLong(seal.substring(0, dot)));
    return vault.verify(
            tenant, PURPOSE, subject + "|" + made.getEpochSecond(), seal.substring(dot + 1))
        && !clock.instant().isBefore(made.plus(LEAST));
  }
}
