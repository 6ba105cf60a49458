package io.frontdesk.calendar.web;

import io.frontdesk.calendar.IntakeQuestion;
import io.frontdesk.calendar.LocationId;
import io.frontdesk.calendar.ResourceId;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.page.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The form of a service. Needs and questions are numbered rows, `need-0-quantity` and so on; there
/// is always an empty one more, and a row without content is left out.
final class ServiceForm {
  static final int MOST_NEEDS = 10;
  static final int MOST_QUESTIONS = 20;

  private ServiceForm() {}

  /// How many rows to show: those with content, and an empty one.
  static int rows(Filled form, String group, int most) {
    int last = -1;
    for (int i = 0; i < most; i++) {
      var prefix = group + "-" + i + "-";
      boolean filled =
          form.values().entrySet().stream()
              .anyMatch(
                  field ->
                      field.getKey().startsWith(prefix)
                          && !field.getValue().isBlank()
                          && !field.getKey().endsWith("-quantity")
                          && !field.getKey().endsWith("-kind"));
      last = filled ? i : last;
    }
    return Math.min(most, last + 2);
  }

  /// @throws Refusal naming every wrong field
  static ServiceDraft draft(Map<String, String> sent, String currency) {
    var errors = new ArrayList<FieldError>();
    if (sent.getOrDefault("name", "").isBlank()) {
      errors.add(new FieldError("name", "Give a name of up to 120 characters."));
    }
    var draft =
        ServiceDraft.of(sent.getOrDefault("name", ""), 0, null, List.of())
            .with(
                one -> {
                  one.description = sent.getOrDefault("description", "");
                  one.kind =
                      "class".equals(sent.get("kind"))
                          ? Service.Kind.CLASS
                          : Service.Kind.APPOINTMENT;
                  one.seats = orElse(Fields.wholeOrNull(sent, "seats", errors), 1);
                  one.durationMin = Fields.whole(sent, "durationMin", errors);
                  one.beforeMin = Fields.whole(sent, "beforeMin", errors);
                  one.afterMin = Fields.whole(sent, "afterMin", errors);
                  one.stepMin = Fields.whole(sent, "stepMin", errors);
                  one.offsetMin = orElse(Fields.wholeOrNull(sent, "offsetMin", errors), 0);
                  one.noticeMin = Fields.whole(sent, "noticeMin", errors);
                  one.horizonDays = Fields.whole(sent, "horizonDays", errors);
                  one.maxPerDay = Fields.wholeOrNull(sent, "maxPerDay", errors);
                  one.people = orElse(Fields.wholeOrNull(sent, "people", errors), 1);
                  one.byTurn = "turn".equals(sent.get("order"));
                  one.atClient = sent.containsKey("atClient");
                  one.travelMin = orElse(Fields.wholeOrNull(sent, "travelMin", errors), 0);
                  one.priceMinor = Fields.price(sent, "price", currency, errors);
                  one.depositMinor = Fields.price(sent, "deposit", currency, errors);
                  one.colour = sent.getOrDefault("colour", "blue");
                  one.online = sent.containsKey("online");
                  one.staff = Fields.ids(sent, "staff").stream().map(StaffId::new).toList();
                  one.locations =
                      Fields.ids(sent, "location").stream().map(LocationId::new).toList();
                  one.needs = needs(sent, errors);
                  one.questions = questions(sent);
                });
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
    return draft;
  }

  private static List<Service.Need> needs(Map<String, String> sent, List<FieldError> errors) {
    var needs = new ArrayList<Service.Need>();
    for (int i = 0; i < MOST_NEEDS; i++) {
      var resources = Fields.ids(sent, "need-" + i + "-resource");
      if (!resources.isEmpty()) {
        var quantity = Fields.wholeOrNull(sent, "need-" + i + "-quantity", errors);
        needs.add(
            new Service.Need(
                orElse(quantity, 1), resources.stream().map(ResourceId::new).toList()));
      }
    }
    return needs;
  }

