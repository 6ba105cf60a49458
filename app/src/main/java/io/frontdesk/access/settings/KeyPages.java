package io.frontdesk.access.settings;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.access.account.Confirmed;
import io.frontdesk.access.account.Forms;
import io.frontdesk.access.account.Session;
import io.frontdesk.access.key.ApiKeys;
import io.frontdesk.platform.error.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// API keys: made and shown once, rotated with an overlap, revoked.
@Controller
class KeyPages {
  private static final Duration OVERLAP = Duration.ofDays(1);

  private final ApiKeys keys;
  private final Confirmed confirmed;
  private final Clock clock;

  KeyPages(ApiKeys keys, Confirmed confirmed, Clock clock) {
    this.keys = keys;
    this.confirmed = confirmed;
    this.clock = clock;
  }

  @Needs(Permission.MANAGE_API_KEYS)
  @GetMapping("/w/{workspace}/settings/keys")
  String keys(Caller caller, Frame frame, Model model) {
    return page(caller, frame, model, "", Map.of());
  }

  @Needs(Permission.MANAGE_API_KEYS)
  @PostMapping("/w/{workspace}/settings/keys")
  String make(
      Caller caller,
      Frame frame,
      Session session,
      @RequestParam Map<String, String> fields,
      Model model,
      HttpServletResponse response) {
    confirmed.require(session, caller.path("/settings/keys"));
    var form = new Forms(fields);
    try {
      var name = form.text("name", 80);
      var lifetime = lifetime(form);
      var scopes = EnumSet.noneOf(Permission.class);
      for (var permission : Permission.values()) {
        if (!form.text("scope-" + permission.name()).isEmpty()) {
          scopes.add(permission);
        }
      }
      form.check();
      return page(caller, frame, model, keys.make(caller, name, scopes, lifetime).text(), Map.of());
    } catch (Refusal refusal) {
      response.setStatus(refusal.kind().status());
      return page(caller, frame, model, "", Forms.messages(refusal));
    }
  }

  @Needs(Permission.MANAGE_API_KEYS)
  @PostMapping("/w/{workspace}/settings/keys/{key}/rotate")
  String rotate(Caller caller, Frame frame, Session session, @PathVariable UUID key, Model model) {
    confirmed.require(session, caller.path("/settings/keys"));
    return page(caller, frame, model, keys.rotate(caller, key, OVERLAP).text(), Map.of());
  }

  @Needs(Permission.MANAGE_API_KEYS)
  @PostMapping("/w/{workspace}/settings/keys/{key}/revoke")
  String revoke(Caller caller, @PathVariable UUID key, Notice notice) {
    keys.revoke(caller, key);
    notice.say("The key is revoked.");
    return "redirect:" + caller.path("/settings/keys");
  }

  private static @Nullable Duration lifetime(Forms form) {
    return switch (form.text("days")) {
      case "30" -> Duration.ofDays(30);
      case "90", "" -> Duration.ofDays(90);
      case "365" -> Duration.ofDays(365);
      case "never" -> null;
      default -> {
        form.wrong("days", "Choose how long the key works.");
        yield null;
      }
    };
  }

  private String page(
      Caller caller, Frame frame, Model model, String made, Map<String, String> errors) {
    model
        .addAttribute("frame", frame)
        .addAttribute("keys", keys.all(caller.tenant()))
        .addAttribute("now", clock.instant())
        .addAttribute(
            "scopes",
            java.util.Arrays.stream(Permission.values())
                .filter(caller::may)
                .filter(permission -> permission != Permission.VIEW_TODAY)
                .toList())
        .addAttribute("made", made)
        .addAttribute("errors", errors);
    return "access/keys";
  }
}
