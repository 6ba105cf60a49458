package io.frontdesk.delivery;

import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.policy.Channel;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// From where a workspace sends: a number or a mailbox, and the connection that carries it.
///
/// @param address E.164 or an e-mail address
/// @param provider which gateway carries it, e.g. `twilio`, `smtp`
/// @param connection the connection with the credentials
/// @param name shown as the sender's name of an e-mail
public record Sender(
    TenantId tenant,
    UUID id,
    Channel channel,
    String address,
    String provider,
    UUID connection,
    @Nullable String name,
    boolean isDefault) {
  /// The number as people write it, or the mailbox.
  public String display() {
    return channel == Channel.EMAIL ? address : new PhoneNumber(address).display();
  }

  @Override
  public String toString() {
    return "Sender[" + id + " " + channel + " " + provider + "]";
  }
}