  private static List<IntakeQuestion> questions(Map<String, String> sent) {
    var questions = new ArrayList<IntakeQuestion>();
    for (int i = 0; i < MOST_QUESTIONS; i++) {
      var row = "question-" + i;
      var label = sent.getOrDefault(row + "-label", "").strip();
      if (!label.isEmpty()) {
        questions.add(
            new IntakeQuestion(
                idOrNew(sent.getOrDefault(row + "-id", "")),
                label,
                kind(row, sent.getOrDefault(row + "-kind", "text")),
                sent.getOrDefault(row + "-choices", "").lines().toList(),
                sent.containsKey(row + "-required")));
      }
    }
    return questions;
  }

  private static UUID idOrNew(String text) {
    return text.isEmpty() ? Uuid7.next() : Fields.id("questions", text);
  }

  private static IntakeQuestion.Kind kind(String row, String text) {
    try {
      return IntakeQuestion.Kind.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw Refusal.field(row, "Choose how it is answered.");
    }
  }

  private static int orElse(@Nullable Integer number, int standard) {
    return number == null ? standard : number;
  }

  static Map<String, String> values(Service service) {
    var values = new HashMap<>(values(ServiceDraft.of(service), service.currency()));
    values.put("version", Long.toString(service.version()));
    return values;
  }

  static Map<String, String> values(ServiceDraft draft, String currency) {
    var values = new HashMap<String, String>();
    values.put("name", draft.name());
    values.put("description", draft.description());
    values.put("kind", draft.kind() == Service.Kind.CLASS ? "class" : "appointment");
    values.put("seats", Integer.toString(draft.seats()));
    values.put("durationMin", Integer.toString(draft.durationMin()));
    values.put("beforeMin", Integer.toString(draft.beforeMin()));
    values.put("afterMin", Integer.toString(draft.afterMin()));
    values.put("stepMin", Integer.toString(draft.stepMin()));
    values.put("offsetMin", Integer.toString(draft.offsetMin()));
    values.put("noticeMin", Integer.toString(draft.noticeMin()));
    values.put("horizonDays", Integer.toString(draft.horizonDays()));
    var max = draft.maxPerDay();
    values.put("maxPerDay", max == null ? "" : max.toString());
    values.put("people", Integer.toString(draft.people()));
    values.put("order", draft.byTurn() ? "turn" : "priority");
    values.put("travelMin", Integer.toString(draft.travelMin()));
    values.put("colour", draft.colour());
    values.put("price", amount(draft.priceMinor(), currency));
    values.put("deposit", amount(draft.depositMinor(), currency));
    if (draft.online()) {
      values.put("online", "on");
    }
    if (draft.atClient()) {
      values.put("atClient", "on");
    }
    draft.staff().forEach(one -> values.put("staff-" + one, "on"));
    draft.locations().forEach(one -> values.put("location-" + one, "on"));
    for (int i = 0; i < draft.needs().size(); i++) {
      var row = "need-" + i;
      var need = draft.needs().get(i);
      values.put(row + "-quantity", Integer.toString(need.quantity()));
      need.resources().forEach(one -> values.put(row + "-resource-" + one, "on"));
    }
    for (int i = 0; i < draft.questions().size(); i++) {
      put(values, "question-" + i, draft.questions().get(i));
    }
    return values;
  }

  private static void put(Map<String, String> values, String row, IntakeQuestion question) {
    values.put(row + "-id", question.id().toString());
    values.put(row + "-label", question.label());
    values.put(row + "-kind", question.kind().code());
    values.put(row + "-choices", String.join("\n", question.choices()));
    if (question.required()) {
      values.put(row + "-required", "on");
    }
  }

  static String amount(@Nullable Long minor, String currency) {
    return minor == null ? "" : BigDecimal.valueOf(minor, Money.digits(currency)).toPlainString();
  }
}
