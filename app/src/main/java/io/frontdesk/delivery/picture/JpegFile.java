package io.frontdesk.delivery.picture;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/// Walks a JPEG file's segments and keeps those that paint: tables, frame, scans, and Adobe's note
/// on colours.
final class JpegFile {
  // Progressive ones have about ten; each costs a pass over the whole picture.
  private static final int MOST_SCANS = 40;

  private static final int TEM = 0x01;
  private static final int DHT = 0xc4;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};
  private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
  // Tells that the colours are JFIF's, with no thumbnail.
  private static final byte[] PLAIN_JFIF =
      HexFormat.of().parseHex("ffe000104a46494600010100000100010000");

  private final byte[] file;
  private final Walk walk;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int width;
  private int height;
  private int turn = Cleaned.UPRIGHT;
  private int scans;

  private JpegFile(byte[] file) {
    this.file = file;
    this.walk = new Walk(file, 2);
  }

  static Cleaned clean(byte[] file) throws Unreadable {
    return new JpegFile(file).clean();
  }

  private Cleaned clean() throws Unreadable {
    keep(0, 2);
    for (int marker = marker(); marker != EOI; marker = marker()) {
      segment(marker);
    }
    if (width == 0 || scans == 0) {
      throw Unreadable.broken();
    }
    kept.write(0xff);
    kept.write(EOI);
    return new Cleaned(PictureType.JPEG, width, height, turn, 1, kept.toByteArray());
  }

  private int marker() throws Unreadable {
    if (walk.u8() != 0xff) {
      throw Unreadable.broken();
    }
    int marker = walk.u8();
    while (marker == 0xff) {
      marker = walk.u8();
    }
    return marker;
  }

  private void segment(int marker) throws Unreadable {
    if (marker == 0 || marker == TEM || marker == SOI || (marker >= 0xd0 && marker <= 0xd7)) {
      throw Unreadable.broken();
    }
    int from = walk.at();
    int length = walk.u16();
    if (length < 2) {
      throw Unreadable.broken();
    }
    walk.skip(length - 2);
    switch (marker) {
      case 0xc0, 0xc1, 0xc2 -> {
        frame(from);
        keep(marker, from, length);
      }
      case DHT, DQT, DRI -> keep(marker, from, length);
      case APP0 -> {
        if (begins(from + 2, JFIF) && scans == 0) {
          kept.writeBytes(PLAIN_JFIF);
        }
      }
      case APP14 -> {
        if (begins(from + 2, ADOBE)) {
          keep(marker, from, length);
        }
      }
      case APP1 -> turn = Exif.turn(file, from + 2, length - 2, turn);
      case SOS -> {
        if (width == 0 || ++scans > MOST_SCANS) {
          throw Unreadable.broken();
        }
        keep(marker, from, length);
        scan();
      }
      default -> {
        // Lossless, arithmetic and hierarchical frames, which phones don't read either; the rest
        // is about the picture, not the picture.
        if (marker < 0xe0) {
          throw new Unreadable("is a rare kind of JPEG; save it as an ordinary one");
        }
      }
    }
  }

  private void frame(int from) throws Unreadable {
    if (width != 0) {
      throw Unreadable.broken();
    }
    var frame = new Walk(file, from + 2);
    int precision = frame.u8();
    height = frame.u16();
    width = frame.u16();
    int colours = frame.u8();
    Cleaned.requireSane(width, height);
    if (precision != 8 || (colours != 1 && colours != 3)) {
      throw new Unreadable("has colours for print (CMYK); save it in RGB");
    }
  }

  // Up to the next marker that is none of the data's own.
  private void scan() throws Unreadable {
    int from = walk.at();
    while (true) {
      if (walk.u8() == 0xff) {
        int next = walk.u8();
        if (next == 0xff) {
          walk.back();
        } else if (next != 0 && (next < 0xd0 || next > 0xd7)) {
          walk.back();
          walk.back();
          break;
        }
      }
    }
    keep(from, walk.at() - from);
  }

  private void keep(int marker, int from, int length) {
    kept.write(0xff);
    kept.write(marker);
    keep(from, length);
  }

  private void keep(int from, int length) {
    kept.write(file, from, length);
  }

  private boolean begins(int from, byte[] wanted) {
    return file.length >= from + wanted.length
        && Arrays.equals(file, from, from + wanted.length, wanted, 0, wanted.length);
  }
}
