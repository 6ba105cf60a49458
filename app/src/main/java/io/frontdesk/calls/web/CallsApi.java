package io.frontdesk.calls.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calls.Call;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallLine;
import io.frontdesk.calls.Calls;
import io.frontdesk.calls.ToolUse;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.tenancy.Workspaces;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The call log for programs.
@RestController
@RequestMapping("/api/v1/calls")
class CallsApi {
  private final Calls calls;
  private final CallBrowse browse;
  private final Workspaces workspaces;

  CallsApi(Calls calls, CallBrowse browse, Workspaces workspaces) {
    this.calls = calls;
    this.browse = browse;
    this.workspaces = workspaces;
  }

  /// A page of the list. `next` is the `at` of the page after it.
  record Listed(List<Shown> calls, @Nullable String next) {}

  /// One call. Money is in minor units with fractions.
  record Shown(
      String id,
      String providerCallId,
      String direction,
      String status,
      boolean live,
      @Nullable String caller,
      @Nullable String line,
      Instant startedAt,
      @Nullable Instant answeredAt,
      @Nullable Instant endedAt,
      long durationSeconds,
      @Nullable BigDecimal costMinor,
      @Nullable String costCurrency,
      @Nullable String endedReason,
      @Nullable String summary,
      @Nullable String outcome,
      @Nullable String sentiment,
      @Nullable String urgency,
      @Nullable String contactId,
      @Nullable String appointmentId,
      @Nullable String needsAttention) {}

  /// One call with what was said and used.
  record Whole(Shown call, List<Said> transcript, List<Used> tools) {}

  record Said(String role, String text, boolean whole, Instant at) {}

  record Used(String id, String name, String outcome, Instant at) {}

  @GetMapping
  @Needs(Permission.VIEW_CALLS)
  Listed list(
      Caller caller,
      @RequestParam(defaultValue = "all") String tab,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String status,
      @RequestParam(defaultValue = "") String outcome,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "") String at,
      @RequestParam(defaultValue = "50") int limit) {
    var page =
        browse.page(
            caller.tenant(),
            new CallFilters(tab, q, status, outcome, from, to),
            workspaces.require(caller.tenant()).zone(),
            at,
            Math.clamp(limit, 1, 200));
    return new Listed(page.rows().stream().map(row -> shown(row.call())).toList(), page.next());
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_CALLS)
  Whole get(Caller caller, @PathVariable String id) {
    Call call;
    try {
      call = calls.require(caller.tenant(), CallId.parse(id));
    } catch (IllegalArgumentException noId) {
      throw Refusal.notFound("The call");
    }
    return new Whole(
        shown(call),
        calls.lines(caller.tenant(), call.id(), 10_000).stream().map(CallsApi::said).toList(),
        calls.tools(caller.tenant(), call.id()).stream().map(CallsApi::used).toList());
  }

  private static Shown shown(Call call) {
    var attention = call.attention();
    return new Shown(
        call.id().toString(),
        call.providerCallId(),
        call.direction().code(),
        call.status().code(),
        call.live(),
        call.caller() == null ? null : call.caller().e164(),
        call.line() == null ? null : call.line().e164(),
        call.startedAt(),
        call.answeredAt(),
        call.endedAt(),
        call.duration().toSeconds(),
        call.cost(),
        call.costCurrency(),
        call.endedReason(),
        call.summary(),
        call.outcome(),
        call.sentiment(),
        call.urgency(),
        call.contact() == null ? null : call.contact().toString(),
        call.appointment() == null ? null : call.appointment().value().toString(),
        call.needsAttention() && attention != null ? attention.code() : null);
  }

  private static Said said(CallLine line) {
    return new Said(line.role().code(), line.text(), line.whole(), line.at());
  }

  private static Used used(ToolUse use) {
    return new Used(use.toolCallId(), use.name(), use.outcome().code(), use.at());
  }
}
