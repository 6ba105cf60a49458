package io.frontdesk.access.settings;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.MemberId;
import io.frontdesk.access.Members;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.access.Role;
import io.frontdesk.access.account.Confirmed;
import io.frontdesk.access.account.Forms;
import io.frontdesk.access.account.Links;
import io.frontdesk.access.account.Mailroom;
import io.frontdesk.access.account.Session;
import io.frontdesk.access.member.Team;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Who works here: members, their roles, invitations.
@Controller
class MemberPages {
  private final Members members;
  private final Team team;
  private final Mailroom mail;
  private final Links links;
  private final Confirmed confirmed;

  MemberPages(Members members, Team team, Mailroom mail, Links links, Confirmed confirmed) {
    this.members = members;
    this.team = team;
    this.mail = mail;
    this.links = links;
    this.confirmed = confirmed;
  }

  @Needs(Permission.VIEW_SETTINGS)
  @GetMapping("/w/{workspace}/settings/members")
  String members(Caller caller, Frame frame, Model model) {
    return page(caller, frame, model, "", Map.of());
  }

  @Needs(Permission.MANAGE_MEMBERS)
  @PostMapping("/w/{workspace}/settings/members")
  String invite(
      Caller caller,
      Frame frame,
      Session session,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    confirmed.require(session, caller.path("/settings/members"));
    var form = new Forms(fields);
    try {
      var email = form.email("email");
      var role = role(form);
      form.check();
      var made = team.invite(caller, email.orElseThrow(), role.orElseThrow());
      var link = links.absolute("/invitation/" + caller.workspace() + "/" + made.token());
      if (mail.send(
          made.invitation().email(),
          caller.actor().name() + " invites you to " + frame.workspaceName(),
          text(caller, frame, role.orElseThrow(), link))) {
        notice.say("The invitation is on its way.");
        return "redirect:" + caller.path("/settings/members");
      }
      return page(caller, frame, model, link, Map.of());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return page(caller, frame, model, "", Forms.messages(refusal));
    }
  }

  @Needs(Permission.MANAGE_MEMBERS)
  @PostMapping("/w/{workspace}/settings/members/{member}/role")
  String changeRole(
      Caller caller,
      Frame frame,
      Session session,
      @PathVariable UUID member,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    confirmed.require(session, caller.path("/settings/members"));
    var form = new Forms(fields);
    var role = role(form);
    form.check();
    try {
      team.changeRole(caller, new MemberId(member), role.orElseThrow());
    } catch (Refusal refusal) {
      return refused(caller, frame, model, response, refusal);
    }
    notice.say("The role is changed.");
    return "redirect:" + caller.path("/settings/members");
  }

  @Needs(Permission.MANAGE_MEMBERS)
  @PostMapping("/w/{workspace}/settings/members/{member}/remove")
  String remove(
      Caller caller,
      Frame frame,
      Session session,
      @PathVariable UUID member,
      Model model,
      HttpServletResponse response,
      Notice notice) {
    confirmed.require(session, caller.path("/settings/members"));
    try {
      team.remove(caller, new MemberId(member));
    } catch (Refusal refusal) {
      return refused(caller, frame, model, response, refusal);
    }
    notice.say("They are no longer a member.");
    return "redirect:/w/" + caller.workspace() + "/settings/members";
  }

  @Needs(Permission.MANAGE_MEMBERS)
  @PostMapping("/w/{workspace}/settings/invitations/{invitation}/withdraw")
  String withdraw(Caller caller, @PathVariable UUID invitation, Notice notice) {
    team.withdraw(caller, invitation);
    notice.say("The invitation no longer works.");
    return "redirect:" + caller.path("/settings/members");
  }

  // The page again, with the reason on it: a workspace keeps an owner, for one.
  private String refused(
      Caller caller, Frame frame, Model model, HttpServletResponse response, Refusal refusal) {
    if (refusal.kind() != Refusal.Kind.CONFLICT) {
      throw refusal;
    }
    response.setStatus(refusal.kind().status());
    return page(caller, frame, model, "", Forms.messages(refusal));
  }

  private static Optional<Role> role(Forms form) {
    var role =
        Arrays.stream(Role.values()).filter(r -> r.name().equals(form.text("role"))).findFirst();
    if (role.isEmpty()) {
      form.wrong("role", "Choose a role.");
    }
    return role;
  }

  private static String text(Caller caller, Frame frame, Role role, String link) {
    return """
    %s invites you to work in %s as %s.

    Join here within seven days:

    %s
    """
        .formatted(caller.actor().name(), frame.workspaceName(), role.label(), link);
  }

  private String page(
      Caller caller, Frame frame, Model model, String link, Map<String, String> errors) {
    boolean manages = caller.may(Permission.MANAGE_MEMBERS);
    model
        .addAttribute("frame", frame)
        .addAttribute("members", members.of(caller.tenant()))
        .addAttribute("invitations", team.invitations(caller.tenant()))
        .addAttribute("roles", manages ? team.grantable(caller) : java.util.List.of())
        .addAttribute("link", link)
        .addAttribute("errors", errors);
    return "access/members";
  }
}
