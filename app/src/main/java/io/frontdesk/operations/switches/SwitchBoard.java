package io.frontdesk.operations.switches;

import io.frontdesk.access.Caller;
import io.frontdesk.operations.OperationsSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.KillSwitch.Reach;
import io.frontdesk.policy.KillSwitches;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.stereotype.Component;

/// Reads which switch is meant and knows who may throw the platform's.
@Component
class SwitchBoard {
  private final KillSwitches switches;
  private final String platformWorkspace;

  SwitchBoard(KillSwitches switches, Settings settings) {
    this.switches = switches;
    this.platformWorkspace = settings.get(OperationsSettings.PLATFORM_WORKSPACE);
  }

  void stop(Caller caller, String kind, String id, String reason) {
    switches.stop(caller.tenant(), allowed(caller, reach(kind, id)), reason, caller.actor());
  }

  void release(Caller caller, String kind, String id) {
    switches.release(caller.tenant(), allowed(caller, reach(kind, id)), caller.actor());
  }

  boolean mayStopPlatform(Caller caller) {
    return !platformWorkspace.isEmpty() && caller.workspace().equals(platformWorkspace);
  }

  private Reach allowed(Caller caller, Reach reach) {
    if (reach.kind() == Reach.Kind.PLATFORM && !mayStopPlatform(caller)) {
      throw Refusal.forbidden("Only the workspace that runs this installation may do this.");
    }
    return reach;
  }

  /// A kind may name its one with a colon, as the screen's choice does: `channel:sms`.
  private static Reach reach(String kind, String id) {
    int colon = kind.indexOf(':');
    if (colon > 0) {
      return reach(kind.substring(0, colon), kind.substring(colon + 1));
    }
    var known =
        Arrays.stream(Reach.Kind.values())
            .filter(one -> one.name().equalsIgnoreCase(kind))
            .findFirst()
            .orElseThrow(() -> Refusal.field("kind", "choose what to stop"));
    return switch (known) {
      case PLATFORM, TENANT -> new Reach(known, "");
      case CHANNEL ->
          Arrays.stream(Channel.values())
              .filter(one -> one.name().equals(id.strip().toUpperCase(Locale.ROOT)))
              .findFirst()
              .map(Reach::of)
              .orElseThrow(() -> Refusal.field("id", "write sms, email or voice"));
      case CAMPAIGN, ASSISTANT -> {
        if (!id.strip().matches("[A-Za-z0-9-]{1,64}")) {
          throw Refusal.field("id", "write its id");
        }
        yield new Reach(known, id.strip());
      }
    };
  }
}
