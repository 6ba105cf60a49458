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
import io.frontdesk.policy.Channel;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    return page(caller, frame, model, forms(caller));
  }

  @PostMapping("/{sender}")
  @Needs(Permission.MANAGE_CONNECTIONS)
  String limit(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID sender,
      @RequestParam Map<String, String> sent,
      Model model,
      HttpServletResponse response) {
    var own = senders.require(caller.tenant(), sender);
    try {
      senders.limit(caller.tenant(), caller.actor(), own.id(), limits(own.channel(), sent));
    } catch (Refusal refusal) {
      if (refusal.fields().isEmpty()) {
        throw refusal;
      }
      response.setStatus(refusal.kind().status());
      var errors = new TreeMap<String, String>();
      refusal.fields().forEach(field -> errors.put(field.field(), field.message()));
      return page(
          caller,
          frame,
          model,
          forms(caller).stream()
              .map(one -> one.id().equals(own.id()) ? one.refused(sent, errors) : one)
              .toList());
    }
    notice.say("The limits are in force now.");
    return "redirect:" + caller.path("/operations/senders");
  }

  private List<SenderForm> forms(Caller caller) {
    return senders.limited(caller.tenant()).stream().map(SenderForm::of).toList();
  }

  private static String page(Caller caller, Frame frame, Model model, List<SenderForm> forms) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("senders", forms);
    return "delivery/senders";
  }

  // Only text messages have a campaign and a brand.
  private static SenderLimits limits(Channel channel, Map<String, String> sent) {
    var kind = choice(Kind.class, "kind", sent);
    if (!kind.isFor(channel)) {
      throw Refusal.field("kind", "choose one of the list");
    }
    boolean texts = channel == Channel.SMS;
    return new SenderLimits(
        kind,
        atOnce(sent.getOrDefault("atOnce", "")),
        texts ? name("campaign", sent) : null,
        texts ? choice(CampaignClass.class, "campaignClass", sent) : CampaignClass.NONE,
        texts ? name("brand", sent) : null,
        texts ? choice(BrandTier.class, "brandTier", sent) : BrandTier.NONE);
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

  private static @Nullable String name(String field, Map<String, String> sent) {
    var text = sent.getOrDefault(field, "").strip();
    if (text.length() > 100) {
      throw Refusal.field(field, "give at most 100 characters");
    }
    return text.isEmpty() ? null : text;
  }

  private static <E extends Enum<E>> E choice(Class<E> of, String field, Map<String, String> sent) {
    return Arrays.stream(of.getEnumConstants())
        .filter(one -> one.name().equals(sent.get(field)))
        .findFirst()
        .orElseThrow(() -> Refusal.field(field, "choose one of the list"));
  }
}
