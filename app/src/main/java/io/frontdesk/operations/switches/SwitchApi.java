package io.frontdesk.operations.switches;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.delivery.Deliveries;
import io.frontdesk.policy.KillSwitch;
import io.frontdesk.policy.KillSwitches;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// The switches for programs. Each answer tells what is on afterwards.
@RestController
class SwitchApi {
  record SwitchView(String kind, String id, String reason, String by, Instant since) {
    static SwitchView of(KillSwitch one) {
      return new SwitchView(
          one.reach().kind().name().toLowerCase(Locale.ROOT),
          one.reach().id().toLowerCase(Locale.ROOT),
          one.reason(),
          one.by(),
          one.since());
    }
  }

  record SwitchList(List<SwitchView> items, long held) {}

  /// @param kind `tenant`, `channel`, `campaign`, `assistant` or `platform`
  /// @param id the channel, or the campaign's or assistant's id
  record Wanted(@Nullable String kind, @Nullable String id, @Nullable String reason) {}

  private final SwitchBoard board;
  private final KillSwitches switches;
  private final Deliveries deliveries;

  SwitchApi(SwitchBoard board, KillSwitches switches, Deliveries deliveries) {
    this.board = board;
    this.switches = switches;
    this.deliveries = deliveries;
  }

  @Needs(Permission.VIEW_OPERATIONS)
  @GetMapping("/api/v1/kill-switches")
  SwitchList list(Caller caller) {
    return new SwitchList(
        switches.on(caller.tenant()).stream().map(SwitchView::of).toList(),
        deliveries.held(caller.tenant()).stream().mapToLong(Deliveries.Held::many).sum());
  }

  @Needs(Permission.MANAGE_OPERATIONS)
  @PostMapping("/api/v1/kill-switches")
  SwitchList stop(Caller caller, @RequestBody Wanted wanted) {
    board.stop(caller, or(wanted.kind()), or(wanted.id()), or(wanted.reason()));
    return list(caller);
  }

  @Needs(Permission.MANAGE_OPERATIONS)
  @PostMapping("/api/v1/kill-switches/release")
  SwitchList release(Caller caller, @RequestBody Wanted wanted) {
    board.release(caller, or(wanted.kind()), or(wanted.id()));
    return list(caller);
  }

  private static String or(@Nullable String text) {
    return text == null ? "" : text;
  }
}
