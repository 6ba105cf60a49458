package io.frontdesk.delivery.unsubscribe;

import io.frontdesk.access.Open;
import io.frontdesk.policy.Suppression;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The page behind an e-mail's unsubscribe link, and the one click of RFC 8058. Reading it changes
/// nothing, since mail scanners read every link. Every token, ours or not, gets the same page, so
/// that nobody learns from it which address exists.
@Controller
class UnsubscribePages {
  private final Unsubscribing unsubscribing;

  UnsubscribePages(Unsubscribing unsubscribing) {
    this.unsubscribing = unsubscribing;
  }

  @Open("who gets our e-mail has no account; the link in it is the proof")
  @GetMapping("/u/{token}")
  String ask(@PathVariable String token, HttpServletResponse response, Model model) {
    return page(token, false, response, model);
  }

  @Open(value = "mail programs post here by themselves, without cookies", csrf = false)
  @PostMapping("/u/{token}")
  String unsubscribe(
      @PathVariable String token,
      @RequestParam(name = "from", required = false) @Nullable String from,
      HttpServletResponse response,
      Model model) {
    unsubscribing.unsubscribe(token, scope(from));
    return page(token, true, response, model);
  }

  private static Suppression.@Nullable Scope scope(@Nullable String from) {
    return switch (from) {
      case "marketing" -> Suppression.Scope.MARKETING;
      case "everything" -> Suppression.Scope.ALL;
      case null, default -> null;
    };
  }

  private static String page(
      String token, boolean done, HttpServletResponse response, Model model) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Robots-Tag", "noindex");
    model.addAttribute("token", token).addAttribute("done", done);
    return "delivery/unsubscribe";
  }
}
