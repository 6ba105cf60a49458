package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.error.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
  private static final int MOST = 100_000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_095, 4_096, 4_097, 16_384, 16_385, 99_999, 100_000})
  void what_comes_is_read_whole_whatever_was_announced(int length) throws IOException {
    var sent = bytes(length);
    for (long announced : new long[] {-1, length}) {
      assertThat(Body.read(new ByteArrayInputStream(sent), announced, MOST, now::get))
          .isEqualTo(sent);
    }
  }

  @Test
  void more_than_is_taken_is_seen_by_one_byte_and_read_no_further() throws IOException {
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertThat(Body.read(endless, -1, MOST, now::get)).hasSize(MOST + 1);
    assertThat(Body.read(endless, Long.MAX_VALUE, MOST, now::get)).hasSize(MOST + 1);
  }

  @Test
  void a_body_that_ends_before_it_was_to_is_what_came() throws IOException {
    assertThat(Body.read(new ByteArrayInputStream(bytes(10)), 2_000, MOST, now::get))
        .isEqualTo(bytes(10));
  }

  @Test
  void who_trickles_bytes_does_not_keep_a_place() {
    var trickle =
        new InputStream() {
          @Override
          public int read() {
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            into[offset] = (byte) read();
            return 1;
          }
        };
    assertThatThrownBy(() -> Body.read(trickle, 2_000, MOST, now::get))
        .isInstanceOfSatisfying(
            Refusal.class, refused -> assertThat(refused.code()).isEqualTo("hook.too-slow"));
  }

  private static byte[] bytes(int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'b');
    return bytes;
  }
}
