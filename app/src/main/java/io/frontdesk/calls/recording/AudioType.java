package io.frontdesk.calls.recording;

import java.util.Optional;

/// The kinds of sound we keep, known by their first bytes and not by what a server says.
enum AudioType {
  WAV("wav", "audio/wav"),
  MP3("mp3", "audio/mpeg"),
  M4A("m4a", "audio/mp4");

  private final String ending;
  private final String mediaType;

  AudioType(String ending, String mediaType) {
    this.ending = ending;
    this.mediaType = mediaType;
  }

  String ending() {
    return ending;
  }

  String mediaType() {
    return mediaType;
  }

  /// @param head the first twelve bytes, or fewer of a shorter file
  static Optional<AudioType> of(byte[] head) {
    if (is(head, 0, "RIFF") && is(head, 8, "WAVE")) {
      return Optional.of(WAV);
    }
    // An ID3 tag, or the eleven set bits that begin an MPEG audio frame.
    boolean frame =
        head.length > 2
            && (head[0] & 0xff) == 0xff
            && (head[1] & 0xe0) == 0xe0
            && (head[1] & 0x06) != 0;
    if (is(head, 0, "ID3") || frame) {
      return Optional.of(MP3);
    }
    return is(head, 4, "ftyp") ? Optional.of(M4A) : Optional.empty();
  }

  private static boolean is(byte[] head, int at, String text) {
    if (head.length < at + text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (head[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
