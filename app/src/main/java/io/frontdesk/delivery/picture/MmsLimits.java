package io.frontdesk.delivery.picture;

import io.frontdesk.delivery.SenderLimits;

/// What carriers take of one text with pictures; see `docs/decisions/0015-pictures.md`.
final class MmsLimits {
  /// Bytes of them together, from a local number or a short code: the least of the large US
  /// carriers.
  static final int MOST_BYTES = 1_000_000;

  /// The same from a toll-free number.
  static final int MOST_TOLL_FREE_BYTES = 525_000;

  private MmsLimits() {}

  static int mostBytes(SenderLimits.Kind kind) {
    return kind == SenderLimits.Kind.TOLL_FREE ? MOST_TOLL_FREE_BYTES : MOST_BYTES;
  }
}
