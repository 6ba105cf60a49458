package io.frontdesk.delivery.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.delivery.NewPicture;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.testing.TestPictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class DarkroomTest {
  private static final byte[] SCRIPT =
      "<script>alert(document.cookie)</script>PK\3\4".getBytes(ISO_8859_1);

  private final Darkroom darkroom = new Darkroom();

  @Test
  void a_photo_is_made_small_enough_and_stands_upright() {
    // Lies on its side: its top is at the right.
    var made = make(TestPictures.photo(TestPictures.flag(2400, 1200), 6));

    assertThat(made.type()).isEqualTo("image/png");
    var large = make(TestPictures.photo(TestPictures.noise(2000, 1000), 6));
    assertThat(large.type()).isEqualTo("image/jpeg");
    assertThat(large.bytes().length).isLessThanOrEqualTo(300_000);
    assertThat(large.height()).isEqualTo(2 * large.width());
    assertThat(made.width()).isEqualTo(800);
    assertThat(made.height()).isEqualTo(1600);
    var seen = TestPictures.read(made.bytes());
    assertThat(isRed(seen, 790, 800)).isTrue();
    assertThat(isRed(seen, 10, 800)).isFalse();
  }

  @Test
  void every_way_a_camera_is_held_comes_out_the_same() {
    for (int turn = 1; turn <= 8; turn++) {
      var made = make(TestPictures.photo(stored(TestPictures.flag(400, 200), turn), turn));

      var seen = TestPictures.read(made.bytes());
      assertThat(seen.getWidth()).as("turn " + turn).isEqualTo(400);
      assertThat(isRed(seen, 200, 20)).as("turn " + turn).isTrue();
      assertThat(isRed(seen, 200, 180)).as("turn " + turn).isFalse();
    }
  }

  @Test
  void nothing_of_a_file_goes_on_but_what_it_shows() {
    var flag = TestPictures.flag(300, 200);
    var photo = TestPictures.joined(TestPictures.photo(flag, 1), SCRIPT);
    var png =
        TestPictures.joined(
            TestPictures.withChunk(
                TestPictures.png(flag), "tEXt", "Author\0Ann".getBytes(ISO_8859_1)),
            SCRIPT);
    var film = TestPictures.joined(TestPictures.film(20, 3), SCRIPT);

    assertThat(text(photo)).contains("GPS 40.7128", "<script>");
    for (var file : new byte[][] {photo, png, film}) {
      var made = make(file);
      assertThat(text(made.bytes()))
          .doesNotContain("GPS", "Exif", "Ann", "secret note", "<script>", "PK\3\4");
      assertThat(TestPictures.read(made.bytes()).getWidth()).isEqualTo(made.width());
    }
    assertThat(make(film).type()).isEqualTo("image/gif");
    assertThat(text(make(film).bytes())).contains("NETSCAPE2.0");
    assertThat(make(TestPictures.gif(flag)).type()).isEqualTo("image/png");
  }

  @Test
  void what_is_no_picture_is_told_by_its_bytes() {
    refused("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".getBytes(ISO_8859_1))
        .hasMessageContaining("SVG");
    refused("<html><script>1</script>".getBytes(ISO_8859_1)).hasMessageContaining("no JPEG");
    refused("%PDF-1.7".getBytes(ISO_8859_1)).hasMessageContaining("no JPEG");
    refused("\0\0\0\30ftypheic\0\0".getBytes(ISO_8859_1)).hasMessageContaining("HEIC");
    refused("RIFF\0\0\0\0WEBPVP8 ".getBytes(ISO_8859_1)).hasMessageContaining("WebP");
    refused(new byte[0]).hasMessageContaining("empty");
    refused(new byte[8_000_001]).hasMessageContaining("8 MB");
    // Begins as a GIF and is a script: its "size" is the begin of a comment.
    refused("GIF89a/*\0\0\0\0\0\0*/=1;alert(1)".getBytes(ISO_8859_1)).hasMessageContaining("a.bin");
    refused(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9});
    refused(Arrays.copyOf(TestPictures.jpeg(TestPictures.flag(99, 99)), 400))
        .hasMessageContaining("damaged");
  }

  @Test
  void a_small_file_that_unpacks_to_a_huge_one_is_not_unpacked() {
    refused(TestPictures.bomb(12_000, 12_000)).hasMessageContaining("25 million");
    refused(TestPictures.bomb(60_000, 1)).hasMessageContaining("25 million");
    refused(TestPictures.bomb(-1, 1)).hasMessageContaining("damaged");
    // Claims the most there may be, and holds one pixel.
    refused(TestPictures.bomb(5_000, 5_000)).hasMessageContaining("damaged");
    // Text that unpacks to 200 MB is thrown away unread.
    var packed = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(packed)) {
      var zeros = new byte[1_000_000];
      for (int i = 0; i < 200; i++) {
        out.write(zeros);
      }
    } catch (java.io.IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
    var bomb =
        TestPictures.withChunk(
            TestPictures.png(TestPictures.flag(9, 9)),
            "zTXt",
            TestPictures.joined("a\0\0".getBytes(ISO_8859_1), packed.toByteArray()));
    assertThat(make(bomb).width()).isEqualTo(9);
    refused(TestPictures.film(1_000, 250)).hasMessageContaining("too long a film");
  }

  @Test
  void damage_anywhere_is_refused_or_does_no_harm() {
    var random = new Random(11);
    var whole =
        new byte[][] {
          TestPictures.photo(TestPictures.flag(64, 48), 3),
          TestPictures.png(TestPictures.noise(32, 32)),
          TestPictures.gif(TestPictures.flag(32, 32)),
          TestPictures.film(16, 2)
        };
    for (int i = 0; i < 4_000; i++) {
      var file = whole[i % whole.length].clone();
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(4) == 0) {
        file = Arrays.copyOf(file, random.nextInt(file.length));
      }
      try {
        var made = make(file);
        assertThat(made.width()).isBetween(1, 4_000);
        assertThat(made.bytes().length).isBetween(1, 1_000_000);
      } catch (Refusal told) {
        assertThat(told.fields()).singleElement().extracting("field").isEqualTo("pictures");
      }
    }
  }

  @Test
  void a_long_strip_and_a_see_through_drawing_come_out_whole() {
    var strip = make(TestPictures.png(TestPictures.flag(12_000, 2)));
    assertThat(strip.width()).isEqualTo(1_600);
    assertThat(strip.height()).isEqualTo(1);

    var clear = new BufferedImage(50, 50, BufferedImage.TYPE_INT_ARGB);
    assertThat(TestPictures.read(make(TestPictures.png(clear)).bytes()).getRGB(5, 5)).isZero();
    var many = new BufferedImage(900, 900, BufferedImage.TYPE_INT_ARGB);
    var random = new Random(3);
    for (int i = 0; i < 810_000; i++) {
      many.setRGB(i % 900, i / 900, 0x20000000 | random.nextInt(1 << 24));
    }
    // Too much for a PNG: what was clear becomes white.
    var photo = make(TestPictures.png(many));
    assertThat(photo.type()).isEqualTo("image/jpeg");
    assertThat(new Color(TestPictures.read(photo.bytes()).getRGB(9, 9)).getGreen())
        .isGreaterThan(200);
  }

  private NewPicture make(byte[] file) {
    return darkroom.make(file, "a.bin");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
      byte[] file) {
    return assertThatThrownBy(() -> make(file))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.fields())
                    .singleElement()
                    .extracting("field")
                    .isEqualTo("pictures"));
  }

  // How a camera that is held so stores it.
  private static BufferedImage stored(BufferedImage upright, int turn) {
    boolean lying = turn > 4;
    int width = upright.getWidth();
    int height = upright.getHeight();
    var stored =
        new BufferedImage(
            lying ? height : width, lying ? width : height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int right = width - 1 - x;
        int below = height - 1 - y;
        int colour = upright.getRGB(x, y);
        switch (turn) {
          case 2 -> stored.setRGB(right, y, colour);
          case 3 -> stored.setRGB(right, below, colour);
          case 4 -> stored.setRGB(x, below, colour);
          case 5 -> stored.setRGB(y, x, colour);
          case 6 -> stored.setRGB(y, right, colour);
          case 7 -> stored.setRGB(below, right, colour);
          case 8 -> stored.setRGB(below, x, colour);
          default -> stored.setRGB(x, y, colour);
        }
      }
    }
    return stored;
  }

  private static boolean isRed(BufferedImage image, int x, int y) {
    var colour = new Color(image.getRGB(x, y));
    return colour.getRed() > 180 && colour.getBlue() < 80;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
