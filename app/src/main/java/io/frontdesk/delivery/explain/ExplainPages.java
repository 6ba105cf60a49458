package io.frontdesk.delivery.explain;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.PersonPlaces;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// May this person be contacted now, why, and when next: the page, and its panel beside the person.
@Controller
@RequestMapping("/w/{workspace}/policy")
class ExplainPages {
  /// Zones people of the rules' country live in; others are kept when they are noted already.
  static final List<String> ZONES =
      List.of(
          "America/New_York",
          "America/Chicago",
          "America/Denver",
          "America/Phoenix",
          "America/Los_Angeles",
          "America/Anchorage",
          "Pacific/Honolulu",
          "America/Puerto_Rico",
          "Europe/London",
          "Europe/Rome");

  private final Contacts contacts;
  private final Reachability reachability;
  private final PersonPlaces places;
  private final Workspaces workspaces;
  private final TenantTransactions transactions;
  private final AuditLog audit;

  ExplainPages(
      Contacts contacts,
      Reachability reachability,
      PersonPlaces places,
      Workspaces workspaces,
      TenantTransactions transactions,
      AuditLog audit) {
    this.contacts = contacts;
    this.reachability = reachability;
    this.places = places;
    this.workspaces = workspaces;
    this.transactions = transactions;
    this.audit = audit;
  }

  @GetMapping("/contact/{id}")
  @Needs(Permission.VIEW_CONTACTS)
  String page(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    audit.read(caller.tenant(), caller.actor(), "contact", contact.id().toString());
    var stated = places.find(caller.tenant(), contact.id().value());
    return page(
        caller,
        frame,
        contact,
        stated.map(PersonPlaces.Stated::zone).map(ZoneId::getId).orElse(""),
        stated.map(PersonPlaces.Stated::state).orElse(""),
        Map.of(),
        model);
  }

  /// The answers in short, beside the person.
  @GetMapping("/panel/contact/{id}")
  @Needs(Permission.VIEW_CONTACTS)
  String panel(Caller caller, @PathVariable UUID id, Model model) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", contact)
        .addAttribute("zone", zone(caller))
        .addAttribute("answers", answers(caller, contact));
    return "policy/panel-contact";
  }

  /// Keeps where the person says they live.
  @PostMapping("/contact/{id}/place")
  @Needs(Permission.EDIT_CONTACTS)
  String place(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String zone,
      @RequestParam(defaultValue = "") String state,
      Model model,
      HttpServletResponse response) {
    var contact = contacts.require(caller.tenant(), new ContactId(id));
    try {
      note(caller, contact, readZone(zone), state.isBlank() ? null : state);
    } catch (Refusal refusal) {
      response.setStatus(400);
      var field = refusal.fields().isEmpty() ? "form" : refusal.fields().getFirst().field();
      var message =
          refusal.fields().isEmpty() ? refusal.text() : refusal.fields().getFirst().message();
      return page(caller, frame, contact, zone, state, Map.of(field, message), model);
    }
    notice.say("Saved.");
    return "redirect:" + caller.path("/policy/contact/" + contact.id());
  }

  private void note(Caller caller, Contact contact, @Nullable ZoneId zone, @Nullable String state) {
    transactions.write(
        caller.tenant(),
        () -> {
          places.note(caller.tenant(), contact.id().value(), zone, state, caller.actor());
          audit.record(
              caller.tenant(),
              caller.actor(),
              "policy.place-noted",
              "contact",
              contact.id().toString(),
              Map.of("fields", "zone, state"));
        });
  }

  private String page(
      Caller caller,
      Frame frame,
      Contact contact,
      String zone,
      String state,
      Map<String, String> errors,
      Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("contact", contact)
        .addAttribute("zone", zone(caller))
        .addAttribute("answers", answers(caller, contact))
        .addAttribute("states", places.states(caller.tenant()))
        .addAttribute("zones", zones(zone))
        .addAttribute("values", Map.of("zone", zone, "state", state))
        .addAttribute("errors", errors);
    return "policy/contact";
  }

  private List<Reach> answers(Caller caller, Contact contact) {
    return reachability.of(
        caller.tenant(), contact, List.of(Channel.values()), Reachability.PURPOSES);
  }

  private static List<String> zones(String chosen) {
    return chosen.isEmpty() || ZONES.contains(chosen)
        ? ZONES
        : java.util.stream.Stream.concat(ZONES.stream(), java.util.stream.Stream.of(chosen))
            .toList();
  }

  private ZoneId zone(Caller caller) {
    return workspaces.require(caller.tenant()).zone();
  }

  private static @Nullable ZoneId readZone(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      return ZoneId.of(text);
    } catch (DateTimeException unknown) {
      throw Refusal.field("zone", "choose a zone of the list");
    }
  }
}
