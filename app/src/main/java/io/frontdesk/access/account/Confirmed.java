package io.frontdesk.access.account;

import io.frontdesk.access.guard.ConfirmFirst;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Asks for the password again before sensitive changes, unless it was given in the last minutes.
@Component
public class Confirmed {
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final Clock clock;

  Confirmed(Clock clock) {
    this.clock = clock;
  }

  /// @param back the page to come back to
  /// @throws ConfirmFirst when the password was given too long ago
  public void require(Session session, String back) {
    if (session.confirmedAt().plus(FRESH).isBefore(clock.instant())) {
      throw new ConfirmFirst(back);
    }
  }
}
