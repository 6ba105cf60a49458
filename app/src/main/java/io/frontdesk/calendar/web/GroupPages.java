package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.GroupId;
import io.frontdesk.calendar.GroupOutcome;
import io.frontdesk.calendar.GroupRequest;
import io.frontdesk.calendar.Groups;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.calendar.Slot;
import io.frontdesk.calendar.Source;
import io.frontdesk.calendar.StaffId;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Several services booked together by the desk.
@Controller
@RequestMapping("/w/{workspace}/calendar/together")
public class GroupPages {
  private static final int STEPS = 4;

  private final Groups groups;
  private final Catalogue catalogue;
  private final Contacts contacts;
  private final Boards boards;

  GroupPages(Groups groups, Catalogue catalogue, Contacts contacts, Boards boards) {
    this.groups = groups;
    this.catalogue = catalogue;
    this.contacts = contacts;
    this.boards = boards;
  }

  /// The form, with the times found once services and a day are chosen.
  @GetMapping
  @Needs(Permission.BOOK_APPOINTMENTS)
  String form(Caller caller, Frame frame, @RequestParam Map<String, String> sent, Model model) {
    var values = new HashMap<>(sent);
    values.putIfAbsent("day", boards.today(caller).toString());
    values.putIfAbsent("order", "in_a_row");
    return page(caller, frame, Filled.of(values), model);
  }

  /// Books one of the chains: `chain` is the starts and people of its parts as they were offered.
  @PostMapping
  @Needs(Permission.BOOK_APPOINTMENTS)
  String book(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var contact = sent.getOrDefault("contact", "");
      if (contact.isBlank()) {
        throw Refusal.field("contact", "Choose a client of the list.");
      }
      var client =
          contacts.require(caller.tenant(), new ContactId(Sent.id("contact", contact))).id();
      var key = sent.getOrDefault("key", "");
      var outcome =
          groups.book(
              caller.tenant(),
              new GroupRequest(
                  client,
                  parts(sent.getOrDefault("chain", "")),
                  Source.DESK,
                  key.isBlank() || key.length() > 100 ? "desk-" + Uuid7.next() : key,
                  caller.actor(),
                  ""));
      return switch (outcome) {
        case GroupOutcome.Booked(_, var made) -> {
          notice.say("Booked " + made.size() + " appointments.");
          yield "redirect:" + caller.path("/calendar/appointments/" + made.getFirst().id());
        }
        case GroupOutcome.NotBooked notBooked ->
            page(
                caller,
                frame,
                new Filled(sent, Map.of(), "Nothing was booked: " + notBooked.say()),
                model);
        case GroupOutcome.KeyReused _ ->
            page(
                caller,
                frame,
                new Filled(sent, Map.of(), "This form was already used. Choose a time again."),
                model);
      };
    } catch (Refusal refusal) {
      return page(caller, frame, Filled.of(sent).refused(refusal), model);
    }
  }

  @PostMapping("/{id}/cancel")
  @Needs(Permission.BOOK_APPOINTMENTS)
  String cancel(Caller caller, Notice notice, @PathVariable UUID id) {
    var group = groups.cancel(caller.tenant(), new GroupId(id), "", caller.actor());
    notice.say("Cancelled.");
    return "redirect:"
        + caller.path("/calendar/appointments/" + group.appointments().getFirst().id());
  }

  private String page(Caller caller, Frame frame, Filled filled, Model model) {
    var form = filled;
    List<List<Slot>> chains = List.of();
    try {
      var steps = new ArrayList<Groups.Step>();
      for (int i = 0; i < STEPS; i++) {
        var service = Sent.idOrNull("service-" + i, form.get("service-" + i));
        if (service != null) {
          steps.add(new Groups.Step(new ServiceId(service), null));
        }
      }
      if (!steps.isEmpty()) {
        chains =
            groups.search(
                caller.tenant(),
                steps,
                SeriesApi.order(form.get("order")),
                Sent.day("day", form.get("day")),
                true,
                40);
      }
    } catch (Refusal refusal) {
      form = form.refused(refusal);
    }
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("form", form)
        .addAttribute("key", "desk-" + Uuid7.next())
        .addAttribute("steps", STEPS)
        .addAttribute("services", catalogue.services(caller.tenant()))
        .addAttribute("chains", chains);
    return "calendar/group";
  }

  /// As a form carries it: `service/start/person` of each part, with commas between.
  public static String text(List<Slot> chain) {
    return String.join(
        ",",
        chain.stream()
            .map(
                slot -> slot.service() + "/" + slot.start().toOffsetDateTime() + "/" + slot.staff())
            .toList());
  }

  private static List<GroupRequest.Part> parts(String chain) {
    var parts = new ArrayList<GroupRequest.Part>();
    for (var part : chain.split(",", 20)) {
      var words = part.split("/", 4);
      if (words.length != 3) {
        throw Refusal.field("chain", "Choose one of the times.");
      }
      parts.add(
          new GroupRequest.Part(
              new ServiceId(Sent.id("chain", words[0])),
              Sent.instant("chain", words[1]),
              new StaffId(Sent.id("chain", words[2])),
              null));
    }
    return parts;
  }
}
