package io.frontdesk.policy;

import java.time.Instant;
import java.util.Set;

/// An address that must not be contacted over one channel.
///
/// @param scope what is barred: everything, or marketing only
/// @param evidence what showed it: a word for its kind, then where it is found, e.g. `keyword sms
///     SM1`; never the message's text
public record Suppression(
    Channel channel, Scope scope, Reason reason, String evidence, Instant since) {

  /// First words of the evidence of what a person's own text brought about, and a START takes back:
  /// a carriers' word, a sentence, a doubtful one, the carrier's own refusal.
  public static final Set<String> BY_TEXT = Set.of("keyword", "text", "doubt", "carrier");

  /// Whether nobody has decided yet what the person meant.
  public boolean isDoubtful() {
    return evidence.startsWith("doubt ");
  }

  /// Whether it concerns every workspace of an agency that shares opt-outs; a bounce and a desk's
  /// own entry concern one.
  public boolean isShared() {
    return reason != Reason.BOUNCE && reason != Reason.STAFF;
  }

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
