package io.frontdesk.delivery.picture;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The one thing we want to know of a camera's notes: which way is up.
final class Exif {
  private static final int HEADER = 0x45786966; // Exif
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;

  private Exif() {}

  /// @param otherwise when there is no such note, or none that can be read
  static int turn(byte[] file, int from, int length, int otherwise) {
    try {
      var note = ByteBuffer.wrap(file, from, length).slice();
      if (note.getInt() != HEADER || note.getShort() != 0) {
        return otherwise;
      }
      var tiff = note.slice();
      tiff.order(tiff.getShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      if (tiff.getShort() != 42) {
        return otherwise;
      }
      tiff.position(tiff.getInt());
      for (int left = tiff.getShort() & 0xffff; left > 0; left--) {
        int tag = tiff.getShort() & 0xffff;
        int kind = tiff.getShort();
        int count = tiff.getInt();
        int value = tiff.getShort();
        tiff.getShort();
        if (tag == ORIENTATION) {
          return kind == SHORT && count == 1 ? value : otherwise;
        }
      }
      return otherwise;
    } catch (BufferUnderflowException | IllegalArgumentException unreadable) {
      return otherwise;
    }
  }
}
