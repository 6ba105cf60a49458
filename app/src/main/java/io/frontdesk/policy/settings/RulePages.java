package io.frontdesk.policy.settings;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.policy.WorkspaceRules;
import io.frontdesk.policy.rules.UsRules;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The workspace's own rules on contacting people, and the list of those that ship with the
/// program.
@Controller
@RequestMapping("/w/{workspace}/settings/contact-rules")
class RulePages {
  private final WorkspaceRules rules;
  private final UsRules shipped;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final TenantTransactions transactions;

  RulePages(
      WorkspaceRules rules,
      UsRules shipped,
      Workspaces workspaces,
      AuditLog audit,
      TenantTransactions transactions) {
    this.rules = rules;
    this.shipped = shipped;
    this.workspaces = workspaces;
    this.audit = audit;
    this.transactions = transactions;
  }

  @GetMapping
  @Needs(Permission.VIEW_SETTINGS)
  String rules(Caller caller, Frame frame, Model model) {
    var values =
        RulesForm.fill(rules.choice(caller.tenant()), rules.sharesWithAgency(caller.tenant()));
    return page(caller, frame, values, Map.of(), model);
  }

  @PostMapping
  @Needs(Permission.MANAGE_WORKSPACE)
  String choose(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    try {
      var choice = RulesForm.read(fields);
      boolean sharing = fields.getOrDefault("sharing", "").equals("yes");
      transactions.write(
          caller.tenant(),
          () -> {
            rules.choose(caller.tenant(), choice, caller.actor());
            rules.shareWithAgency(caller.tenant(), sharing);
            audit.record(
                caller.tenant(),
                caller.actor(),
                "policy.rules-chosen",
                "workspace",
                caller.tenant().toString(),
                RulesForm.fill(choice, sharing));
          });
    } catch (Refusal refusal) {
      response.setStatus(400);
      var errors = new LinkedHashMap<String, String>();
      refusal.fields().forEach(error -> errors.putIfAbsent(error.field(), error.message()));
      return page(caller, frame, fields, errors, model);
    }
    notice.say("Saved.");
    return "redirect:" + caller.path("/settings/contact-rules");
  }

  private String page(
      Caller caller,
      Frame frame,
      Map<String, String> values,
      Map<String, String> errors,
      Model model) {
    var workspace = workspaces.require(caller.tenant());
    model
        .addAttribute("frame", frame)
        .addAttribute("values", values)
        .addAttribute("errors", errors)
        .addAttribute("currency", workspace.currency())
        .addAttribute("inAgency", workspace.agency() != null)
        .addAttribute("today", used(rules.usedToday(caller.tenant())))
        .addAttribute("month", used(rules.usedThisMonth(caller.tenant())))
        .addAttribute("shipped", shipped.rules());
    return "policy/settings";
  }

  private static Map<String, String> used(WorkspaceRules.Used used) {
    return Map.of(
        "segments", Long.toString(used.segments()), "money", RulesForm.money(used.micros()));
  }
}
