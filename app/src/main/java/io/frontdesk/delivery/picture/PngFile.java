package io.frontdesk.delivery.picture;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;

/// Walks a PNG file's chunks and keeps those that paint. What remains holds no text that unpacks to
/// more than the picture itself.
final class PngFile {
  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  private PngFile() {}

  static Cleaned clean(byte[] file) throws Unreadable {
    var walk = new Walk(file, SIGNATURE);
    var kept = new ByteArrayOutputStream();
    kept.write(file, 0, SIGNATURE);
    int width = 0;
    int height = 0;
    boolean painted = false;
    while (true) {
      int from = walk.at();
      int length = walk.u31();
      int kind = walk.u31();
      if ((kind == IHDR) != (width == 0) || (kind == IHDR && length != 13)) {
        throw Unreadable.broken();
      }
      if (kind == IHDR) {
        width = walk.u31();
        height = walk.u31();
        Cleaned.requireSane(width, height);
        walk.skip(5);
      } else {
        walk.skip(length);
      }
      requireWhole(file, from, length, walk);
      switch (kind) {
        case IHDR, PLTE, TRNS -> kept.write(file, from, length + 12);
        case IDAT -> {
          kept.write(file, from, length + 12);
          painted = true;
        }
        case IEND -> {
          if (!painted || length != 0) {
            throw Unreadable.broken();
          }
          kept.write(file, from, 12);
          return new Cleaned(
              PictureType.PNG, width, height, Cleaned.UPRIGHT, 1, kept.toByteArray());
        }
        default -> {}
      }
    }
  }

  private static void requireWhole(byte[] file, int from, int length, Walk walk) throws Unreadable {
    var sum = new CRC32();
    sum.update(file, from + 4, length + 4);
    long told = (long) walk.u16() << 16 | walk.u16();
    if (told != sum.getValue()) {
      throw Unreadable.broken();
    }
  }
}
