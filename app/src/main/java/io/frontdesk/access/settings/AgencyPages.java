package io.frontdesk.access.settings;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.access.account.Forms;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The workspaces an agency owns. Its owners and admins may enter them; they can't see the agency.
@Controller
class AgencyPages {
  private final Workspaces workspaces;
  private final AuditLog audit;

  AgencyPages(Workspaces workspaces, AuditLog audit) {
    this.workspaces = workspaces;
    this.audit = audit;
  }

  @Needs(Permission.MANAGE_MEMBERS)
  @GetMapping("/w/{workspace}/settings/agency")
  String agency(Caller caller, Frame frame, Model model) {
    var own = workspaces.require(caller.tenant());
    return page(
        caller, frame, model, Map.of("zone", own.zone().getId(), "region", own.region()), Map.of());
  }

  @Needs(Permission.MANAGE_MEMBERS)
  @PostMapping("/w/{workspace}/settings/agency")
  String open(
      Caller caller,
      Frame frame,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    var form = new Forms(fields);
    try {
      var name = form.text("name", 120);
      var zone = Regions.zone(form, "zone");
      var region = Regions.region(form, "region");
      form.check();
      var child =
          workspaces.open(
              new NewWorkspace(name, zone, region, Regions.currencyOf(region), caller.tenant()));
      audit.record(
          caller.tenant(),
          caller.actor(),
          "agency.workspace-opened",
          "workspace",
          child.id().toString(),
          Map.of());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return page(caller, frame, model, fields, Forms.messages(refusal));
    }
    notice.say("The workspace is open. You can enter it from the list.");
    return "redirect:" + caller.path("/settings/agency");
  }

  private String page(
      Caller caller,
      Frame frame,
      Model model,
      Map<String, String> values,
      Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("children", workspaces.children(caller.tenant()))
        .addAttribute("nested", workspaces.require(caller.tenant()).agency() != null)
        .addAttribute("values", values)
        .addAttribute("errors", errors);
    return "access/agency";
  }
}
