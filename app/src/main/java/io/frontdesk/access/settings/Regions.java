package io.frontdesk.access.settings;

import io.frontdesk.access.account.Forms;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The zones, countries and currencies to choose from.
public final class Regions {
  /// A choice and how it reads.
  public record Choice(String value, String label) {}

  private static final Set<String> CODES = Set.of(Locale.getISOCountries());
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

  private static final List<Choice> COUNTRIES =
      Arrays.stream(Locale.getISOCountries())
          .map(code -> new Choice(code, Locale.of("", code).getDisplayCountry(Locale.ENGLISH)))
          .sorted(Comparator.comparing(Choice::label))
          .toList();

  private static final List<String> CONTINENTS =
      List.of(
          "Africa/",
          "America/",
          "Antarctica/",
          "Arctic/",
          "Asia/",
          "Atlantic/",
          "Australia/",
          "Europe/",
          "Indian/",
          "Pacific/");

  private static final List<Choice> PLACES =
      ZONES.stream()
          .filter(id -> CONTINENTS.stream().anyMatch(id::startsWith) || id.equals("UTC"))
          .sorted()
          .map(id -> new Choice(id, id.replace('_', ' ')))
          .toList();

  private Regions() {}

  public static List<Choice> countries() {
    return COUNTRIES;
  }

  public static List<Choice> zones() {
    return PLACES;
  }

  /// The zone of a form's field; UTC and an error in the form when there is none such.
  public static ZoneId zone(Forms form, String field) {
    var id = form.text(field);
    if (ZONES.contains(id)) {
      return ZoneId.of(id);
    }
    form.wrong(field, "Choose one of the zones of the list.");
    return ZoneId.of("UTC");
  }

  public static String region(Forms form, String field) {
    var code = form.text(field).toUpperCase(Locale.ROOT);
    if (!CODES.contains(code)) {
      form.wrong(field, "Choose one of the countries of the list.");
    }
    return code;
  }

  public static String currency(Forms form, String field, String region) {
    var code = form.text(field).toUpperCase(Locale.ROOT);
    if (code.isEmpty()) {
      return currencyOf(region);
    }
    if (Currency.getAvailableCurrencies().stream()
        .noneMatch(known -> known.getCurrencyCode().equals(code))) {
      form.wrong(field, "Write a currency's three letters, e.g. USD.");
    }
    return code;
  }

  static String currencyOf(String region) {
    try {
      var currency = Currency.getInstance(Locale.of("", region));
      return currency == null ? "USD" : currency.getCurrencyCode();
    } catch (IllegalArgumentException unknown) {
      return "USD";
    }
  }
}
