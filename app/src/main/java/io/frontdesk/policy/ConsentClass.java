package io.frontdesk.policy;

import org.jspecify.annotations.Nullable;

/// How strong a consent a purpose needs, as the carriers class it (CTIA Messaging Principles).
public enum ConsentClass {
  /// None: a law or carrier demands the message.
  NONE(null),
  /// Implied by the person's own message or call.
  CONVERSATIONAL(Consents.Kind.IMPLIED),
  /// Express: given with the booking or request it belongs to, until taken back.
  INFORMATIONAL(Consents.Kind.EXPRESS),
  /// Express and written, recorded with its proof.
  PROMOTIONAL(Consents.Kind.WRITTEN);

  private final Consents.@Nullable Kind needs;

  ConsentClass(Consents.@Nullable Kind needs) {
    this.needs = needs;
  }

  /// The weakest kind that is enough; null when none is needed.
  public Consents.@Nullable Kind needs() {
    return needs;
  }

  /// Whether it counts only when recorded. The weaker classes follow from what the person did.
  public boolean mustBeRecorded() {
    return this == PROMOTIONAL;
  }
}
