package io.frontdesk.access.account;

import io.frontdesk.access.Notice;
import io.frontdesk.access.Open;
import io.frontdesk.access.PublicFrame;
import io.frontdesk.access.SignedIn;
import io.frontdesk.access.guard.ClientAddress;
import io.frontdesk.access.guard.Cookies;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Signing in, with a second factor, by a link from the terminal, out again; and a lost password.
@Controller
class SignInPages {
  private final Accounts accounts;
  private final Sessions sessions;
  private final Links links;
  private final Mailroom mail;
  private final Cookies cookies;
  private final ClientAddress address;

  SignInPages(
      Accounts accounts,
      Sessions sessions,
      Links links,
      Mailroom mail,
      Cookies cookies,
      ClientAddress address) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.links = links;
    this.mail = mail;
    this.cookies = cookies;
    this.address = address;
  }

  @Open("people sign in here")
  @GetMapping("/sign-in")
  String form(
      PublicFrame frame,
      @Nullable Session session,
      @RequestParam(required = false) @Nullable String next,
      @RequestParam(required = false) @Nullable String done,
      Model model) {
    if (session != null) {
      return "redirect:" + Places.safe(next);
    }
    return page(frame, model, Places.safe(next), "", Map.of(), done);
  }

  @Open("people sign in here")
  @PostMapping("/sign-in")
  String signIn(
      PublicFrame frame,
      @RequestParam(defaultValue = "") String email,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(required = false) @Nullable String next,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    return switch (accounts.signIn(email, password, address.of(request), agent(request))) {
      case SignIn.Done done -> enter(request, response, done.token(), next);
      case SignIn.CodeNeeded needed -> {
        cookies.set(response, Cookies.Kind.PENDING, needed.pending());
        yield "redirect:" + Places.with("/sign-in/code", next);
      }
      case SignIn.Wrong _ -> {
        response.setStatus(401);
        yield page(
            frame,
            model,
            Places.safe(next),
            email,
            Map.of("form", "This e-mail address and password do not belong together."),
            null);
      }
      case SignIn.Locked locked -> {
        var refusal = Pauses.refusal(locked.pause());
        response.setStatus(429);
        refusal.headers().forEach(response::setHeader);
        yield page(frame, model, Places.safe(next), email, Map.of("form", refusal.text()), null);
      }
    };
  }

  @Open("the second step of signing in")
  @GetMapping("/sign-in/code")
  String codeForm(
      PublicFrame frame, @RequestParam(required = false) @Nullable String next, Model model) {
    return codePage(frame, model, Places.safe(next), Map.of());
  }

  @Open("the second step of signing in")
  @PostMapping("/sign-in/code")
  String code(
      PublicFrame frame,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(required = false) @Nullable String next,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    var pending = cookies.read(request, Cookies.Kind.PENDING);
    if (pending.isEmpty()) {
      return "redirect:/sign-in";
    }
    return switch (accounts.signInWithCode(
        pending.get(), code, address.of(request), agent(request))) {
      case SignIn.Done done -> enter(request, response, done.token(), next);
      case SignIn.Locked locked -> {
        var refusal = Pauses.refusal(locked.pause());
        response.setStatus(429);
        refusal.headers().forEach(response::setHeader);
        yield codePage(frame, model, Places.safe(next), Map.of("code", refusal.text()));
      }
      case SignIn.Wrong _, SignIn.CodeNeeded _ -> {
        response.setStatus(401);
        yield codePage(
            frame,
            model,
            Places.safe(next),
            Map.of("code", "This code is wrong, was used before, or is too old."));
      }
    };
  }

  @SignedIn
  @PostMapping("/sign-out")
  String signOut(Session session, HttpServletResponse response) {
    sessions.end(session.account(), session.id());
    cookies.clear(response, Cookies.Kind.SESSION);
    response.setHeader("Clear-Site-Data", "\"cache\", \"storage\"");
    return "redirect:/sign-in?done=out";
  }

  @Open("one-time sign-in printed at the terminal")
  @GetMapping("/welcome/{token}")
  String welcome(PublicFrame frame, @PathVariable String token, Model model) {
    model.addAttribute("frame", frame).addAttribute("token", token);
    return "access/welcome";
  }

  @Open("one-time sign-in printed at the terminal")
  @PostMapping("/welcome/{token}")
  String enterOnce(
      @PathVariable String token, HttpServletRequest request, HttpServletResponse response) {
    return enter(request, response, links.signIn(token, address.of(request), agent(request)), null);
  }

  @Open("who lost the password can't sign in")
  @GetMapping("/forgot")
  String forgot(PublicFrame frame, Model model) {
    return forgotPage(frame, model, "", Map.of(), false);
  }

  @Open("who lost the password can't sign in")
  @PostMapping("/forgot")
  String sendReset(PublicFrame frame, @RequestParam Map<String, String> fields, Model model) {
    var form = new Forms(fields);
    try {
      var email = form.email("email");
      form.check();
      if (mail.available()) {
        email.ifPresent(links::mailReset);
      }
      return forgotPage(frame, model, form.text("email"), Map.of(), true);
    } catch (Refusal refusal) {
      return forgotPage(frame, model, form.text("email"), Forms.messages(refusal), false);
    }
  }

  @Open("who lost the password can't sign in")
  @GetMapping("/reset/{token}")
  String resetForm(PublicFrame frame, @PathVariable String token, Model model) {
    if (!accounts.resetIsOpen(token)) {
      throw Accounts.spent();
    }
    return resetPage(frame, model, token, Map.of());
  }

  @Open("who lost the password can't sign in")
  @PostMapping("/reset/{token}")
  String reset(
      PublicFrame frame,
      @PathVariable String token,
      @RequestParam(defaultValue = "") String password,
      HttpServletResponse response,
      Model model) {
    try {
      accounts.reset(token, password);
    } catch (Refusal refusal) {
      if (refusal.fields().isEmpty()) {
        throw refusal;
      }
      response.setStatus(400);
      return resetPage(frame, model, token, Forms.messages(refusal));
    }
    cookies.clear(response, Cookies.Kind.SESSION);
    return "redirect:/sign-in?done=reset";
  }

  @SignedIn
  @GetMapping("/confirm")
  String confirmForm(
      PublicFrame frame,
      Session session,
      @RequestParam(required = false) @Nullable String next,
      @RequestParam(defaultValue = "false") boolean printed,
      Model model) {
    model.addAttribute("printed", printed);
    return confirmPage(frame, session, model, Places.safe(next), Map.of());
  }

  @SignedIn
  @PostMapping("/confirm")
  String confirm(
      PublicFrame frame,
      Session session,
      @RequestParam(defaultValue = "") String password,
      @RequestParam(required = false) @Nullable String next,
      Notice notice,
      HttpServletResponse response,
      Model model) {
    if (!accounts.isPassword(session, password)) {
      response.setStatus(401);
      return confirmPage(
          frame, session, model, Places.safe(next), Map.of("password", "This is not it."));
    }
    cookies.set(response, Cookies.Kind.SESSION, sessions.confirm(session));
    notice.say("Thank you. You can go on for ten minutes.");
    return "redirect:" + Places.safe(next);
  }

  // Who came by a link from the terminal has no password to confirm with; a new link proves the
  // same.
  @SignedIn
  @PostMapping("/confirm/link")
  String confirmByLink(Session session) {
    links.printSignIn(session);
    return "redirect:/confirm?printed=true";
  }

  // Whoever was signed in here before is not any more: a session never survives a sign-in.
  private String enter(
      HttpServletRequest request,
      HttpServletResponse response,
      String token,
      @Nullable String next) {
    cookies
        .read(request, Cookies.Kind.SESSION)
        .flatMap(sessions::resume)
        .ifPresent(old -> sessions.end(old.account(), old.id()));
    cookies.set(response, Cookies.Kind.SESSION, token);
    cookies.clear(response, Cookies.Kind.PENDING);
    cookies.clear(response, Cookies.Kind.VISITOR);
    return "redirect:" + Places.safe(next);
  }

  private String page(
      PublicFrame frame,
      Model model,
      String next,
      String email,
      Map<String, String> errors,
      @Nullable String done) {
    model
        .addAttribute("frame", frame)
        .addAttribute("next", next)
        .addAttribute("email", email)
        .addAttribute("errors", errors)
        .addAttribute("done", done == null ? "" : done)
        .addAttribute("empty", links.nobodyYet());
    return "access/sign-in";
  }

  private static String codePage(
      PublicFrame frame, Model model, String next, Map<String, String> errors) {
    model.addAttribute("frame", frame).addAttribute("next", next).addAttribute("errors", errors);
    return "access/code";
  }

  private String forgotPage(
      PublicFrame frame, Model model, String email, Map<String, String> errors, boolean sent) {
    model
        .addAttribute("frame", frame)
        .addAttribute("email", email)
        .addAttribute("errors", errors)
        .addAttribute("sent", sent)
        .addAttribute("available", mail.available());
    return "access/forgot";
  }

  private static String resetPage(
      PublicFrame frame, Model model, String token, Map<String, String> errors) {
    model.addAttribute("frame", frame).addAttribute("token", token).addAttribute("errors", errors);
    return "access/reset";
  }

  private String confirmPage(
      PublicFrame frame, Session session, Model model, String next, Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("email", session.email().value())
        .addAttribute("hasPassword", accounts.hasPassword(session.account()))
        .addAttribute("next", next)
        .addAttribute("errors", errors);
    return "access/confirm";
  }

  static String agent(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT)).orElse("unknown");
  }
}
