package io.frontdesk.sandbox.voice;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A real recording to fetch: 8 kHz, 16 bit, mono, with a soft tone per speaker.
final class Wav {
  private static final int RATE = 8_000;
  private static final int MOST_SECONDS = 60;
  private static final int HEADER = 44;

  private Wav() {}

  /// @param turns true for each second in which the assistant speaks
  static byte[] of(List<Boolean> turns) {
    int seconds = Math.clamp(turns.size(), 1, MOST_SECONDS);
    int bytes = seconds * RATE * 2;
    var wav = ByteBuffer.allocate(HEADER + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * 2);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (int i = 0; i < seconds * RATE; i++) {
      boolean assistant = turns.isEmpty() || turns.get(i / RATE);
      double within = (i % RATE) / (double) RATE;
      double loudness = 1_800 * Math.sin(Math.PI * within);
      wav.putShort((short) (loudness * Math.sin(2 * Math.PI * (assistant ? 220 : 160) * i / RATE)));
    }
    return wav.array();
  }
}
