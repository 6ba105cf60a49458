package io.frontdesk.calendar;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a service shall be; see [Service] for the fields.
public record ServiceDraft(
    String name,
    String description,
    int durationMin,
    int beforeMin,
    int afterMin,
    int stepMin,
    @Nullable Long priceMinor,
    String colour,
    boolean online,
    int noticeMin,
    int horizonDays,
    List<StaffId> staff,
    List<Service.Need> needs) {
  public ServiceDraft {
    name = name.strip().replaceAll("\\s+", " ");
    description = description.strip();
    colour = Colours.orFirst(colour);
    staff = List.copyOf(staff);
    needs = List.copyOf(needs);
  }

  /// An ordinary service: starts every 15 minutes, an hour's notice, 60 days ahead.
  public static ServiceDraft of(
      String name, int durationMin, @Nullable Long priceMinor, List<StaffId> staff) {
    return new ServiceDraft(
        name, "", durationMin, 0, 0, 15, priceMinor, "blue", true, 60, 60, staff, List.of());
  }

  public ServiceDraft buffers(int beforeMin, int afterMin) {
    return new ServiceDraft(
        name,
        description,
        durationMin,
        beforeMin,
        afterMin,
        stepMin,
        priceMinor,
        colour,
        online,
        noticeMin,
        horizonDays,
        staff,
        needs);
  }

  public ServiceDraft needing(Service.Need... needs) {
    return new ServiceDraft(
        name,
        description,
        durationMin,
        beforeMin,
        afterMin,
        stepMin,
        priceMinor,
        colour,
        online,
        noticeMin,
        horizonDays,
        staff,
        List.of(needs));
  }

  public ServiceDraft coloured(String colour) {
    return new ServiceDraft(
        name,
        description,
        durationMin,
        beforeMin,
        afterMin,
        stepMin,
        priceMinor,
        colour,
        online,
        noticeMin,
        horizonDays,
        staff,
        needs);
  }

  /// @throws Refusal naming every wrong field
  void check() {
    var errors = new ArrayList<FieldError>();
    if (name.isEmpty() || name.length() > 120) {
      errors.add(new FieldError("name", "Give a name of up to 120 characters."));
    }
    if (description.length() > 2000) {
      errors.add(new FieldError("description", "At most 2,000 characters."));
    }
    range(errors, "durationMin", durationMin, 5, 1440, "minutes");
    range(errors, "beforeMin", beforeMin, 0, 240, "minutes");
    range(errors, "afterMin", afterMin, 0, 240, "minutes");
    range(errors, "stepMin", stepMin, 5, 240, "minutes");
    range(errors, "noticeMin", noticeMin, 0, 129_600, "minutes");
    range(errors, "horizonDays", horizonDays, 1, 730, "days");
    if (priceMinor != null && (priceMinor < 0 || priceMinor > 100_000_000)) {
      errors.add(new FieldError("price", "Give a price from 0 to 1,000,000, or leave it empty."));
    }
    if (needs.stream().anyMatch(need -> need.quantity() < 1 || need.quantity() > 20)) {
      errors.add(new FieldError("needs", "A service takes 1 to 20 of a kind of room or device."));
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
  }

  private static void range(
      List<FieldError> errors, String field, int value, int least, int most, String unit) {
    if (value < least || value > most) {
      errors.add(new FieldError(field, "Give %,d to %,d %s.".formatted(least, most, unit)));
    }
  }
}
