package io.frontdesk.policy;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// What the policy is asked: reach this address over this channel, for this purpose, at this time.
///
/// @param address E.164 for SMS and VOICE, an e-mail address for EMAIL
/// @param statedZone the person's zone as they or their postal address told it; the stricter of
///     this and the number's own zones wins
public record ContactQuestion(
    Channel channel, Purpose purpose, String address, Instant at, @Nullable ZoneId statedZone) {
  public ContactQuestion(Channel channel, Purpose purpose, String address, Instant at) {
    this(channel, purpose, address, at, null);
  }
}
