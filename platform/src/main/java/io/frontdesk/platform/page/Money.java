package io.frontdesk.platform.page;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Money as screens show it.
public final class Money {
  private Money() {}

  /// E.g. `$45.00`, `€45.00`, `CHF 45.00`; empty when there is no price.
  ///
  /// @param minor in the smallest unit of `currency`
  /// @param currency ISO 4217
  public static String label(@Nullable Long minor, String currency) {
    return minor == null ? "" : label(BigDecimal.valueOf(minor), currency, digits(currency));
  }

  /// The same for small amounts, with a digit more than the currency has: `$0.052`.
  ///
  /// @param minor in the smallest unit of `currency`, with any fraction
  public static String fine(BigDecimal minor, String currency) {
    return label(minor, currency, digits(currency) + 1);
  }

  /// How many digits its minor unit has.
  public static int digits(String currency) {
    return known(currency).map(one -> Math.max(0, one.getDefaultFractionDigits())).orElse(2);
  }

  private static String label(BigDecimal minor, String currency, int shown) {
    var symbol = known(currency).map(one -> one.getSymbol(Locale.US)).orElse(currency);
    boolean letters = Character.isLetter(symbol.charAt(symbol.length() - 1));
    var amount = minor.movePointLeft(digits(currency)).setScale(shown, RoundingMode.HALF_UP);
    return (amount.signum() < 0 ? "−" : "")
        + symbol
        + (letters ? " " : "")
        + String.format(Locale.US, "%,." + shown + "f", amount.abs());
  }

  private static Optional<Currency> known(String currency) {
    try {
      return Optional.of(Currency.getInstance(currency));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }
}
