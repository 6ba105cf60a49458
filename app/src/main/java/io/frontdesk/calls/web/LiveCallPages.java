package io.frontdesk.calls.web;

import io.frontdesk.access.AuditLog;
import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.Calls;
import io.frontdesk.calls.port.VoicePlatform;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.Map;
import java.util.function.BiFunction;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// What a person at the desk can do with a call that lives.
@Controller
@RequestMapping("/w/{workspace}/calls/{id}")
class LiveCallPages {
  private final Calls calls;
  private final ObjectProvider<VoicePlatform> platform;
  private final Workspaces workspaces;
  private final AuditLog audit;
  private final Clock clock;

  LiveCallPages(
      Calls calls,
      ObjectProvider<VoicePlatform> platform,
      Workspaces workspaces,
      AuditLog audit,
      Clock clock) {
    this.calls = calls;
    this.platform = platform;
    this.workspaces = workspaces;
    this.audit = audit;
    this.clock = clock;
  }

  @PostMapping("/transfer")
  @Needs(Permission.EDIT_CALLS)
  String transfer(
      Caller caller,
      Notice notice,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String to) {
    var region = workspaces.require(caller.tenant()).region();
    var number =
        PhoneNumber.parse(to, region)
            .orElseThrow(() -> Refusal.field("to", "give a phone number, e.g. +12025550123"));
    return command(
        caller,
        notice,
        id,
        "transfer",
        "The caller is being put through.",
        (voice, call) -> voice.transfer(caller.tenant(), call, number));
  }

  @PostMapping("/say")
  @Needs(Permission.EDIT_CALLS)
  String say(
      Caller caller,
      Notice notice,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String text) {
    if (text.isBlank() || text.length() > 500) {
      throw Refusal.field("text", "write 1 to 500 characters");
    }
    return command(
        caller,
        notice,
        id,
        "say",
        "The receptionist says it.",
        (voice, call) -> voice.say(caller.tenant(), call, text.strip()));
  }

  @PostMapping("/end")
  @Needs(Permission.EDIT_CALLS)
  String end(Caller caller, Notice notice, @PathVariable String id) {
    return command(
        caller,
        notice,
        id,
        "end",
        "The call is being ended.",
        (voice, call) -> voice.endCall(caller.tenant(), call));
  }

  private String command(
      Caller caller,
      Notice notice,
      String id,
      String kind,
      String done,
      BiFunction<VoicePlatform, VoicePlatform.LiveCall, VoicePlatform.Answer> command) {
    var call = live(caller, id);
    var connection = call.connection();
    var voice = platform.getIfAvailable();
    if (voice == null || connection == null) {
      throw Refusal.conflict("calls.no-control", "This call can't be controlled from here.");
    }
    var answer =
        command.apply(
            voice,
            new VoicePlatform.LiveCall(connection, call.providerCallId(), call.controlUrl()));
    switch (answer) {
      case VoicePlatform.Answer.Accepted _ -> {
        calls.apply(
            caller.tenant(),
            call.id(),
            new CallEvent.Noted(kind + "-asked", null, clock.instant()));
        audit.record(
            caller.tenant(),
            caller.actor(),
            "calls." + kind,
            "call",
            call.id().toString(),
            Map.of());
        notice.say(done);
      }
      case VoicePlatform.Answer.Refused(var reason) -> notice.say(reason);
    }
    return "redirect:" + caller.path("/calls/" + call.id());
  }

  private Call live(Caller caller, String id) {
    Call call;
    try {
      call = calls.require(caller.tenant(), CallId.parse(id));
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The call");
    }
    if (!call.live()) {
      throw Refusal.conflict("calls.over", "The call is over.");
    }
    return call;
  }
}
