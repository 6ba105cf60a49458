package io.frontdesk.delivery.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.tenancy.Workspaces;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Operations → Deliveries: what leaves, and what nobody knows the end of, for a person to decide.
@Controller
@RequestMapping("/w/{workspace}/operations/deliveries")
class DeliveryPages {
  private static final int PAGE = 50;
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  private final Deliveries deliveries;
  private final Contacts contacts;
  private final Workspaces workspaces;

  DeliveryPages(Deliveries deliveries, Contacts contacts, Workspaces workspaces) {
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.workspaces = workspaces;
  }

  @GetMapping
  @Needs(Permission.VIEW_INBOX)
  String list(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String at,
      Model model) {
    var tenant = caller.tenant();
    var filter = DeliveryFilter.of(state);
    var rows = deliveries.list(tenant, filter.states(), before(at), PAGE + 1);
    var shown = rows.subList(0, Math.min(PAGE, rows.size()));
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("rows", shown)
        .addAttribute(
            "people",
            contacts.all(tenant, shown.stream().map(Delivery::contact).distinct().toList()))
        .addAttribute("filter", filter)
        .addAttribute("at", at)
        .addAttribute("next", rows.size() > PAGE ? shown.getLast().changedAt().toString() : "")
        .addAttribute("zone", workspaces.require(tenant).zone());
    return "delivery/deliveries";
  }

  @PostMapping("/{delivery}/sent")
  @Needs(Permission.SEND_MESSAGES)
  String sent(Caller caller, Notice notice, @PathVariable UUID delivery) {
    deliveries.confirmSent(caller.tenant(), new DeliveryId(delivery), caller.actor());
    notice.say("Noted as sent.");
    return back(caller);
  }

  @PostMapping("/{delivery}/again")
  @Needs(Permission.SEND_MESSAGES)
  String again(Caller caller, Notice notice, @PathVariable UUID delivery) {
    deliveries.sendAgain(caller.tenant(), new DeliveryId(delivery), caller.actor());
    notice.say("It is sent again.");
    return back(caller);
  }

  @PostMapping("/{delivery}/give-up")
  @Needs(Permission.SEND_MESSAGES)
  String giveUp(Caller caller, Notice notice, @PathVariable UUID delivery) {
    deliveries.giveUp(caller.tenant(), new DeliveryId(delivery), caller.actor());
    notice.say("Given up. It is not sent again.");
    return back(caller);
  }

  private static String back(Caller caller) {
    return "redirect:" + caller.path("/operations/deliveries");
  }

  private static Instant before(String at) {
    try {
      return at.isEmpty() ? END_OF_TIME : Instant.parse(at);
    } catch (DateTimeParseException noTime) {
      return END_OF_TIME;
    }
  }
}
