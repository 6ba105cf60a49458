package io.frontdesk.access.account;

import io.frontdesk.access.Notice;
import io.frontdesk.access.PublicFrame;
import io.frontdesk.access.SignedIn;
import io.frontdesk.access.guard.Cookies;
import io.frontdesk.platform.error.Refusal;
import io.nayuki.qrcodegen.QrCode;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// A person's own account: name, password, second factor, signed-in browsers.
@Controller
class AccountPages {
  private static final String PAGE = "/account";

  private final Accounts accounts;
  private final SecondFactor secondFactor;
  private final Sessions sessions;
  private final Confirmed confirmed;
  private final Cookies cookies;
  private final Mailroom mail;

  AccountPages(
      Accounts accounts,
      SecondFactor secondFactor,
      Sessions sessions,
      Confirmed confirmed,
      Cookies cookies,
      Mailroom mail) {
    this.accounts = accounts;
    this.secondFactor = secondFactor;
    this.sessions = sessions;
    this.confirmed = confirmed;
    this.cookies = cookies;
    this.mail = mail;
  }

  @SignedIn
  @GetMapping(PAGE)
  String account(PublicFrame frame, Session session, Model model) {
    return page(frame, session, model, Map.of());
  }

  @SignedIn
  @PostMapping("/account/name")
  String rename(
      PublicFrame frame,
      Session session,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    var form = new Forms(fields);
    try {
      var name = form.text("name", 120);
      form.check();
      accounts.rename(session.account(), name);
    } catch (Refusal refusal) {
      response.setStatus(400);
      return page(frame, session, model, Forms.messages(refusal));
    }
    notice.say("Saved.");
    return "redirect:" + PAGE;
  }

  @SignedIn
  @PostMapping("/account/password")
  String changePassword(
      PublicFrame frame,
      Session session,
      @RequestParam(defaultValue = "") String current,
      @RequestParam(defaultValue = "") String password,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    try {
      if (accounts.hasPassword(session.account())) {
        if (!accounts.isPassword(session, current)) {
          throw Refusal.field("current", "This is not your password.");
        }
      } else {
        confirmed.require(session, PAGE);
      }
      cookies.set(response, Cookies.Kind.SESSION, accounts.changePassword(session, password));
    } catch (Refusal refusal) {
      response.setStatus(400);
      return page(frame, session, model, Forms.messages(refusal));
    }
    tell(session, "Your password was changed.");
    notice.say("Your password is changed; other browsers are signed out.");
    return "redirect:" + PAGE;
  }

  @SignedIn
  @GetMapping("/account/second-factor")
  String offer(PublicFrame frame, Session session, Model model) {
    confirmed.require(session, "/account/second-factor");
    return offerPage(frame, secondFactor.currentOffer(session), model, Map.of());
  }

  @SignedIn
  @PostMapping("/account/second-factor")
  String switchOn(
      PublicFrame frame,
      Session session,
      @RequestParam(defaultValue = "") String code,
      Model model,
      HttpServletResponse response) {
    confirmed.require(session, "/account/second-factor");
    try {
      var codes = secondFactor.confirm(session.account(), code);
      // Whoever got in by the password alone must come again with both.
      sessions.endOthers(session);
      cookies.set(response, Cookies.Kind.SESSION, sessions.confirm(session));
      tell(session, "A second step was switched on for your sign-in.");
      return codesPage(model, codes);
    } catch (Refusal refusal) {
      response.setStatus(400);
      return offerPage(frame, secondFactor.currentOffer(session), model, Forms.messages(refusal));
    }
  }

  @SignedIn
  @PostMapping("/account/recovery-codes")
  String newCodes(Session session, Model model) {
    confirmed.require(session, PAGE);
    if (!secondFactor.isOn(session.account())) {
      throw Refusal.conflict("account.no-second-factor", "Switch the second step on first.");
    }
    return codesPage(model, secondFactor.newRecoveryCodes(session.account()));
  }

  @SignedIn
  @PostMapping("/account/second-factor/off")
  String switchOff(Session session, HttpServletResponse response, Notice notice) {
    confirmed.require(session, PAGE);
    secondFactor.switchOff(session.account());
    cookies.set(response, Cookies.Kind.SESSION, sessions.confirm(session));
    tell(session, "The second step of your sign-in was switched off.");
    notice.say("The second step is off.");
    return "redirect:" + PAGE;
  }

  @SignedIn
  @PostMapping("/account/sessions/{session}/end")
  String end(Session own, @PathVariable("session") UUID id, Notice notice) {
    if (!sessions.end(own.account(), id)) {
      throw Refusal.notFound("Session");
    }
    notice.say("That browser is signed out.");
    return "redirect:" + PAGE;
  }

  @SignedIn
  @PostMapping("/account/sessions/end-others")
  String endOthers(Session session, Notice notice) {
    sessions.endOthers(session);
    notice.say("All other browsers are signed out.");
    return "redirect:" + PAGE;
  }

  private String page(PublicFrame frame, Session session, Model model, Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("session", session)
        .addAttribute("sessions", sessions.of(session.account()))
        .addAttribute("hasPassword", accounts.hasPassword(session.account()))
        .addAttribute("secondFactor", secondFactor.isOn(session.account()))
        .addAttribute("codesLeft", secondFactor.recoveryCodesLeft(session.account()))
        .addAttribute("errors", errors);
    return "access/account";
  }

  private static String offerPage(
      PublicFrame frame, SecondFactor.Offer offer, Model model, Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("secret", offer.base32().replaceAll("(.{4})(?=.)", "$1 "))
        .addAttribute("picture", picture(offer.uri()))
        .addAttribute("errors", errors);
    return "access/second-factor";
  }

  private static String codesPage(Model model, List<String> codes) {
    model.addAttribute("codes", codes);
    return "access/recovery-codes";
  }

  private void tell(Session session, String what) {
    mail.sendLater(
        session.email(),
        "Your Frontdesk account",
        what
            + "\n\nIf this was not you, choose a new password at once and tell your workspace's"
            + " owner.\n");
  }

  /// The QR code as the address of an SVG image.
  private static String picture(String text) {
    var code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    int border = 4;
    var path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M').append(x + border).append(',').append(y + border).append("h1v1h-1z");
        }
      }
    }
    int size = code.size + 2 * border;
    var svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
            + size
            + " "
            + size
            + "\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
            + "<path d=\""
            + path
            + "\"/></svg>";
    return "data:image/svg+xml;base64,"
        + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
  }
}
