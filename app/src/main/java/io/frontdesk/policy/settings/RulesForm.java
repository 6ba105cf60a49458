package io.frontdesk.policy.settings;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.policy.WorkspaceRules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads and fills the form of the workspace's own rules; an empty field is no limit.
final class RulesForm {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  // Far above any budget, far below what a long holds.
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

  private final Map<String, String> fields;
  private final List<FieldError> errors = new ArrayList<>();

  private RulesForm(Map<String, String> fields) {
    this.fields = fields;
  }

  /// @throws Refusal that lists every wrong field
  static WorkspaceRules.Choice read(Map<String, String> fields) {
    var form = new RulesForm(fields);
    var age = form.number("numberAge", 1, 120);
    var perDay = form.number("perDay", 1, 50);
    var segmentsDay = form.number("segmentsDay", 0, MOST.longValue());
    var segmentsMonth = form.number("segmentsMonth", 0, MOST.longValue());
    var moneyDay = form.micros("moneyDay");
    var moneyMonth = form.micros("moneyMonth");
    var price = form.micros("price");
    if (!form.errors.isEmpty()) {
      throw Refusal.fields(form.errors);
    }
    return new WorkspaceRules.Choice(
        age == null ? null : age.intValue(),
        perDay == null ? null : perDay.intValue(),
        segmentsDay,
        segmentsMonth,
        moneyDay,
        moneyMonth,
        price == null ? 0 : price);
  }

  static Map<String, String> fill(WorkspaceRules.Choice choice, boolean sharing) {
    var values = new LinkedHashMap<String, String>();
    values.put("numberAge", text(choice.numberAgeMonths()));
    values.put("perDay", text(choice.marketingPerDay()));
    values.put("segmentsDay", text(choice.segmentsPerDay()));
    values.put("segmentsMonth", text(choice.segmentsPerMonth()));
    values.put("moneyDay", money(choice.microsPerDay()));
    values.put("moneyMonth", money(choice.microsPerMonth()));
    values.put("price", choice.segmentMicros() == 0 ? "" : money(choice.segmentMicros()));
    values.put("sharing", sharing ? "yes" : "");
    return values;
  }

  /// An amount as people write it, e.g. `0.0079`; empty for none.
  static String money(@Nullable Long micros) {
    if (micros == null) {
      return "";
    }
    var amount = BigDecimal.valueOf(micros).divide(MILLION).stripTrailingZeros();
    return (amount.scale() < 2 ? amount.setScale(2) : amount).toPlainString();
  }

  private @Nullable Long number(String field, long least, long most) {
    var text = text(field);
    if (text.isEmpty()) {
      return null;
    }
    if (text.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    errors.add(new FieldError(field, "Write a whole number from " + least + " to " + most + "."));
    return null;
  }

  private @Nullable Long micros(String field) {
    var text = text(field);
    if (text.isEmpty()) {
      return null;
    }
    if (text.matches("[0-9]{1,10}([.][0-9]{1,6})?")) {
      var amount = new BigDecimal(text);
      if (amount.compareTo(MOST) <= 0) {
        return amount.multiply(MILLION).setScale(0, RoundingMode.UNNECESSARY).longValueExact();
      }
    }
    errors.add(new FieldError(field, "Write an amount such as 25.00."));
    return null;
  }

  private String text(String field) {
    return fields.getOrDefault(field, "").strip();
  }

  private static String text(@Nullable Number number) {
    return number == null ? "" : number.toString();
  }
}
