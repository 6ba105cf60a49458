package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
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
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Who waits for a time, and what other pages show of it.
@Controller
@RequestMapping("/w/{workspace}/calendar")
class WaitlistPages {
  private final Waitlist waitlist;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final Boards boards;

  WaitlistPages(Waitlist waitlist, Catalogue catalogue, Contacts contacts, Boards boards) {
    this.waitlist = waitlist;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.boards = boards;
  }

  @GetMapping("/waitlist")
  @Needs(Permission.VIEW_CALENDAR)
  String list(
      Caller caller, Frame frame, @RequestParam(defaultValue = "") String contact, Model model) {
    var today = boards.today(caller);
    var values = new HashMap<String, String>();
    values.put("firstDay", today.toString());
    values.put("lastDay", today.plusDays(30).toString());
    values.put("contact", contact);
    return page(caller, frame, Filled.of(values), model);
  }

  @PostMapping("/waitlist")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String join(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var staff = Sent.idOrNull("staff", sent.get("staff"));
      var contact =
          contacts.require(caller.tenant(), new ContactId(Sent.id("contact", sent.get("contact"))));
      waitlist.join(
          caller.tenant(),
          new WaitlistRequest(
              contact.id(),
              new ServiceId(Sent.id("service", sent.get("service"))),
              staff == null ? null : new StaffId(staff),
              Sent.day("firstDay", sent.get("firstDay")),
              Sent.day("lastDay", sent.get("lastDay")),
              Sent.weekdays(
                  "days",
                  Arrays.stream(DayOfWeek.values())
                      .map(day -> day.name().toLowerCase(Locale.ROOT))
                      .filter(day -> sent.containsKey("day-" + day))
                      .toList()),
              WaitlistApi.range(sent.get("from"), sent.get("until")),
              sent.getOrDefault("note", ""),
              Source.DESK),
          caller.actor());
      notice.say(contact.displayName() + " is on the waitlist.");
      return "redirect:" + caller.path("/calendar/waitlist");
    } catch (Refusal refusal) {
      return page(caller, frame, Filled.of(sent).refused(refusal), model);
    }
  }

  @PostMapping("/waitlist/{id}/leave")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String leave(Caller caller, Notice notice, @PathVariable UUID id) {
    waitlist.leave(caller.tenant(), new WaitlistId(id), caller.actor());
    notice.say("Taken off the waitlist.");
    return "redirect:" + caller.path("/calendar/waitlist");
  }

  @PostMapping("/waitlist/{id}/answer")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String answer(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String yes) {
    var entry = waitlist.require(caller.tenant(), new WaitlistId(id)).id();
    if (!yes.equals("true") && !yes.equals("false")) {
      throw Refusal.field("yes", "give true or false");
    }
    switch (waitlist.answer(caller.tenant(), entry, yes.equals("true"), caller.actor())) {
      case Waitlist.Answer.Booked(var one) -> notice.say("Booked: " + one.spokenStart() + ".");
      case Waitlist.Answer.Passed _ -> notice.say("The time goes to the next person.");
      case Waitlist.Answer.TooLate(var say) -> notice.say(say);
    }
    return "redirect:" + caller.path("/calendar/waitlist");
  }

  /// Who waits, for the calendar.
  @GetMapping("/panel/waitlist")
  @Needs(Permission.VIEW_CALENDAR)
  String panel(Caller caller, Model model) {
    var open = waitlist.open(caller.tenant());
    model
        .addAttribute("caller", caller)
        .addAttribute("many", open.size())
        .addAttribute("entries", open.stream().limit(5).toList())
        .addAttribute("names", names(caller, open));
    return "calendar/panel-waitlist";
  }

  /// What a person waits for, for their page.
  @GetMapping("/panel/contact/{id}/waitlist")
  @Needs(Permission.VIEW_CALENDAR)
  String contact(Caller caller, @PathVariable UUID id, Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", contact.id().toString())
        .addAttribute("entries", waitlist.of(caller.tenant(), contact.id()));
    return "calendar/panel-contact-waitlist";
  }

  private String page(Caller caller, Frame frame, Filled form, Model model) {
    var open = waitlist.open(caller.tenant());
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("form", form)
        .addAttribute("entries", open)
        .addAttribute("names", names(caller, open))
        .addAttribute("services", catalogue.services(caller.tenant()))
        .addAttribute("staff", catalogue.staff(caller.tenant()));
    return "calendar/waitlist";
  }

  private Map<ContactId, String> names(Caller caller, List<WaitlistEntry> entries) {
    if (!caller.may(Permission.VIEW_CONTACTS)) {
      return Map.of();
    }
    var names = new HashMap<ContactId, String>();
    contacts
        .all(caller.tenant(), entries.stream().map(WaitlistEntry::contact).distinct().toList())
        .forEach((id, one) -> names.put(id, one.displayName()));
    return names;
  }
}
