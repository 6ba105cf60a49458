package io.frontdesk.receptionist.tools;

import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.SpokenTimes;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.tenancy.TimeRange;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Free times as a caller can take them in: at most three at a time, as sentences and as data.
@Component
class Offers {
  static final int MOST = 3;
  private static final int DAYS_AHEAD = 14;
  private static final int NAMED_SERVICES = 5;
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm");

  // What other systems' models say when they mean no service in particular.
  private static final Set<String> ANY_SERVICE = Set.of("generic", "appointment", "any", "other");

  private final Catalogue catalogue;
  private final Availability availability;

  Offers(Catalogue catalogue, Availability availability) {
    this.catalogue = catalogue;
    this.availability = availability;
  }

  /// The service the caller means; the only one there is needs no naming.
  Optional<Service> service(Situation situation) {
    var said =
        situation.arguments().text(200, "service", "serviceType", "serviceName", "appointmentType");
    var services = bookable(situation.tenant());
    return said.filter(text -> !ANY_SERVICE.contains(text.toLowerCase(java.util.Locale.ROOT)))
        .flatMap(text -> catalogue.findService(situation.tenant(), text))
        .filter(found -> services.stream().anyMatch(one -> one.id().equals(found.id())))
        .or(() -> services.size() == 1 ? Optional.of(services.getFirst()) : Optional.empty());
  }

  /// The person the caller asked for by name, null when they asked for nobody.
  @Nullable StaffId staff(Situation situation) {
    return situation
        .arguments()
        .text(200, "staff", "provider", "practitioner", "doctor", "with")
        .flatMap(text -> catalogue.findStaff(situation.tenant(), text))
        .map(person -> person.id())
        .orElse(null);
  }

  /// The clock by which a caller says when they would like a service.
  ZoneId zone(Situation situation, Service service) {
    return service.locations().isEmpty()
        ? situation.workspace().zone()
        : catalogue.zone(situation.tenant(), service, null);
  }

  ToolAnswer askService(Situation situation) {
    var names = bookable(situation.tenant()).stream().map(Service::name).toList();
    if (names.isEmpty()) {
      return ToolAnswer.of(
          "no-services",
          Facts.failed("BOOKING_FAILED").map(),
          "I can't book appointments at the moment. Would you like me to take a message?");
    }
    var some = names.subList(0, Math.min(names.size(), NAMED_SERVICES));
    return ToolAnswer.of(
        "ask-service",
        Facts.failed("INVALID_INPUT").and("ask", "service").and("services", names).map(),
        "Which service would you like? We offer "
            + listed(some, "and")
            + (names.size() > some.size() ? ", among others." : "."));
  }

  static ToolAnswer ask(String what, String question) {
    return ToolAnswer.of(
        "ask-" + what, Facts.failed("INVALID_INPUT").and("ask", what).map(), question);
  }

  /// Free times of one day.
  List<Slot> on(
      Situation situation,
      Service service,
      @Nullable StaffId staff,
      LocalDate day,
      @Nullable TimeRange within) {
    return availability
        .slots(
            situation.tenant(),
            SlotRequest.on(service.id(), day, zone(situation, service)).with(staff))
        .stream()
        .filter(slot -> within == null || within.contains(slot.start().toLocalTime()))
        .toList();
  }

  /// Free times by day, of the days after `day`, at most three days that have any.
  Map<LocalDate, List<Slot>> after(
      Situation situation, Service service, @Nullable StaffId staff, LocalDate day) {
    var zone = zone(situation, service);
    var from = day.plusDays(1).atStartOfDay(zone).toInstant();
    var until = day.plusDays(1 + DAYS_AHEAD).atStartOfDay(zone).toInstant();
    var days = new LinkedHashMap<LocalDate, List<Slot>>();
    for (var slot :
        availability.slots(
            situation.tenant(), SlotRequest.between(service.id(), from, until).with(staff))) {
      var date = slot.start().toLocalDate();
      if (!days.containsKey(date) && days.size() == MOST) {
        break;
      }
      days.computeIfAbsent(date, _ -> new ArrayList<>()).add(slot);
    }
    return days;
  }

  /// Three of many, over the whole stretch rather than the first three in a row.
  static List<Slot> spread(List<Slot> slots) {
    if (slots.size() <= MOST) {
      return slots;
    }
    return List.of(slots.getFirst(), slots.get(slots.size() / 2), slots.getLast());
  }

  /// The result other systems know, and ours beside it.
  static Facts facts(
      @Nullable LocalDate requested, List<Slot> free, Map<LocalDate, List<Slot>> other) {
    return Facts.of("success", true)
        .and("requestedDate", requested == null ? null : requested.toString())
        .and("availableSlots", free.stream().limit(48).map(Offers::hour).toList())
        .and("slotCount", free.size())
        .and("slots", spread(free).stream().map(Offers::fact).toList())
        .and(
            "alternatives",
            other.entrySet().stream()
                .map(
                    day ->
                        Facts.of("date", day.getKey().toString())
                            .and(
                                "slots", spread(day.getValue()).stream().map(Offers::hour).toList())
                            .and("slotCount", day.getValue().size())
                            .map())
                .toList());
  }

  /// One time as data: `start` may be passed back as the date when booking.
  static Map<String, Object> fact(Slot slot) {
    var facts =
        Facts.of("start", slot.start().toOffsetDateTime().toString())
            .and("say", SpokenTimes.say(slot.start()))
            .and("staff", slot.staffName());
    return slot.session() == null ? facts.map() : facts.and("seatsLeft", slot.seatsLeft()).map();
  }

  static String times(List<Slot> slots) {
    return listed(slots.stream().map(slot -> SpokenTimes.sayTime(slot.start())).toList(), "or");
  }

  static String moments(List<Slot> slots) {
    return listed(slots.stream().map(slot -> SpokenTimes.say(slot.start())).toList(), "or");
  }

  private List<Service> bookable(TenantId tenant) {
    return catalogue.services(tenant).stream().filter(Service::online).toList();
  }

  private static String hour(Slot slot) {
    return HOUR.format(slot.start());
  }

  private static String listed(List<String> items, String last) {
    return switch (items.size()) {
      case 0 -> "";
      case 1 -> items.getFirst();
      default ->
          String.join(", ", items.subList(0, items.size() - 1))
              + " "
              + last
              + " "
              + items.getLast();
    };
  }
}
