package io.frontdesk.integrations.mail;

import io.frontdesk.delivery.port.GatewayOutcome;
import io.frontdesk.platform.health.Pulses;

/// Tells the health page how mail servers fare.
final class MailPulse {
  private MailPulse() {}

  static void note(Pulses pulses, GatewayOutcome outcome) {
    switch (outcome) {
      case GatewayOutcome.NotReached(var code, _)
          when code.equals(GatewayOutcome.NotReached.BUSY) -> {}
      case GatewayOutcome.Accepted _, GatewayOutcome.Rejected _ ->
          pulses.answered(SmtpConnection.PROVIDER);
      case GatewayOutcome.NotReached _, GatewayOutcome.Unclear _ ->
          pulses.failed(SmtpConnection.PROVIDER);
    }
  }
}
