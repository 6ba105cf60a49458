package io.frontdesk.delivery.barred;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.ContactId;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;
import io.frontdesk.policy.Suppressions;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// A panel of the person's page and thread: what bars their addresses, and what the desk decides
/// about it. Who may change people settles a doubt; who runs the workspace lifts anything.
@Controller
class BarredPages {
  private final Suppressions suppressions;
  private final Contacts contacts;
  private final Workspaces workspaces;

  BarredPages(Suppressions suppressions, Contacts contacts, Workspaces workspaces) {
    this.suppressions = suppressions;
    this.contacts = contacts;
    this.workspaces = workspaces;
  }

  @Needs(Permission.VIEW_CONTACTS)
  @GetMapping("/w/{workspace}/barred/panel/contact/{contact}")
  String panel(Caller caller, @PathVariable String contact, Model model) {
    return page(caller, person(caller, contact), model, null);
  }

  @Needs(Permission.EDIT_CONTACTS)
  @PostMapping("/w/{workspace}/barred/panel/contact/{contact}/settle")
  String settle(
      Caller caller,
      @PathVariable String contact,
      @RequestParam(defaultValue = "") String channel,
      @RequestParam(defaultValue = "") String address,
      @RequestParam(defaultValue = "") String meant,
      Model model) {
    var person = person(caller, contact);
    var line = line(caller, person, channel, address, Suppression.Reason.OPT_OUT.name());
    if (!line.what().isDoubtful()) {
      throw Refusal.conflict("policy.settled", "Somebody has decided on this already");
    }
    if (!meant.equals("true") && !meant.equals("false")) {
      throw Refusal.field("meant", "choose whether they opted out");
    }
    if (meant.equals("true")) {
      suppressions.suppress(
          caller.tenant(),
          line.what().channel(),
          line.address(),
          Suppression.Scope.ALL,
          Suppression.Reason.OPT_OUT,
          "text decided by the desk",
          caller.actor());
    } else {
      suppressions.liftByDesk(
          caller.tenant(),
          line.what().channel(),
          line.address(),
          Suppression.Reason.OPT_OUT,
          "not meant as an opt-out",
          caller.actor());
    }
    return page(caller, person, model, null);
  }

  @Needs(Permission.MANAGE_WORKSPACE)
  @PostMapping("/w/{workspace}/barred/panel/contact/{contact}/lift")
  String lift(
      Caller caller,
      @PathVariable String contact,
      @RequestParam(defaultValue = "") String channel,
      @RequestParam(defaultValue = "") String address,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = "") String why,
      HttpServletResponse response,
      Model model) {
    var person = person(caller, contact);
    var line = line(caller, person, channel, address, reason);
    var because = why.strip();
    if (because.isEmpty() || because.length() > 200) {
      response.setStatus(400);
      return page(caller, person, model, "Say why in 1 to 200 characters.");
    }
    suppressions.liftByDesk(
        caller.tenant(),
        line.what().channel(),
        line.address(),
        line.what().reason(),
        because,
        caller.actor());
    return page(caller, person, model, null);
  }

  private String page(Caller caller, Contact person, Model model, @Nullable String error) {
    model
        .addAttribute("caller", caller)
        .addAttribute("contact", person)
        .addAttribute("zone", workspaces.require(caller.tenant()).zone())
        .addAttribute("lines", lines(caller, person))
        .addAttribute("error", error);
    return "delivery/barred";
  }

  private List<BarredLine> lines(Caller caller, Contact person) {
    var lines = new ArrayList<BarredLine>();
    for (var phone : person.phones()) {
      for (var channel : List.of(Channel.SMS, Channel.VOICE)) {
        for (var one : suppressions.of(caller.tenant(), channel, phone.e164())) {
          lines.add(new BarredLine(phone.e164(), phone.display(), one));
        }
      }
    }
    for (var mail : person.emails()) {
      for (var one : suppressions.of(caller.tenant(), Channel.EMAIL, mail.value())) {
        lines.add(new BarredLine(mail.value(), mail.value(), one));
      }
    }
    return List.copyOf(lines);
  }

  // Only what the panel shows can be named: an address of this person, barred by this.
  private BarredLine line(
      Caller caller, Contact person, String channel, String address, String reason) {
    return lines(caller, person).stream()
        .filter(one -> one.what().channel().name().equals(channel))
        .filter(one -> one.address().equals(address))
        .filter(one -> one.what().reason().name().equals(reason))
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("The entry"));
  }

  private Contact person(Caller caller, String contact) {
    try {
      return contacts.require(caller.tenant(), ContactId.parse(contact));
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The contact");
    }
  }
}
