package io.frontdesk.policy;

import java.time.ZoneId;
import java.util.List;

/// A decision and what it rests on.
///
/// @param zones where the person may be; hours must be fine in all of them
/// @param states of the US whose rules hold, two letters each; empty when none is known
/// @param rules of the rule files that were looked at, whether or not they stood in the way
public record Explanation(
    Decision decision, List<ZoneId> zones, List<String> states, List<Rule> rules) {
  public Explanation {
    zones = List.copyOf(zones);
    states = List.copyOf(states);
    rules = List.copyOf(rules);
  }
}
