package io.frontdesk.delivery.picture;

/// A file of which only what paints the picture is left: no places, names, thumbnails, comments,
/// and nothing behind its end.
///
/// @param turn how it has to be turned to stand upright, 1 to 8 as EXIF counts
/// @param frames more than one in a moving GIF
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Cleaned(PictureType type, int width, int height, int turn, int frames, byte[] bytes) {
  private static final int MOST_PIXELS = 25_000_000;
  private static final int LONGEST_SIDE = 12_000;

  static final int UPRIGHT = 1;

  Cleaned {
    if (turn < 1 || turn > 8) {
      turn = UPRIGHT;
    }
  }

  /// Before anything is unpacked: a small file may claim to be a huge picture.
  static void requireSane(int width, int height) throws Unreadable {
    if (width < 1 || height < 1) {
      throw Unreadable.broken();
    }
    if (width > LONGEST_SIDE || height > LONGEST_SIDE || (long) width * height > MOST_PIXELS) {
      throw new Unreadable("has more than 25 million pixels; make it smaller first");
    }
  }
}
