package io.frontdesk.access.settings;

import io.frontdesk.access.Open;
import io.frontdesk.access.PublicFrame;
import io.frontdesk.access.account.Accounts;
import io.frontdesk.access.account.Forms;
import io.frontdesk.access.account.Session;
import io.frontdesk.access.account.Sessions;
import io.frontdesk.access.guard.ClientAddress;
import io.frontdesk.access.guard.Cookies;
import io.frontdesk.access.member.Invitation;
import io.frontdesk.access.member.Team;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspace;
import io.frontdesk.tenancy.Workspaces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Joining a workspace by an invitation's link. Whoever has an account of that address signs in
/// with it; everyone else makes one.
@Controller
class InvitationPages {
  private record Found(Workspace workspace, Invitation invitation) {}

  private final Workspaces workspaces;
  private final Team team;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Cookies cookies;
  private final ClientAddress address;

  InvitationPages(
      Workspaces workspaces,
      Team team,
      Accounts accounts,
      Sessions sessions,
      Cookies cookies,
      ClientAddress address) {
    this.workspaces = workspaces;
    this.team = team;
    this.accounts = accounts;
    this.sessions = sessions;
    this.cookies = cookies;
    this.address = address;
  }

  @Open("invited people have no account yet; the link is the proof")
  @GetMapping("/invitation/{slug}/{token}")
  String form(
      PublicFrame frame,
      @Nullable Session session,
      @PathVariable String slug,
      @PathVariable String token,
      Model model) {
    return page(frame, session, model, find(slug, token), slug, token, "", Map.of());
  }

  @Open("invited people have no account yet; the link is the proof")
  @PostMapping("/invitation/{slug}/{token}")
  String accept(
      PublicFrame frame,
      @Nullable Session session,
      @PathVariable String slug,
      @PathVariable String token,
      @RequestParam Map<String, String> fields,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model) {
    var found = find(slug, token);
    if (isFor(found, session)) {
      var person = java.util.Objects.requireNonNull(session);
      team.accept(found.workspace().id(), found.invitation(), person.account(), person.name());
      return "redirect:/w/" + slug + "/today";
    }
    if (session != null || accounts.exists(found.invitation().email())) {
      return page(frame, session, model, found, slug, token, "", Map.of());
    }
    var form = new Forms(fields);
    try {
      var name = form.text("name", 120);
      form.check();
      var account = accounts.create(found.invitation().email(), name, form.secret("password"));
      team.accept(found.workspace().id(), found.invitation(), account, name);
      var agent = request.getHeader("User-Agent");
      cookies.set(
          response,
          Cookies.Kind.SESSION,
          sessions.start(account, address.of(request), agent == null ? "unknown" : agent));
      return "redirect:/w/" + slug + "/today";
    } catch (Refusal refusal) {
      if (refusal.fields().isEmpty()) {
        throw refusal;
      }
      response.setStatus(400);
      return page(
          frame, null, model, found, slug, token, form.text("name"), Forms.messages(refusal));
    }
  }

  private Found find(String slug, String token) {
    return workspaces
        .findBySlug(slug)
        .flatMap(
            workspace -> team.open(workspace.id(), token).map(found -> new Found(workspace, found)))
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Kind.GONE,
                    "link.spent",
                    "This invitation was used, withdrawn, or is too old. Ask for a new one."));
  }

  private static boolean isFor(Found found, @Nullable Session session) {
    return session != null && session.email().equals(found.invitation().email());
  }

  private String page(
      PublicFrame frame,
      @Nullable Session session,
      Model model,
      Found found,
      String slug,
      String token,
      String name,
      Map<String, String> errors) {
    String state;
    if (isFor(found, session)) {
      state = "join";
    } else if (session != null) {
      state = "other";
    } else {
      state = accounts.exists(found.invitation().email()) ? "sign-in" : "new";
    }
    model
        .addAttribute("frame", frame)
        .addAttribute("workspace", found.workspace().name())
        .addAttribute("invitation", found.invitation())
        .addAttribute("path", "/invitation/" + slug + "/" + token)
        .addAttribute("state", state)
        .addAttribute("name", name)
        .addAttribute("errors", errors);
    return "access/invitation";
  }
}
