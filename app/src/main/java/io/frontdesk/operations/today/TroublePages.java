package io.frontdesk.operations.today;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.delivery.Delivery;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.tenancy.Workspaces;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/// What did not reach its person, for someone to decide.
@Controller
@RequestMapping("/w/{workspace}/operations")
class TroublePages {
  private final Deliveries deliveries;
  private final Contacts contacts;
  private final Workspaces workspaces;

  TroublePages(Deliveries deliveries, Contacts contacts, Workspaces workspaces) {
    this.deliveries = deliveries;
    this.contacts = contacts;
    this.workspaces = workspaces;
  }

  @GetMapping("/panel/trouble")
  @Needs(Permission.VIEW_INBOX)
  String trouble(Caller caller, Model model) {
    var open = deliveries.needingAttention(caller.tenant(), 20);
    model
        .addAttribute("caller", caller)
        .addAttribute("deliveries", open)
        .addAttribute(
            "people",
            contacts.all(caller.tenant(), open.stream().map(Delivery::contact).distinct().toList()))
        .addAttribute("zone", workspaces.require(caller.tenant()).zone());
    return "today/trouble";
  }

  @PostMapping("/trouble/{delivery}/again")
  @Needs(Permission.SEND_MESSAGES)
  String again(Caller caller, @PathVariable UUID delivery, Model model) {
    deliveries.sendAgain(caller.tenant(), new DeliveryId(delivery), caller.actor());
    return trouble(caller, model);
  }

  @PostMapping("/trouble/{delivery}/sent")
  @Needs(Permission.SEND_MESSAGES)
  String sent(Caller caller, @PathVariable UUID delivery, Model model) {
    deliveries.confirmSent(caller.tenant(), new DeliveryId(delivery), caller.actor());
    return trouble(caller, model);
  }
}
