package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.policy.Channel;
import org.springframework.stereotype.Component;

/// What sending is expected to cost.
@Component
class Prices {
  private final long smsPart;

  Prices(Settings settings) {
    this.smsPart = settings.get(DeliverySettings.SMS_PART_PRICE);
  }

  /// In millionths of a dollar; e-mail costs nothing.
  long microsPerPart(Channel channel) {
    return switch (channel) {
      case SMS -> smsPart;
      case EMAIL, VOICE -> 0;
    };
  }
}
