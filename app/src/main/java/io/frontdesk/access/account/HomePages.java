package io.frontdesk.access.account;

import io.frontdesk.access.Needs;
import io.frontdesk.access.Open;
import io.frontdesk.access.Permission;
import io.frontdesk.access.PublicFrame;
import io.frontdesk.access.guard.Doorkeeper;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// Where people arrive: sign-in, their only workspace, or a choice.
@Controller
class HomePages {
  private final Doorkeeper doorkeeper;

  HomePages(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  @Open("the start page sends strangers to sign in")
  @GetMapping("/")
  String home(PublicFrame frame, @Nullable Session session, Model model) {
    if (session == null) {
      return "redirect:/sign-in";
    }
    var places = doorkeeper.reach(session);
    if (places.size() == 1) {
      return "redirect:/w/" + places.getFirst().slug() + "/today";
    }
    model
        .addAttribute("frame", frame)
        .addAttribute("name", session.name())
        .addAttribute("places", places);
    return "access/choose";
  }

  @Needs(Permission.VIEW_TODAY)
  @GetMapping("/w/{workspace}")
  String workspace(@PathVariable String workspace) {
    return "redirect:/w/" + workspace + "/today";
  }
}
