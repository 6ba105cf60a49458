package io.frontdesk.delivery;

import org.jspecify.annotations.Nullable;

/// A picture as it is kept and sent, without its bytes.
///
/// @param type `image/jpeg`, `image/png` or `image/gif`: what we made, whatever was uploaded
/// @param size in bytes
/// @param kept false once it was forgotten with its person; then there are no bytes any more
/// @param alt what it shows, in the words of who sent it
public record Picture(
    PictureId id,
    String type,
    int width,
    int height,
    int size,
    boolean kept,
    @Nullable String alt) {

  /// For who can't see it: the words of who sent it, else what is known.
  public String description() {
    return alt != null ? alt : "Picture without a description, " + width + " by " + height;
  }

  @Override
  public String toString() {
    return "Picture[" + id + " " + type + "]";
  }
}
