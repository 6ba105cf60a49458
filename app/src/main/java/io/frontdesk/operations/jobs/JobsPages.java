package io.frontdesk.operations.jobs;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.jobs.JobRunner;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// The background work: what runs when, how it last ended, and a button to run it now.
@Controller
class JobsPages {
  private final JobRunner runner;
  private final AuditLog audit;
  private final TenantTransactions transactions;
  private final Clock clock;

  JobsPages(JobRunner runner, AuditLog audit, TenantTransactions transactions, Clock clock) {
    this.runner = runner;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Needs(Permission.VIEW_OPERATIONS)
  @GetMapping("/w/{workspace}/operations/jobs")
  String list(Caller caller, Frame frame, Model model) {
    model.addAttribute("frame", frame);
    model.addAttribute("jobs", runner.overview(caller.tenant()));
    model.addAttribute("now", clock.instant());
    return "operations/jobs";
  }

  @Needs(Permission.MANAGE_OPERATIONS)
  @PostMapping("/w/{workspace}/operations/jobs/{job}/run")
  String runNow(Caller caller, @PathVariable String job, Notice notice) {
    if (!runner.runSoon(caller.tenant(), job)) {
      throw Refusal.notFound("Job");
    }
    transactions.write(
        caller.tenant(),
        () ->
            audit.record(
                caller.tenant(), caller.actor(), "operations.job-run", "job", job, Map.of()));
    notice.say("The job runs now.");
    return "redirect:" + caller.path("/operations/jobs");
  }
}
