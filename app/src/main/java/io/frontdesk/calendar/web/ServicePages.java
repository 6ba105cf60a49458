package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import java.util.HashMap;
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

/// Settings of the services that can be booked.
@Controller
@RequestMapping("/w/{workspace}/settings")
class ServicePages {
  private final Catalogue catalogue;
  private final Workspaces workspaces;

  ServicePages(Catalogue catalogue, Workspaces workspaces) {
    this.catalogue = catalogue;
    this.workspaces = workspaces;
  }

  @GetMapping("/services")
  @Needs(Permission.VIEW_SETTINGS)
  String services(Caller caller, Frame frame, Model model) {
    base(caller, frame, model)
        .addAttribute("services", catalogue.allServices(caller.tenant()))
        .addAttribute("staff", catalogue.allStaff(caller.tenant()));
    return "calendar/services";
  }

  @GetMapping("/services/new")
  @Needs(Permission.MANAGE_SERVICES)
  String newService(Caller caller, Frame frame, Model model) {
    var values =
        new HashMap<>(
            ServiceForm.values(ServiceDraft.of("", 30, null, List.of()), currency(caller)));
    catalogue.staff(caller.tenant()).forEach(one -> values.put("staff-" + one.id(), "on"));
    return serviceForm(caller, frame, null, Filled.of(values), model);
  }

  @PostMapping("/services")
  @Needs(Permission.MANAGE_SERVICES)
  String addService(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> sent,
      Model model) {
    try {
      var made =
          catalogue.add(caller.tenant(), caller.actor(), ServiceForm.draft(sent, currency(caller)));
      notice.say(made.name() + " added.");
      return "redirect:" + caller.path("/settings/services");
    } catch (Refusal refusal) {
      return serviceForm(caller, frame, null, Filled.of(sent).refused(refusal), model);
    }
  }

  @GetMapping("/services/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String service(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    return serviceForm(caller, frame, service, Filled.of(ServiceForm.values(service)), model);
  }

  @PostMapping("/services/{id}")
  @Needs(Permission.MANAGE_SERVICES)
  String saveService(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    try {
      catalogue.change(
          caller.tenant(),
          caller.actor(),
          service.id(),
          ServiceForm.draft(sent, currency(caller)),
          Fields.version(sent));
      notice.say("Saved.");
      return "redirect:" + caller.path("/settings/services");
    } catch (Refusal refusal) {
      return serviceForm(caller, frame, service, Filled.of(sent).refused(refusal), model);
    }
  }

  @PostMapping("/services/{id}/archive")
  @Needs(Permission.MANAGE_SERVICES)
  String archiveService(
      Caller caller,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam(defaultValue = "true") boolean archived) {
    catalogue.archive(caller.tenant(), caller.actor(), new ServiceId(id), archived);
    notice.say(archived ? "Archived. It can't be booked any more." : "Back on the list.");
    return "redirect:" + caller.path("/settings/services");
  }

  private String serviceForm(
      Caller caller, Frame frame, @Nullable Service service, Filled form, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("service", service)
        .addAttribute("form", form)
        .addAttribute("currency", currency(caller))
        .addAttribute("staff", catalogue.staff(caller.tenant()))
        .addAttribute("locations", catalogue.locations(caller.tenant()))
        .addAttribute("needs", ServiceForm.rows(form, "need", ServiceForm.MOST_NEEDS))
        .addAttribute("questions", ServiceForm.rows(form, "question", ServiceForm.MOST_QUESTIONS))
        .addAttribute(
            "resources",
            catalogue.resources(caller.tenant()).stream().filter(one -> !one.archived()).toList());
    return "calendar/service-form";
  }

  private static Model base(Caller caller, Frame frame, Model model) {
    return model.addAttribute("frame", frame).addAttribute("caller", caller);
  }

  private String currency(Caller caller) {
    return workspaces.require(caller.tenant()).currency();
  }
}
