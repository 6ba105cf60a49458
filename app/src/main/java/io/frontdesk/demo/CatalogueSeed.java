package io.frontdesk.demo;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Availability;
import io.frontdesk.calendar.BookingRequest;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.IntakeQuestion;
import io.frontdesk.calendar.IntakeQuestion.Kind;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.SlotRequest;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.Contact;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.tenancy.TimeRange;
import io.frontdesk.tenancy.WeekHours;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import org.springframework.stereotype.Component;

/// The clinic's therapists, treatments and the appointments of its coming days.
@Component
class CatalogueSeed {
  private static final int DAYS = 6;
  private static final int A_DAY = 5;

  private final Catalogue catalogue;
  private final Availability availability;
  private final Bookings bookings;
  private final Clock clock;

  CatalogueSeed(Catalogue catalogue, Availability availability, Bookings bookings, Clock clock) {
    this.catalogue = catalogue;
    this.availability = availability;
    this.bookings = bookings;
    this.clock = clock;
  }

  void furnish(TenantId tenant, Actor by) {
    var everyone =
        Clinic.THERAPISTS.stream()
            .map(
                one ->
                    catalogue
                        .add(
                            tenant,
                            by,
                            new StaffDraft(
                                one.name(), one.title(), null, one.colour(), week(one), List.of()))
                        .id())
            .toList();
    for (var treatment : Clinic.TREATMENTS) {
      catalogue.add(tenant, by, draft(treatment, everyone));
    }
  }

  /// Books the coming days, a few a day, for one client after another.
  void appointments(TenantId tenant, Actor by, List<Contact> clients) {
    var zone = ZoneId.of(Clinic.ZONE);
    var random = new Random(7);
    var services = catalogue.services(tenant);
    var today = LocalDate.now(clock.withZone(zone));
    int next = 0;
    for (int day = 0; day < DAYS; day++) {
      for (int i = 0; i < A_DAY; i++) {
        var service = services.get(random.nextInt(services.size()));
        book(
            tenant,
            by,
            service,
            today.plusDays(day),
            zone,
            clients.get(next % clients.size()),
            random);
        next++;
      }
    }
  }

  private void book(
      TenantId tenant,
      Actor by,
      Service service,
      LocalDate day,
      ZoneId zone,
      Contact client,
      Random random) {
    var slots =
        availability.slots(tenant, SlotRequest.on(service.id(), day, zone).byDesk().perPerson());
    if (slots.isEmpty()) {
      return;
    }
    var slot = slots.get(random.nextInt(slots.size()));
    bookings.book(
        tenant,
        new BookingRequest(
            service.id(),
            slot.start().toInstant(),
            slot.staff(),
            client.id(),
            Source.DESK,
            "demo-" + day + "-" + client.id(),
            by,
            null,
            ""));
  }

  private static List<IntakeQuestion> questions(Clinic.Treatment treatment) {
    return switch (treatment.name()) {
      case "Physiotherapy assessment" ->
          List.of(
              question("What brings you to us?", Kind.LONG),
              question("Have you had surgery in the last year?", Kind.YES_NO),
              question("Who sent you?", Kind.CHOICE, "A doctor", "A friend", "Nobody"));
      case "Massage therapy" ->
          List.of(
              question("How firm shall it be?", Kind.CHOICE, "Light", "Medium", "Firm"),
              question("Is there anything to leave out?", Kind.TEXT));
      default -> List.of();
    };
  }

  private static IntakeQuestion question(String label, Kind kind, String... choices) {
    return new IntakeQuestion(Uuid7.next(), label, kind, List.of(choices), false);
  }

  private static ServiceDraft draft(Clinic.Treatment treatment, List<StaffId> everyone) {
    var staff =
        switch (treatment.name()) {
          case "Massage therapy" -> List.of(everyone.get(2));
          case "Sports rehabilitation" -> List.of(everyone.get(3), everyone.get(1));
          case "Pelvic health consultation" -> List.of(everyone.get(0));
          default -> List.of(everyone.get(0), everyone.get(1), everyone.get(3));
        };
    return ServiceDraft.of(treatment.name(), treatment.minutes(), treatment.price(), staff)
        .with(
            service -> {
              service.description = treatment.description();
              service.colour = treatment.colour();
              service.stepMin = 30;
              service.questions = questions(treatment);
            });
  }

  private static WeekHours week(Clinic.Therapist one) {
    var days = new EnumMap<DayOfWeek, List<TimeRange>>(DayOfWeek.class);
    for (var day : List.of(DayOfWeek.values()).subList(0, 5)) {
      days.put(day, List.of(TimeRange.of(one.from(), one.to())));
    }
    days.put(DayOfWeek.SATURDAY, List.of(TimeRange.of("09:00", "13:00")));
    return new WeekHours(days);
  }
}
