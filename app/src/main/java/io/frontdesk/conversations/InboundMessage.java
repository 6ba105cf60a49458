package io.frontdesk.conversations;

import io.frontdesk.policy.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message a person sent us.
///
/// @param from E.164 for SMS, an e-mail address for EMAIL
/// @param fromName as the sender's program gives it
/// @param body plain text, quoted history already cut
/// @param to our number or address it was written to; answers leave from there
/// @param thread ids of the e-mails before this one and its own, each as `<id@domain>`, with spaces
///     between; null when it has none
/// @param answered whether the carrier itself answers STOP, START and HELP
/// @param providerId unique per provider: what makes a repeated hand-over one message
public record InboundMessage(
    Channel channel,
    String from,
    @Nullable String fromName,
    @Nullable String to,
    @Nullable String subject,
    String body,
    String provider,
    String providerId,
    @Nullable String thread,
    boolean answered,
    Instant at) {
  @Override
  public String toString() {
    return "InboundMessage[" + channel + " " + provider + "]";
  }
}
