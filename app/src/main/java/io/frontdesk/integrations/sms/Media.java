package io.frontdesk.integrations.sms;

import java.util.List;
import java.util.stream.Collectors;

/// Pictures and files that came with a text, as lines below it.
public record Media(String url, String type) {
  private static final int MOST = 10;
  private static final int LONGEST = 1_000;

  /// The text with a line per file: its type and where it lies. What is no https address is only
  /// counted.
  public static String below(String text, List<Media> media) {
    // PostgreSQL's text holds everything but NUL.
    var words = text.replace("\0", "");
    if (media.isEmpty()) {
      return words;
    }
    var lines =
        media.stream()
            .filter(Media::isAddress)
            .limit(MOST)
            .map(one -> "[" + one.kind() + "] " + one.url())
            .collect(Collectors.joining("\n"));
    long more = media.size() - Math.min(MOST, media.stream().filter(Media::isAddress).count());
    var rest = more == 0 ? "" : "[" + more + " pictures or files; open them at the carrier]";
    return List.of(words, lines, rest).stream()
        .filter(part -> !part.isBlank())
        .collect(Collectors.joining("\n"));
  }

  private boolean isAddress() {
    return url.length() <= LONGEST && url.matches("https://[^\\s/@\\p{Cntrl}]+/[^\\s\\p{Cntrl}]*");
  }

  private String kind() {
    return type.matches("[A-Za-z0-9.+-]{1,40}/[A-Za-z0-9.+-]{1,60}") ? type : "file";
  }
}
