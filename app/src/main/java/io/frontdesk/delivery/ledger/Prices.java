package io.frontdesk.delivery.ledger;

import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.DeliverySettings;
import io.frontdesk.delivery.SmsText;
import io.frontdesk.platform.config.Settings;
import org.springframework.stereotype.Component;

/// How many parts a message counts as and what sending it is expected to cost.
@Component
class Prices {
  private final long smsPart;
  private final long mms;

  Prices(Settings settings) {
    this.smsPart = settings.get(DeliverySettings.SMS_PART_PRICE);
    this.mms = settings.get(DeliverySettings.MMS_PRICE);
  }

  /// Parts of a text; one for anything that travels whole, which a text with media does.
  static int parts(Content content) {
    return switch (content) {
      case Content.Sms sms -> sms.isMms() ? 1 : SmsText.measure(sms.body()).segments();
      case Content.Email _ -> 1;
    };
  }

  /// In millionths of a dollar: texts by the part, with media by the message; e-mail costs nothing.
  long micros(Content content) {
    return switch (content) {
      case Content.Sms sms -> sms.isMms() ? mms : parts(sms) * smsPart;
      case Content.Email _ -> 0;
    };
  }
}
