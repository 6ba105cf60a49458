package io.frontdesk.access.audit;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.tenancy.Workspaces;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/// Who read or changed what, newest first.
@Controller
class AuditPages {
  private static final int LINES = 50;

  private final AuditStore store;
  private final TenantTransactions transactions;
  private final Workspaces workspaces;
  private final AuditWords words;

  AuditPages(
      AuditStore store, TenantTransactions transactions, Workspaces workspaces, AuditWords words) {
    this.store = store;
    this.transactions = transactions;
    this.workspaces = workspaces;
    this.words = words;
  }

  @Needs(Permission.VIEW_AUDIT)
  @GetMapping("/w/{workspace}/settings/audit")
  String audit(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String action,
      @RequestParam(defaultValue = "") String actor,
      @RequestParam(defaultValue = "") String subject,
      @RequestParam(required = false) @Nullable UUID before,
      Model model) {
    var filter = new AuditStore.Filter(action.strip(), actor.strip(), subject.strip());
    var found =
        transactions.read(
            caller.tenant(), () -> store.page(caller.tenant(), filter, before, LINES + 1));
    var lines = found.subList(0, Math.min(LINES, found.size()));
    model
        .addAttribute("frame", frame)
        .addAttribute("filter", filter)
        .addAttribute("lines", lines)
        .addAttribute("words", words)
        .addAttribute("zone", workspaces.require(caller.tenant()).zone())
        .addAttribute("next", found.size() > LINES ? next(caller, filter, lines) : null);
    return "access/audit";
  }

  private static String next(Caller caller, AuditStore.Filter filter, List<AuditLine> lines) {
    return UriComponentsBuilder.fromPath(caller.path("/settings/audit"))
        .queryParam("action", "{action}")
        .queryParam("actor", "{actor}")
        .queryParam("subject", "{subject}")
        .queryParam("before", lines.getLast().id())
        .encode()
        .buildAndExpand(filter.action(), filter.actor(), filter.subject())
        .toUriString();
  }
}
