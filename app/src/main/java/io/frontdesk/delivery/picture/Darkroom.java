package io.frontdesk.delivery.picture;

import io.frontdesk.delivery.NewPicture;
import io.frontdesk.platform.error.Refusal;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.springframework.stereotype.Component;

/// Makes a new picture of what somebody uploaded, small enough for carriers: it is unpacked and
/// painted anew, so nothing of the file but its pixels goes on. A moving GIF can't be painted anew
/// without losing its film and is only cleaned.
@Component
public class Darkroom {
  /// Largest file that is looked at.
  static final int MOST_FILE_BYTES = 8_000_000;

  /// Most that a painted picture has, so that several fit one message.
  static final int MOST_PAINTED_BYTES = 300_000;

  /// Most that a moving GIF has: a message's whole allowance.
  static final int MOST_MOVING_BYTES = MmsLimits.MOST_BYTES;

  private static final int LONGEST_SIDE = 1_600;
  private static final int SHORTEST_SIDE = 64;
  // Unpacked at once; beyond it every second row and column is left out.
  private static final long MOST_UNPACKED = 13_000_000;
  private static final float[] QUALITIES = {0.85f, 0.75f, 0.6f};
  private static final int PATIENCE_SECONDS = 20;

  // One at a time: an unpacked photo is a tenth of the heap.
  private final Semaphore turn = new Semaphore(1, true);

  /// Call it outside a transaction: it takes a processor for up to a second.
  ///
  /// @param name how the file is called in a refusal
  /// @throws Refusal naming `pictures`
  public NewPicture make(byte[] file, String name) {
    if (file.length > MOST_FILE_BYTES) {
      throw wrong(name, "is larger than 8 MB");
    }
    var type = PictureType.of(file).orElseThrow(() -> wrong(name, ForeignFile.why(file)));
    try {
      var cleaned =
          switch (type) {
            case JPEG -> JpegFile.clean(file);
            case PNG -> PngFile.clean(file);
            case GIF -> GifFile.clean(file);
          };
      return cleaned.frames() > 1 ? moving(cleaned) : inTurn(cleaned);
    } catch (Unreadable unreadable) {
      throw wrong(name, String.valueOf(unreadable.getMessage()));
    }
  }

  private static NewPicture moving(Cleaned gif) throws Unreadable {
    if (gif.bytes().length > MOST_MOVING_BYTES) {
      throw new Unreadable("is larger than 1 MB, the most carriers take of a moving GIF");
    }
    return new NewPicture(gif.type().mediaType(), gif.width(), gif.height(), gif.bytes());
  }

  private NewPicture inTurn(Cleaned cleaned) throws Unreadable {
    try {
      if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new Refusal(
            Refusal.Kind.UNAVAILABLE,
            "pictures.busy",
            "Many pictures are being prepared. Try again in a moment.",
            List.of(),
            Map.of("Retry-After", "10"));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(over);
    }
    try {
      return paint(shrink(unpack(cleaned), cleaned.turn()));
    } finally {
      turn.release();
    }
  }

  private static BufferedImage unpack(Cleaned cleaned) throws Unreadable {
    var reader =
        ImageIO.getImageReadersByFormatName(cleaned.type().name().toLowerCase(Locale.ROOT)).next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(cleaned.bytes()))) {
      reader.setInput(in, true, true);
      if (reader.getWidth(0) > cleaned.width() || reader.getHeight(0) > cleaned.height()) {
        throw Unreadable.broken();
      }
      var how = reader.getDefaultReadParam();
      if ((long) cleaned.width() * cleaned.height() > MOST_UNPACKED) {
        how.setSourceSubsampling(2, 2, 0, 0);
      }
      return reader.read(0, how);
    } catch (IOException | RuntimeException unreadable) {
      // Decoders meet damage with exceptions of many kinds.
      throw Unreadable.broken();
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage shrink(BufferedImage whole, int turn) {
    var image = whole;
    while (Math.max(image.getWidth(), image.getHeight()) >= 2 * LONGEST_SIDE) {
      image = fit(image, Math.max(image.getWidth(), image.getHeight()) / 2, Cleaned.UPRIGHT);
    }
    return fit(image, LONGEST_SIDE, turn);
  }

  private static BufferedImage fit(BufferedImage image, int longest, int turn) {
    double scale = Math.min(1, (double) longest / Math.max(image.getWidth(), image.getHeight()));
    return draw(
        image,
        Math.max(1, (int) Math.round(image.getWidth() * scale)),
        Math.max(1, (int) Math.round(image.getHeight() * scale)),
        turn);
  }

  private static BufferedImage draw(BufferedImage image, int width, int height, int turn) {
    boolean lying = turn > 4;
    var drawn =
        new BufferedImage(
            lying ? height : width,
            lying ? width : height,
            image.getColorModel().hasAlpha()
                ? BufferedImage.TYPE_INT_ARGB
                : BufferedImage.TYPE_INT_RGB);
    var graphics = drawn.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.transform(upright(turn, width, height));
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return drawn;
  }

  // As EXIF counts: mirrored or turned, 5 to 8 lying on a side.
  private static AffineTransform upright(int turn, int width, int height) {
    return switch (turn) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
      default -> new AffineTransform();
    };
  }

  // Drawings keep their sharp edges as PNG while that is small enough.
  private static NewPicture paint(BufferedImage image) {
    if (image.getColorModel().hasAlpha() || isDrawing(image)) {
      var png = write(image, PictureType.PNG, 0);
      if (png.length <= MOST_PAINTED_BYTES) {
        return new NewPicture(
            PictureType.PNG.mediaType(), image.getWidth(), image.getHeight(), png);
      }
    }
    var photo = onWhite(image);
    while (true) {
      for (var quality : QUALITIES) {
        var jpeg = write(photo, PictureType.JPEG, quality);
        if (jpeg.length <= MOST_PAINTED_BYTES || isTiny(photo)) {
          return new NewPicture(
              PictureType.JPEG.mediaType(), photo.getWidth(), photo.getHeight(), jpeg);
        }
      }
      photo = fit(photo, longest(photo) * 3 / 4, Cleaned.UPRIGHT);
    }
  }

  private static boolean isTiny(BufferedImage image) {
    return longest(image) <= SHORTEST_SIDE;
  }

  private static int longest(BufferedImage image) {
    return Math.max(image.getWidth(), image.getHeight());
  }

  // Neighbours are mostly equal in drawings and screenshots, hardly ever in photos.
  private static boolean isDrawing(BufferedImage image) {
    long equal = 0;
    long looked = 0;
    for (int y = 0; y < image.getHeight(); y += 4) {
      for (int x = 1; x < image.getWidth(); x += 2) {
        looked++;
        equal += image.getRGB(x, y) == image.getRGB(x - 1, y) ? 1 : 0;
      }
    }
    return equal * 2 > looked;
  }

  private static BufferedImage onWhite(BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return image;
    }
    var opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    var graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    return opaque;
  }

  private static byte[] write(BufferedImage image, PictureType type, float quality) {
    var writer = ImageIO.getImageWritersByFormatName(type.name().toLowerCase(Locale.ROOT)).next();
    var written = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(written)) {
      writer.setOutput(out);
      var how = writer.getDefaultWriteParam();
      if (type == PictureType.JPEG) {
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(quality);
      }
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      writer.dispose();
    }
    return written.toByteArray();
  }

  private static Refusal wrong(String name, String why) {
    return Refusal.field("pictures", name + " " + why + ".");
  }
}
