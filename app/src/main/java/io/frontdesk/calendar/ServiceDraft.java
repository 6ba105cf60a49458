package io.frontdesk.calendar;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a service shall be; see [Service] for the fields.
public record ServiceDraft(
    String name,
    String description,
    Service.Kind kind,
    int seats,
    int durationMin,
    int beforeMin,
    int afterMin,
    int stepMin,
    int offsetMin,
    @Nullable Long priceMinor,
    @Nullable Long depositMinor,
    String colour,
    boolean online,
    int noticeMin,
    int horizonDays,
    @Nullable Integer maxPerDay,
    int people,
    boolean byTurn,
    boolean atClient,
    int travelMin,
    List<StaffId> staff,
    List<Service.Need> needs,
    List<LocationId> locations,
    List<IntakeQuestion> questions) {
  private static final int MOST_QUESTIONS = 20;
  private static final int MOST_CHOICES = 20;

  public ServiceDraft {
    name = name.strip().replaceAll("\\s+", " ");
    description = description.strip();
    colour = Colours.orFirst(colour);
    staff = List.copyOf(staff);
    needs = List.copyOf(needs);
    locations = List.copyOf(locations);
    questions = List.copyOf(questions);
  }

  /// An ordinary service: starts every 15 minutes, an hour's notice, 60 days ahead.
  public static ServiceDraft of(
      String name, int durationMin, @Nullable Long priceMinor, List<StaffId> staff) {
    var fields = new Fields();
    fields.name = name;
    fields.durationMin = durationMin;
    fields.priceMinor = priceMinor;
    fields.staff = staff;
    return fields.draft();
  }

  /// A service as it is, to be changed.
  public static ServiceDraft of(Service service) {
    return of("", 0, null, List.of())
        .with(
            draft -> {
              draft.name = service.name();
              draft.description = service.description();
              draft.kind = service.kind();
              draft.seats = service.seats();
              draft.durationMin = (int) service.duration().toMinutes();
              draft.beforeMin = (int) service.before().toMinutes();
              draft.afterMin = (int) service.after().toMinutes();
              draft.stepMin = (int) service.step().toMinutes();
              draft.offsetMin = (int) service.offset().toMinutes();
              draft.priceMinor = service.priceMinor();
              draft.depositMinor = service.depositMinor();
              draft.colour = service.colour();
              draft.online = service.online();
              draft.noticeMin = (int) service.notice().toMinutes();
              draft.horizonDays = service.horizonDays();
              draft.maxPerDay = service.maxPerDay();
              draft.people = service.people();
              draft.byTurn = service.byTurn();
              draft.atClient = service.atClient();
              draft.travelMin = (int) service.travel().toMinutes();
              draft.staff = service.staff();
              draft.needs = service.needs();
              draft.locations = service.locations();
              draft.questions = service.questions();
            });
  }

  /// The fields while they are changed; see [#with].
  public static final class Fields {
    public String name = "";
    public String description = "";
    public Service.Kind kind = Service.Kind.APPOINTMENT;
    public int seats = 1;
    public int durationMin;
    public int beforeMin;
    public int afterMin;
    public int stepMin = 15;
    public int offsetMin;
    public @Nullable Long priceMinor;
    public @Nullable Long depositMinor;
    public String colour = "blue";
    public boolean online = true;
    public int noticeMin = 60;
    public int horizonDays = 60;
    public @Nullable Integer maxPerDay;
    public int people = 1;
    public boolean byTurn;
    public boolean atClient;
    public int travelMin;
    public List<StaffId> staff = List.of();
    public List<Service.Need> needs = List.of();
    public List<LocationId> locations = List.of();
    public List<IntakeQuestion> questions = List.of();

    private Fields() {}

    private ServiceDraft draft() {
      return new ServiceDraft(
          name,
          description,
          kind,
          seats,
          durationMin,
          beforeMin,
          afterMin,
          stepMin,
          offsetMin,
          priceMinor,
          depositMinor,
          colour,
          online,
          noticeMin,
          horizonDays,
          maxPerDay,
          people,
          byTurn,
          atClient,
          travelMin,
          staff,
          needs,
          locations,
          questions);
    }
  }

  /// The same with some fields changed, e.g. `draft.with(one -> one.people = 2)`.
  public ServiceDraft with(Consumer<Fields> change) {
    var fields = new Fields();
    fields.name = name;
    fields.description = description;
    fields.kind = kind;
    fields.seats = seats;
    fields.durationMin = durationMin;
    fields.beforeMin = beforeMin;
    fields.afterMin = afterMin;
    fields.stepMin = stepMin;
    fields.offsetMin = offsetMin;
    fields.priceMinor = priceMinor;
    fields.depositMinor = depositMinor;
    fields.colour = colour;
    fields.online = online;
    fields.noticeMin = noticeMin;
    fields.horizonDays = horizonDays;
    fields.maxPerDay = maxPerDay;
    fields.people = people;
    fields.byTurn = byTurn;
    fields.atClient = atClient;
    fields.travelMin = travelMin;
    fields.staff = staff;
    fields.needs = needs;
    fields.locations = locations;
    fields.questions = questions;
    change.accept(fields);
    return fields.draft();
  }

  public ServiceDraft buffers(int before, int after) {
    return with(
        draft -> {
          draft.beforeMin = before;
          draft.afterMin = after;
        });
  }

  public ServiceDraft needing(Service.Need... what) {
    return with(draft -> draft.needs = List.of(what));
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
    range(errors, "seats", seats, 1, 500, "seats");
    range(errors, "durationMin", durationMin, 5, 1440, "minutes");
    range(errors, "beforeMin", beforeMin, 0, 240, "minutes");
    range(errors, "afterMin", afterMin, 0, 240, "minutes");
    range(errors, "stepMin", stepMin, 5, 240, "minutes");
    if (offsetMin < 0 || offsetMin >= Math.max(1, stepMin)) {
      errors.add(new FieldError("offsetMin", "Give minutes less than “May begin every”."));
    }
    range(errors, "noticeMin", noticeMin, 0, 129_600, "minutes");
    range(errors, "horizonDays", horizonDays, 1, 730, "days");
    range(errors, "people", people, 1, 10, "people");
    range(errors, "travelMin", travelMin, 0, 480, "minutes");
    if (maxPerDay != null) {
      range(errors, "maxPerDay", maxPerDay, 1, 1000, "a day");
    }
    if (priceMinor != null && (priceMinor < 0 || priceMinor > 100_000_000)) {
      errors.add(new FieldError("price", "Give a price from 0 to 1,000,000, or leave it empty."));
    }
    if (depositMinor != null
        && (depositMinor < 0 || depositMinor > (priceMinor == null ? 100_000_000 : priceMinor))) {
      errors.add(new FieldError("deposit", "Give a deposit up to the price, or leave it empty."));
    }
    if (needs.size() > 10) {
      errors.add(new FieldError("needs", "At most 10 needs."));
    }
    for (int i = 0; i < needs.size(); i++) {
      check(needs.get(i), i, errors);
    }
    if (atClient && !locations.isEmpty()) {
      errors.add(new FieldError("locations", "Done at the client's place, so choose no location."));
    }
    if (kind == Service.Kind.CLASS && people > 1) {
      errors.add(new FieldError("people", "A class is led by one person."));
    }
    if (questions.size() > MOST_QUESTIONS) {
      errors.add(new FieldError("questions", "At most " + MOST_QUESTIONS + " questions."));
    }
    for (int i = 0; i < questions.size(); i++) {
      check(questions.get(i), i, errors);
    }
    if (!errors.isEmpty()) {
      throw Refusal.fields(errors);
    }
  }

  private static void check(Service.Need need, int number, List<FieldError> errors) {
    var field = "need-" + number;
    if (need.quantity() < 1 || need.quantity() > 20) {
      errors.add(new FieldError(field, "A service takes 1 to 20 of a kind of room or device."));
    } else if (need.resources().isEmpty()) {
      errors.add(new FieldError(field, "Choose which rooms or devices may serve."));
    }
  }

  private static void check(IntakeQuestion question, int number, List<FieldError> errors) {
    var field = "question-" + number;
    if (question.label().isEmpty() || question.label().length() > 200) {
      errors.add(new FieldError(field, "Ask in up to 200 characters."));
    }
    boolean list = question.kind() == IntakeQuestion.Kind.CHOICE;
    if (list && (question.choices().size() < 2 || question.choices().size() > MOST_CHOICES)) {
      errors.add(new FieldError(field, "Give 2 to " + MOST_CHOICES + " choices."));
    }
    if (question.choices().stream().anyMatch(one -> one.length() > 100)) {
      errors.add(new FieldError(field, "A choice has up to 100 characters."));
    }
  }

  private static void range(
      List<FieldError> errors, String field, int value, int least, int most, String unit) {
    if (value < least || value > most) {
      errors.add(new FieldError(field, "Give %,d to %,d %s.".formatted(least, most, unit)));
    }
  }
}
