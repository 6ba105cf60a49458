package io.frontdesk.policy;

import java.time.Instant;

/// May this be sent now? Each answer names its rule and the digest of the facts it was taken from.
public sealed interface Decision {
  Rule rule();

  /// SHA-256 in hexadecimal of the facts decided on; equal facts give equal digests.
  String inputsDigest();

  /// It may go now.
  record Allow(Rule rule, String inputsDigest) implements Decision {}

  /// Not before `until`; ask again then.
  record HoldUntil(Instant until, Rule rule, String inputsDigest) implements Decision {}

  /// Never, as things stand.
  record Refuse(Rule rule, String inputsDigest) implements Decision {}
}
