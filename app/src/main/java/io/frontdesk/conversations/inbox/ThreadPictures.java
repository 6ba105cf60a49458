package io.frontdesk.conversations.inbox;

import io.frontdesk.conversations.Message;
import io.frontdesk.conversations.MessageId;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.delivery.Picture;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The pictures beside the lines of a thread.
@Component
class ThreadPictures {
  private static final int LONGEST_ALT = 300;

  private final Pictures pictures;

  ThreadPictures(Pictures pictures) {
    this.pictures = pictures;
  }

  /// Those of each message, in their order; a message without any is missing.
  Map<MessageId, List<Picture>> of(TenantId tenant, List<Message> messages) {
    var lines = new HashMap<DeliveryId, MessageId>();
    for (var message : messages) {
      if (message.delivery() != null) {
        lines.put(message.delivery(), message.id());
      }
    }
    var found = new HashMap<MessageId, List<Picture>>();
    pictures
        .ofDeliveries(tenant, lines.keySet())
        .forEach(
            (delivery, shown) -> found.put(Objects.requireNonNull(lines.get(delivery)), shown));
    return found;
  }

  /// A picture with what somebody wrote about it.
  ///
  /// @throws Refusal naming `pictures` when that is too long
  static Content.Shown shown(PictureId picture, @Nullable String alt) {
    var words = alt == null ? "" : alt.replaceAll("\\p{Cntrl}+", " ").strip();
    if (words.length() > LONGEST_ALT) {
      throw Refusal.field(
          "pictures", "Describe a picture in at most " + LONGEST_ALT + " characters.");
    }
    return new Content.Shown(picture, words.isEmpty() ? null : words);
  }
}
