package io.frontdesk.delivery;

import java.util.Arrays;
import java.util.Objects;

/// A file that travels with an e-mail, at most 10 MiB. A calendar invitation has the type
/// `text/calendar; method=REQUEST; charset=UTF-8` and is also offered as an alternative part, which
/// is what mail programs act on.
///
/// @param fileName shown to the reader, e.g. `appointment.ics`
public record Attachment(String fileName, String contentType, byte[] bytes) {
  private static final int MAX_BYTES = 10 * 1024 * 1024;

  public Attachment {
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("an attachment has at most " + MAX_BYTES + " bytes");
    }
    if ((fileName + contentType).chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("name and type of an attachment are one line each");
    }
    bytes = bytes.clone();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attachment that
        && fileName.equals(that.fileName)
        && contentType.equals(that.contentType)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(fileName, contentType, Arrays.hashCode(bytes));
  }

  @Override
  public String toString() {
    return "Attachment[" + bytes.length + " bytes]";
  }
}
