package io.frontdesk.conversations.inbox;

import io.frontdesk.access.Caller;
import io.frontdesk.delivery.Content;
import io.frontdesk.delivery.PictureId;
import io.frontdesk.delivery.Pictures;
import io.frontdesk.platform.error.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;

/// Adds and removes the pictures of a reply that is being written.
@Component
class ChosenPictures {
  private static final int LONGEST_NAME = 40;

  private final Pictures pictures;

  ChosenPictures(Pictures pictures) {
    this.pictures = pictures;
  }

  /// @param refused why one of the files, and those after it, were not added
  record Added(Writing writing, @Nullable Refusal refused) {}

  /// Keeps files that were chosen; those before a wrong one stay chosen.
  Added with(Caller caller, Writing writing, List<MultipartFile> files) {
    var chosen = new ArrayList<>(writing.pictures());
    try {
      for (var file : files) {
        // A file field that nothing was chosen for sends one without a name.
        if (file.isEmpty() && String.valueOf(file.getOriginalFilename()).isEmpty()) {
          continue;
        }
        if (chosen.size() >= Content.MOST_PICTURES) {
          throw Refusal.field(
              "pictures", "Send at most " + Content.MOST_PICTURES + " pictures with one message.");
        }
        var made = pictures.make(caller.tenant(), name(file), bytes(file));
        chosen.add(pictures.add(caller.tenant(), made, caller.actor()).id());
      }
    } catch (Refusal refused) {
      return new Added(writing.with(chosen), requireMendable(refused));
    }
    return new Added(writing.with(chosen), null);
  }

  /// Takes one away for good.
  Writing without(Caller caller, Writing writing, PictureId gone) {
    if (!pictures.unsent(caller.tenant(), List.of(gone)).isEmpty()) {
      pictures.discard(caller.tenant(), gone, caller.actor());
    }
    return writing.with(writing.pictures().stream().filter(one -> !one.equals(gone)).toList());
  }

  private static Refusal requireMendable(Refusal refused) {
    return switch (refused.kind()) {
      case INVALID, UNAVAILABLE -> refused;
      default -> throw refused;
    };
  }

  // Only for a message to whoever chose it; some browsers send a path.
  private static String name(MultipartFile file) {
    var path = String.valueOf(file.getOriginalFilename()).replaceAll("\\p{Cntrl}+", " ");
    var name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).strip();
    if (name.isEmpty()) {
      return "The picture";
    }
    return name.length() <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, name.codePointCount(0, LONGEST_NAME))) + "…";
  }

  private static byte[] bytes(MultipartFile file) {
    try {
      return file.getBytes();
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }
}
