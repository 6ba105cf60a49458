package io.frontdesk.conversations.inbox;

import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.PictureId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.util.MultiValueMap;

/// The reply form as it was sent: what is written and which uploaded pictures are chosen.
///
/// @param channel blank takes the one the person has
/// @param key the same for one message, however often its form is sent
/// @param alts what somebody wrote about a picture
record Writing(
    String channel,
    String subject,
    String body,
    String key,
    List<PictureId> pictures,
    Map<PictureId, String> alts) {
  private static final int MOST_CHOSEN = 20;

  Writing {
    pictures = List.copyOf(pictures);
    alts = Map.copyOf(alts);
  }

  static Writing nothing(String channel) {
    return new Writing(channel, "", "", "", List.of(), Map.of());
  }

  static Writing read(MultiValueMap<String, String> form) {
    var pictures = new ArrayList<PictureId>();
    var alts = new HashMap<PictureId, String>();
    for (var text : form.getOrDefault("picture", List.of())) {
      if (text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
          && pictures.size() < MOST_CHOSEN) {
        var id = new PictureId(UUID.fromString(text));
        pictures.add(id);
        alts.put(id, text(form, "alt-" + text));
      }
    }
    return new Writing(
        text(form, "channel"),
        text(form, "subject"),
        text(form, "body"),
        text(form, "key"),
        pictures,
        alts);
  }

  /// The pictures as a message shows them.
  List<Content.Shown> shown() {
    return pictures.stream()
        .map(id -> ThreadPictures.shown(id, alts.getOrDefault(id, "")))
        .toList();
  }

  Writing with(List<PictureId> chosen) {
    return new Writing(channel, subject, body, key, chosen, alts);
  }

  private static String text(MultiValueMap<String, String> form, String name) {
    var value = form.getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public String toString() {
    return "Writing[" + channel + "]";
  }
}
