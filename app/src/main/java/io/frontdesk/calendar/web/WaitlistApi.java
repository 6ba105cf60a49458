package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.calendar.Waitlist;
import io.frontdesk.calendar.WaitlistEntry;
import io.frontdesk.calendar.WaitlistId;
import io.frontdesk.calendar.WaitlistRequest;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.TimeRange;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The waitlist for programs.
@RestController
@RequestMapping("/api/v1/waitlist")
class WaitlistApi {
  private final Waitlist waitlist;
  private final Contacts contacts;

  WaitlistApi(Waitlist waitlist, Contacts contacts) {
    this.waitlist = waitlist;
    this.contacts = contacts;
  }

  record Items<T>(List<T> items) {}

  record OfferView(OffsetDateTime start, UUID staff, OffsetDateTime deadline) {}

  record EntryView(
      UUID id,
      UUID contact,
      UUID service,
      String serviceName,
      @Nullable UUID staff,
      LocalDate firstDay,
      LocalDate lastDay,
      List<String> days,
      String from,
      String until,
      String note,
      String state,
      String reason,
      @Nullable OfferView offer,
      @Nullable UUID appointment,
      Instant createdAt) {
    static EntryView of(WaitlistEntry one) {
      var staff = one.staff();
      var offer = one.offer();
      var appointment = one.appointment();
      return new EntryView(
          one.id().value(),
          one.contact().value(),
          one.service().value(),
          one.serviceName(),
          staff == null ? null : staff.value(),
          one.firstDay(),
          one.lastDay(),
          one.days().stream().sorted().map(day -> day.name().toLowerCase(Locale.ROOT)).toList(),
          one.within().from().toString(),
          one.within().to().toString(),
          one.note(),
          one.state().code(),
          one.reason(),
          offer == null
              ? null
              : new OfferView(
                  offer.start().toOffsetDateTime(),
                  offer.staff().value(),
                  offer.deadline().toOffsetDateTime()),
          appointment == null ? null : appointment.value(),
          one.createdAt());
    }
  }

  /// `from` and `until` are local times; `until` 00:00 is the end of the day.
  record Joining(
      @Nullable String contact,
      @Nullable String service,
      @Nullable String staff,
      @Nullable String firstDay,
      @Nullable String lastDay,
      @Nullable List<String> days,
      @Nullable String from,
      @Nullable String until,
      @Nullable String note) {}

  record Answering(@Nullable Boolean yes) {}

  /// Those who wait, in order; or one person's, ended ones too.
  @GetMapping
  @Needs(Permission.VIEW_CALENDAR)
  Items<EntryView> list(Caller caller, @RequestParam(required = false) @Nullable String contact) {
    var entries =
        contact == null
            ? waitlist.open(caller.tenant())
            : waitlist.of(caller.tenant(), new ContactId(Sent.id("contact", contact)));
    return new Items<>(entries.stream().map(EntryView::of).toList());
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_CALENDAR)
  EntryView entry(Caller caller, @PathVariable UUID id) {
    return EntryView.of(waitlist.require(caller.tenant(), new WaitlistId(id)));
  }

  @PostMapping
  @Needs(Permission.BOOK_APPOINTMENTS)
  ResponseEntity<EntryView> join(Caller caller, @RequestBody Joining body) {
    var staff = Sent.idOrNull("staff", body.staff());
    var note = body.note();
    var contact =
        contacts.require(caller.tenant(), new ContactId(Sent.id("contact", body.contact())));
    var entry =
        waitlist.join(
            caller.tenant(),
            new WaitlistRequest(
                contact.id(),
                new ServiceId(Sent.id("service", body.service())),
                staff == null ? null : new StaffId(staff),
                Sent.day("firstDay", body.firstDay()),
                Sent.day("lastDay", body.lastDay()),
                Sent.weekdays("days", body.days()),
                range(body.from(), body.until()),
                note == null ? "" : note,
                Source.API),
            caller.actor());
    return ResponseEntity.created(URI.create("/api/v1/waitlist/" + entry.id()))
        .body(EntryView.of(entry));
  }

  @PostMapping("/{id}/leave")
  @Needs(Permission.BOOK_APPOINTMENTS)
  EntryView leave(Caller caller, @PathVariable UUID id) {
    return EntryView.of(waitlist.leave(caller.tenant(), new WaitlistId(id), caller.actor()));
  }

  /// Answers the offer for the person.
  @PostMapping("/{id}/answer")
  @Needs(Permission.BOOK_APPOINTMENTS)
  EntryView answer(Caller caller, @PathVariable UUID id, @RequestBody Answering body) {
    var entry = waitlist.require(caller.tenant(), new WaitlistId(id)).id();
    var yes = body.yes();
    if (yes == null) {
      throw Refusal.field("yes", "give true or false");
    }
    return switch (waitlist.answer(caller.tenant(), entry, yes, caller.actor())) {
      case Waitlist.Answer.Booked _, Waitlist.Answer.Passed _ -> entry(caller, id);
      case Waitlist.Answer.TooLate(var say) -> throw Refusal.conflict("calendar.no-offer", say);
    };
  }

  static TimeRange range(@Nullable String from, @Nullable String until) {
    var begin = from == null || from.isBlank() ? "00:00" : from;
    var end = until == null || until.isBlank() ? "00:00" : until;
    try {
      return new TimeRange(Sent.time("from", begin), Sent.time("until", end));
    } catch (IllegalArgumentException backwards) {
      throw Refusal.field("until", "Give a time after the first one.");
    }
  }
}
