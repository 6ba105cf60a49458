package io.frontdesk.conversations.inbox;

import io.frontdesk.delivery.Picture;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A picture as the API tells it.
///
/// @param kept false once it was forgotten with its person
record PictureView(
    UUID id, String type, int width, int height, int bytes, @Nullable String alt, boolean kept) {
  static PictureView of(Picture one) {
    return new PictureView(
        one.id().value(), one.type(), one.width(), one.height(), one.size(), one.alt(), one.kept());
  }
}
