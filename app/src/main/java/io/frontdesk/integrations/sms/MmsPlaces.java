package io.frontdesk.integrations.sms;

import io.frontdesk.delivery.Sender;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.Set;

/// Between which numbers carriers bring pictures: those of the USA and Canada.
public final class MmsPlaces {
  private static final Set<String> REGIONS = Set.of("US", "CA", "PR");

  private MmsPlaces() {}

  public static boolean join(Sender from, PhoneNumber to) {
    return isThere(new PhoneNumber(from.address())) && isThere(to);
  }

  // A toll-free number, or one that is not given out yet, is of all countries that share +1.
  private static boolean isThere(PhoneNumber number) {
    return number.e164().startsWith("+1")
        && (REGIONS.contains(number.region()) || number.region().equals("ZZ"));
  }
}
