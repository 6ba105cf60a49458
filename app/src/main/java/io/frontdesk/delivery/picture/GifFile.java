package io.frontdesk.delivery.picture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Walks a GIF file's blocks and keeps the frames, their timing and whether they repeat.
final class GifFile {
  private static final int HEAD = 6;
  private static final int LONGEST_SIDE = 2_000;
  private static final int MOST_FRAMES = 500;
  // What a phone paints while it plays once.
  private static final long MOST_PAINTED = 200_000_000;
  private static final byte[] LOOP = "NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] file;
  private final Walk walk;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int width;
  private int height;
  private int frames;
  private long painted;

  private GifFile(byte[] file) {
    this.file = file;
    this.walk = new Walk(file, 0);
  }

  static Cleaned clean(byte[] file) throws Unreadable {
    return new GifFile(file).clean();
  }

  private Cleaned clean() throws Unreadable {
    walk.skip(HEAD);
    if ((file[4] != '7' && file[4] != '9') || file[5] != 'a') {
      throw Unreadable.broken();
    }
    width = walk.u16le();
    height = walk.u16le();
    Cleaned.requireSane(width, height);
    if (width > LONGEST_SIDE || height > LONGEST_SIDE) {
      throw new Unreadable("is larger than 2,000 by 2,000 pixels, the most for a GIF");
    }
    int flags = walk.u8();
    walk.skip(2);
    skipColours(flags);
    keep(0);
    while (true) {
      int from = walk.at();
      switch (walk.u8()) {
        case 0x21 -> extension(from);
        case 0x2c -> frame(from);
        case 0x3b -> {
          if (frames == 0) {
            throw Unreadable.broken();
          }
          kept.write(0x3b);
          return new Cleaned(
              PictureType.GIF, width, height, Cleaned.UPRIGHT, frames, kept.toByteArray());
        }
        default -> throw Unreadable.broken();
      }
    }
  }

  private void frame(int from) throws Unreadable {
    int left = walk.u16le();
    int top = walk.u16le();
    int wide = walk.u16le();
    int high = walk.u16le();
    painted += (long) width * height;
    if (wide == 0 || high == 0 || left + wide > width || top + high > height) {
      throw Unreadable.broken();
    }
    if (++frames > MOST_FRAMES || painted > MOST_PAINTED) {
      throw new Unreadable("is too long a film for a text message");
    }
    skipColours(walk.u8());
    int codes = walk.u8();
    if (codes < 2 || codes > 8) {
      throw Unreadable.broken();
    }
    skipBlocks();
    keep(from);
  }

  private void extension(int from) throws Unreadable {
    int label = walk.u8();
    if (label == 0xf9) {
      if (walk.u8() != 4) {
        throw Unreadable.broken();
      }
      walk.skip(4);
      if (walk.u8() != 0) {
        throw Unreadable.broken();
      }
      keep(from);
      return;
    }
    int body = walk.at();
    skipBlocks();
    if (label == 0xff && isLoop(body)) {
      keep(from, from + 19);
    }
  }

  // 11 bytes of name, then a block of three: 1 and how often; nothing behind it.
  private boolean isLoop(int body) {
    if (walk.at() != body + 17 || file[body] != LOOP.length) {
      return false;
    }
    for (int i = 0; i < LOOP.length; i++) {
      if (file[body + 1 + i] != LOOP[i]) {
        return false;
      }
    }
    return file[body + 12] == 3 && file[body + 13] == 1;
  }

  private void skipColours(int flags) throws Unreadable {
    if ((flags & 0x80) != 0) {
      walk.skip(3 * (2 << (flags & 7)));
    }
  }

  private void skipBlocks() throws Unreadable {
    for (int length = walk.u8(); length > 0; length = walk.u8()) {
      walk.skip(length);
    }
  }

  private void keep(int from) {
    keep(from, walk.at());
  }

  private void keep(int from, int to) {
    kept.write(file, from, to - from);
  }
}
