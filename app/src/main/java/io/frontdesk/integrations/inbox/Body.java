package io.frontdesk.integrations.inbox;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Reads what a hook brings, in bounded memory and time: a sender who trickles bytes would keep one
/// of the places at the door, which are for everybody.
final class Body {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int BELIEVED_BYTES = 16_384;
  private static final int FIRST_BYTES = 4_096;

  private Body() {}

  /// @param announced how many bytes the sender spoke of, negative when it did not
  /// @param most more is not read than this and one byte
  /// @throws Refusal when it takes longer than [#PATIENCE]
  static byte[] read(InputStream in, long announced, int most, LongSupplier nanoTime)
      throws IOException {
    long began = nanoTime.getAsLong();
    // Announcing much must not cost us memory before it comes.
    int first = announced < 0 ? FIRST_BYTES : (int) Math.min(announced, BELIEVED_BYTES);
    var body = new byte[Math.max(1, Math.min(first, most))];
    int got = 0;
    while (got <= most) {
      if (got == body.length) {
        if (got == announced) {
          break;
        }
        body = Arrays.copyOf(body, (int) Math.min(2L * got, most + 1L));
      }
      int some = in.read(body, got, body.length - got);
      if (some < 0) {
        break;
      }
      got += some;
      if (nanoTime.getAsLong() - began > PATIENCE.toNanos()) {
        throw new Refusal(
            Kind.UNAVAILABLE,
            "hook.too-slow",
            "The event did not arrive within " + PATIENCE.toSeconds() + " seconds; send it again",
            List.of(),
            Map.of("Retry-After", "5"));
      }
    }
    return got == body.length ? body : Arrays.copyOf(body, got);
  }
}
