package io.frontdesk.testing;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// Pictures as people and attackers send them.
public final class TestPictures {
  private TestPictures() {}

  /// Upper half red, lower half blue.
  public static BufferedImage flag(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var paint = image.createGraphics();
    paint.setColor(Color.RED);
    paint.fillRect(0, 0, width, height / 2);
    paint.setColor(Color.BLUE);
    paint.fillRect(0, height / 2, width, height - height / 2);
    paint.dispose();
    return image;
  }

  /// No two neighbours alike: what compresses worst.
  public static BufferedImage noise(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  public static byte[] jpeg(BufferedImage image) {
    return written(image, "jpeg");
  }

  public static byte[] png(BufferedImage image) {
    return written(image, "png");
  }

  public static byte[] gif(BufferedImage image) {
    return written(image, "gif");
  }

  /// A JPEG whose notes say where it was taken and that it lies on its side.
  public static byte[] photo(BufferedImage image, int turn) {
    var plain = jpeg(image);
    var note =
        joined(
            "Exif\0\0MM\0*\0\0\0\10\0\2\1\22\0\3\0\0\0\1\0".getBytes(StandardCharsets.ISO_8859_1),
            new byte[] {(byte) turn, 0, 0},
            "\1\16\0\2\0\0\0\37\0\0\0\46\0\0\0\0GPS 40.7128 N, 74.0060 W, Ann\0"
                .getBytes(StandardCharsets.ISO_8859_1));
    return joined(
        new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe1},
        new byte[] {(byte) ((note.length + 2) >> 8), (byte) (note.length + 2)},
        note,
        java.util.Arrays.copyOfRange(plain, 2, plain.length));
  }

  /// A moving GIF of two frames with a comment.
  public static byte[] film(int side, int frames) {
    var one = gif(flag(side, side));
    var bytes = new ByteArrayOutputStream();
    int colours = 13 + 3 * (2 << (one[10] & 7));
    bytes.write(one, 0, colours);
    bytes.writeBytes(
        "!\377\13NETSCAPE2.0\3\1\0\0\0!\376\13secret note\0".getBytes(StandardCharsets.ISO_8859_1));
    for (int i = 0; i < frames; i++) {
      bytes.writeBytes("!\371\4\0\12\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
      bytes.write(one, image(one, colours), one.length - 1 - image(one, colours));
    }
    bytes.write(';');
    return bytes.toByteArray();
  }

  private static int image(byte[] gif, int from) {
    int at = from;
    while (gif[at] == '!') {
      at += 2;
      while (gif[at] != 0) {
        at += 1 + (gif[at] & 0xff);
      }
      at++;
    }
    return at;
  }

  /// A PNG that says it is of this size and holds next to nothing.
  public static byte[] bomb(int width, int height) {
    var small = png(flag(1, 1));
    var header = new byte[17];
    System.arraycopy(small, 12, header, 0, 17);
    for (int i = 0; i < 4; i++) {
      header[4 + i] = (byte) (width >> (24 - 8 * i));
      header[8 + i] = (byte) (height >> (24 - 8 * i));
    }
    return joined(
        java.util.Arrays.copyOf(small, 12),
        header,
        sum(header),
        java.util.Arrays.copyOfRange(small, 33, small.length));
  }

  /// A PNG with one more chunk before its end.
  public static byte[] withChunk(byte[] png, String kind, byte[] content) {
    var body = joined(kind.getBytes(StandardCharsets.US_ASCII), content);
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(png, 0, 33);
      out.writeInt(content.length);
      out.write(body);
      out.write(sum(body));
      out.write(png, 33, png.length - 33);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  public static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  public static BufferedImage read(byte[] picture) {
    try {
      return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(picture)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] sum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    int value = (int) crc.getValue();
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  private static byte[] written(BufferedImage image, String format) {
    var bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalStateException("nobody writes " + format);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
