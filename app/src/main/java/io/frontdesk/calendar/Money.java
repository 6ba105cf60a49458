package io.frontdesk.calendar;

import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/// Money as screens and messages show it.
public final class Money {
  private Money() {}

  /// E.g. `45.00 USD`; empty when there is no price.
  public static String label(@Nullable Long minor, String currency) {
    if (minor == null) {
      return "";
    }
    return BigDecimal.valueOf(minor, digits(currency)).toPlainString() + " " + currency;
  }

  /// How many digits its minor unit has.
  public static int digits(String currency) {
    try {
      return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException unknown) {
      return 2;
    }
  }
}
