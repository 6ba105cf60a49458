package io.frontdesk.conversations;

import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Suppression;
import java.time.Instant;
import java.util.Set;

/// Somebody said on the phone that they don't want to be contacted.
///
/// @param channels SMS, VOICE or both
/// @param source where it was said, e.g. `call` and its id; no words of the person
public record SpokenOptOut(
    PhoneNumber phone, Set<Channel> channels, Suppression.Scope scope, String source, Instant at) {
  public SpokenOptOut {
    channels = Set.copyOf(channels);
    if (channels.isEmpty() || channels.contains(Channel.EMAIL)) {
      throw new IllegalArgumentException("what is said on the phone is about a number");
    }
  }

  @Override
  public String toString() {
    return "SpokenOptOut[" + channels + " " + scope + "]";
  }
}
