package io.frontdesk.delivery.mailing;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Settings of what stands below e-mails to many.
@Controller
class MailingPages {
  private final Mailings mailings;

  MailingPages(Mailings mailings) {
    this.mailings = mailings;
  }

  @Needs(Permission.VIEW_SETTINGS)
  @GetMapping("/w/{workspace}/settings/mailings")
  String form(Caller caller, Frame frame, Model model) {
    return page(frame, model, mailings.postalAddress(caller.tenant()).orElse(""), null);
  }

  @Needs(Permission.MANAGE_WORKSPACE)
  @PostMapping("/w/{workspace}/settings/mailings")
  String change(
      Caller caller,
      Frame frame,
      @RequestParam(defaultValue = "") String postalAddress,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    try {
      mailings.setPostalAddress(caller.tenant(), postalAddress, caller.actor());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return page(frame, model, postalAddress, "Write 1 to 500 characters.");
    }
    notice.say("Saved.");
    return "redirect:" + caller.path("/settings/mailings");
  }

  private static String page(Frame frame, Model model, String address, @Nullable String error) {
    model
        .addAttribute("frame", frame)
        .addAttribute("postalAddress", address)
        .addAttribute("error", error);
    return "delivery/mailings";
  }
}
