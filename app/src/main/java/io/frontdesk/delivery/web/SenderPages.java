package io.frontdesk.delivery.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.delivery.SenderLimits;
import io.frontdesk.delivery.SenderLimits.BrandTier;
import io.frontdesk.delivery.SenderLimits.CampaignClass;
import io.frontdesk.delivery.SenderLimits.Kind;
import io.frontdesk.delivery.Senders;
import io.frontdesk.platform.error.Refusal;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Operations → Senders: numbers and mailboxes, and how fast each may send.
@Controller
@RequestMapping("/w/{workspace}/operations/senders")
class SenderPages {
  private final Senders senders;

  SenderPages(Senders senders) {
    this.senders = senders;
  }

  @GetMapping
  @Needs(Permission.VIEW_OPERATIONS)
  String list(Caller caller, Frame frame, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("senders", senders.limited(caller.tenant()));
    return "delivery/senders";
  }

  @PostMapping("/{sender}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String limit(
      Caller caller,
      Notice notice,
      @PathVariable UUID sender,
      @RequestParam(defaultValue = "") String kind,
      @RequestParam(defaultValue = "") String atOnce,
      @RequestParam(defaultValue = "") String campaign,
      @RequestParam(defaultValue = "") String campaignClass,
      @RequestParam(defaultValue = "") String brand,
      @RequestParam(defaultValue = "") String brandTier) {
    var own = senders.require(caller.tenant(), sender);
    senders.limit(
        caller.tenant(),
        caller.actor(),
        own.id(),
        new SenderLimits(
            choice(Kind.class, "kind", kind),
            atOnce(atOnce),
            name("campaign", campaign),
            choice(CampaignClass.class, "campaignClass", campaignClass),
            name("brand", brand),
            choice(BrandTier.class, "brandTier", brandTier)));
    notice.say("The limits are in force now.");
    return "redirect:" + caller.path("/operations/senders");
  }

  private static @Nullable Integer atOnce(String text) {
    if (text.isBlank()) {
      return null;
    }
    if (!text.strip().matches("[1-9][0-9]{0,2}")) {
      throw Refusal.field("atOnce", "give 1 to 999, or nothing");
    }
    return Integer.valueOf(text.strip());
  }

  private static @Nullable String name(String field, String text) {
    if (text.strip().length() > 100) {
      throw Refusal.field(field, "give at most 100 characters");
    }
    return text.isBlank() ? null : text.strip();
  }

  private static <E extends Enum<E>> E choice(Class<E> of, String field, String text) {
    return Arrays.stream(of.getEnumConstants())
        .filter(one -> one.name().equals(text))
        .findFirst()
        .orElseThrow(() -> Refusal.field(field, "choose one of the list"));
  }
}
