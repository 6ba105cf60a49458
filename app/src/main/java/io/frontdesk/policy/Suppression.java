package io.frontdesk.policy;

import java.time.Instant;

/// An address that must not be contacted over one channel.
///
/// @param scope what is barred: everything, or marketing only
/// @param evidence what showed it, e.g. `sms-keyword STOP`; never the message's text
public record Suppression(
    Channel channel, Scope scope, Reason reason, String evidence, Instant since) {

  /// How far a suppression reaches.
  public enum Scope {
    /// Nothing may be sent.
    ALL,
    /// Marketing may not be sent; what the person asked for may.
    MARKETING
  }

  /// Why an address is suppressed.
  public enum Reason {
    /// The person said so: STOP, unsubscribe, on the phone.
    OPT_OUT,
    /// The person complained to their provider.
    COMPLAINT,
    /// The address does not work.
    BOUNCE,
    /// A do-not-call list or a lawyer.
    LEGAL,
    /// Someone at the desk.
    STAFF
  }
}
