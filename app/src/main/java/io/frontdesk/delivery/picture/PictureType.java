package io.frontdesk.delivery.picture;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The kinds of pictures carriers bring to every phone, known by their first bytes and not by a
/// name or by what a browser says.
enum PictureType {
  JPEG("image/jpeg", "ffd8ff"),
  PNG("image/png", "89504e470d0a1a0a"),
  GIF("image/gif", "47494638");

  private final String mediaType;
  private final byte[] magic;

  PictureType(String mediaType, String magic) {
    this.mediaType = mediaType;
    this.magic = HexFormat.of().parseHex(magic);
  }

  String mediaType() {
    return mediaType;
  }

  static Optional<PictureType> of(byte[] file) {
    return Arrays.stream(values())
        .filter(
            type ->
                file.length > type.magic.length
                    && Arrays.mismatch(file, type.magic) == type.magic.length)
        .findFirst();
  }
}
