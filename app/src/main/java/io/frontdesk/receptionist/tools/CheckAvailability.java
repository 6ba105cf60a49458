package io.frontdesk.receptionist.tools;

import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SpokenTime;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.tenancy.TimeRange;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Offers free times for a service, on the day or at the time the caller names.
@Component
class CheckAvailability implements Tool {
  private final Offers offers;
  private final SpokenTimes times;

  CheckAvailability(Offers offers, SpokenTimes times) {
    this.offers = offers;
    this.times = times;
  }

  @Override
  public ToolName name() {
    return ToolName.CHECK_AVAILABILITY;
  }

  @Override
  public String description() {
    return "Find free times for a service. Pass day and time as the caller said them.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("date", "The day as the caller said it, e.g. next Tuesday"),
        Parameter.optional("time", "The time as the caller said it, e.g. at three or afternoon"),
        Parameter.optional("service", "The service as the caller said it"),
        Parameter.optional("staff", "The person the caller asked for"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var service = offers.service(situation);
    if (service.isEmpty()) {
      return offers.askService(situation);
    }
    var staff = offers.staff(situation);
    var arguments = situation.arguments();
    var date =
        arguments.text(
            200,
            "date",
            "day",
            "requestedDate",
            "appointmentDate",
            "dateTime",
            "startTime",
            "when");
    var time = arguments.text(100, "time", "appointmentTime", "timeOfDay").orElse(null);
    if (date.isEmpty() && time == null) {
      var today = situation.now().atZone(offers.zone(situation, service.get())).toLocalDate();
      return nextFree(situation, service.get(), staff, today.minusDays(1), null);
    }
    return switch (times.resolve(
        situation.tenant(), offers.zone(situation, service.get()), date.orElse("today"), time)) {
      case SpokenTime.At(var when) -> at(situation, service.get(), staff, when);
      case SpokenTime.Day(var day, var within) -> on(situation, service.get(), staff, day, within);
      case SpokenTime.Ask(var question) -> Offers.ask("date", question);
      case SpokenTime.Unclear _ -> Offers.ask("date", "Which day would suit you?");
    };
  }

  private ToolAnswer at(
      Situation situation, Service service, @Nullable StaffId staff, ZonedDateTime wish) {
    var day = wish.toLocalDate();
    var free = offers.on(situation, service, staff, day, null);
    if (free.stream().anyMatch(slot -> slot.start().isEqual(wish))) {
      return ToolAnswer.of(
          "free",
          Offers.facts(day, free, Map.of())
              .and("requestedTimeFree", true)
              .and("requestedStart", wish.toOffsetDateTime().toString())
              .map(),
          "Yes, " + SpokenTimes.say(wish) + " is free. Shall I book it?");
    }
    if (free.isEmpty()) {
      return nextFree(situation, service, staff, day, wish.toLocalDate());
    }
    var near = nearest(free, wish);
    return ToolAnswer.of(
        "other-times",
        Offers.facts(day, free, Map.of())
            .and("requestedTimeFree", false)
            .and("slots", near.stream().map(Offers::fact).toList())
            .map(),
        SpokenTimes.sayTime(wish)
            + " isn't free on "
            + SpokenTimes.sayDay(day)
            + ". I have "
            + Offers.times(near)
            + ". Would one of these suit you?");
  }

  private ToolAnswer on(
      Situation situation,
      Service service,
      @Nullable StaffId staff,
      LocalDate day,
      @Nullable TimeRange within) {
    var free = offers.on(situation, service, staff, day, within);
    if (free.isEmpty()) {
      var otherwise =
          within == null ? List.<Slot>of() : offers.on(situation, service, staff, day, null);
      if (!otherwise.isEmpty()) {
        return ToolAnswer.of(
            "other-times",
            Offers.facts(day, otherwise, Map.of()).map(),
            "There's nothing free then, but on "
                + SpokenTimes.sayDay(day)
                + " I have "
                + Offers.times(Offers.spread(otherwise))
                + ". Would one of these suit you?");
      }
      return nextFree(situation, service, staff, day, day);
    }
    return ToolAnswer.of(
        "free",
        Offers.facts(day, free, Map.of()).map(),
        "On "
            + SpokenTimes.sayDay(day)
            + " I have "
            + Offers.times(Offers.spread(free))
            + ". Which would you like?");
  }

  // The next days that have something, one offer each.
  private ToolAnswer nextFree(
      Situation situation,
      Service service,
      @Nullable StaffId staff,
      LocalDate after,
      @Nullable LocalDate asked) {
    var days = offers.after(situation, service, staff, after);
    var nothing =
        asked == null ? "" : "There's nothing free on " + SpokenTimes.sayDay(asked) + ". ";
    if (days.isEmpty()) {
      return ToolAnswer.of(
          "nothing-free",
          Offers.facts(asked, List.of(), days).map(),
          nothing
              + "I can't find a free time for "
              + service.name()
              + " in the two weeks after that. Would you like me to take a message?");
    }
    var first = days.values().stream().map(List::getFirst).toList();
    return ToolAnswer.of(
        asked == null ? "free" : "other-days",
        Offers.facts(asked, List.of(), days)
            .and("slots", first.stream().map(Offers::fact).toList())
            .map(),
        nothing + "The next free times are " + Offers.moments(first) + ". Would one suit you?");
  }

  private static List<Slot> nearest(List<Slot> free, ZonedDateTime wish) {
    return free.stream()
        .sorted(Comparator.comparing(slot -> Duration.between(wish, slot.start()).abs()))
        .limit(Offers.MOST)
        .sorted(Comparator.comparing(slot -> slot.start().toInstant()))
        .toList();
  }
}
