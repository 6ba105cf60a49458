package io.frontdesk.access.settings;

import io.frontdesk.access.Open;
import io.frontdesk.access.PublicFrame;
import io.frontdesk.access.account.Forms;
import io.frontdesk.access.account.Links;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.guard.ClientAddress;
import io.frontdesk.access.guard.Cookies;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.NewWorkspace;
import io.frontdesk.tenancy.WeekHours;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The first page of a new installation: account, workspace, zone, country and hours.
@Controller
class SetupPages {
  private final Links links;
  private final FirstDesk desk;
  private final Sessions sessions;
  private final Cookies cookies;
  private final ClientAddress address;

  SetupPages(
      Links links, FirstDesk desk, Sessions sessions, Cookies cookies, ClientAddress address) {
    this.links = links;
    this.desk = desk;
    this.sessions = sessions;
    this.cookies = cookies;
    this.address = address;
  }

  @Open("the first owner has no account yet; the link from the terminal is the proof")
  @GetMapping("/setup/{token}")
  String form(PublicFrame frame, @PathVariable String token, Model model) {
    requireOpen(token);
    var values = new HashMap<String, String>();
    values.put("zone", "America/New_York");
    values.put("region", "US");
    return page(frame, token, model, values, WeekHours.standard(), Map.of());
  }

  @Open("the first owner has no account yet; the link from the terminal is the proof")
  @PostMapping("/setup/{token}")
  String setUp(
      PublicFrame frame,
      @PathVariable String token,
      @RequestParam Map<String, String> fields,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    requireOpen(token);
    var form = new Forms(fields);
    var week = WeekHours.standard();
    try {
      var name = form.text("name", 120);
      var email = form.email("email");
      var business = form.text("business", 120);
      var zone = Regions.zone(form, "zone");
      var region = Regions.region(form, "region");
      week = HoursForm.read(form);
      var password = form.secret("password");
      if (password.isEmpty()) {
        form.wrong("password", "Please fill this in.");
      }
      form.check();
      var opened =
          desk.open(
              token,
              new FirstDesk.Person(name, email.orElseThrow(), password),
              new NewWorkspace(business, zone, region, Regions.currencyOf(region), null),
              week);
      var agent = request.getHeader("User-Agent");
      cookies.set(
          response,
          Cookies.Kind.SESSION,
          sessions.start(opened.owner(), address.of(request), agent == null ? "unknown" : agent));
      return "redirect:/w/" + opened.workspace().slug() + "/today";
    } catch (Refusal refusal) {
      if (refusal.fields().isEmpty()) {
        throw refusal;
      }
      response.setStatus(400);
      return page(frame, token, model, fields, week, Forms.messages(refusal));
    }
  }

  private void requireOpen(String token) {
    if (!links.setupIsOpen(token)) {
      throw new Refusal(
          Refusal.Kind.GONE,
          "link.spent",
          links.nobodyYet()
              ? "This set-up link is too old, or not the last one that was printed. Start the"
                  + " program again for a new one."
              : "This installation is set up already. Sign in, or ask a colleague for an"
                  + " invitation.");
    }
  }

  private static String page(
      PublicFrame frame,
      String token,
      Model model,
      Map<String, String> values,
      WeekHours week,
      Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("token", token)
        .addAttribute("values", values)
        .addAttribute("days", HoursForm.of(week))
        .addAttribute("errors", errors);
    return "access/setup";
  }
}
