package io.frontdesk.delivery.explain;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Decision;
import io.frontdesk.policy.Explanation;
import io.frontdesk.policy.Purpose;
import io.frontdesk.policy.Rule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether one address may be reached over one channel for one purpose.
///
/// @param display the address as people write it
public record Reach(
    Channel channel, Purpose purpose, String address, String display, Explanation explanation) {
  /// The answer in one word for programs: `allow`, `hold` or `refuse`.
  public String outcome() {
    return switch (explanation.decision()) {
      case Decision.Allow _ -> "allow";
      case Decision.HoldUntil _ -> "hold";
      case Decision.Refuse _ -> "refuse";
    };
  }

  /// When it may go, null when it may now or never.
  public @Nullable Instant until() {
    return explanation.decision() instanceof Decision.HoldUntil hold ? hold.until() : null;
  }

  public Rule rule() {
    return explanation.decision().rule();
  }

  /// The answer for people.
  public String label() {
    return switch (explanation.decision()) {
      case Decision.Allow _ -> "Yes";
      case Decision.HoldUntil _ -> "Later";
      case Decision.Refuse _ -> "No";
    };
  }

  /// The tone of its badge.
  public String tone() {
    return switch (explanation.decision()) {
      case Decision.Allow _ -> "ok";
      case Decision.HoldUntil _ -> "warn";
      case Decision.Refuse _ -> "danger";
    };
  }

  @Override
  public String toString() {
    return "Reach[" + channel + " " + purpose + " " + outcome() + "]";
  }
}
