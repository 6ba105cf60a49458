package io.frontdesk.calendar.ics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Writes content lines (RFC 5545): CRLF, folded at 75 octets, text escaped. Times are in UTC,
/// which every calendar reads right and which needs no copy of a zone's rules.
public final class IcsWriter {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int MOST_OCTETS = 75;

  private final StringBuilder out = new StringBuilder();

  /// A calendar with its head.
  public static IcsWriter calendar() {
    return new IcsWriter()
        .line("BEGIN", "VCALENDAR")
        .line("VERSION", "2.0")
        .line("PRODID", "-//Frontdesk//Calendar//EN")
        .line("CALSCALE", "GREGORIAN");
  }

  /// A line whose value is written as it stands.
  ///
  /// @param name with its parameters
  public IcsWriter line(String name, String value) {
    fold(name + ":" + value.replaceAll("\\p{Cntrl}+", " "));
    return this;
  }

  public IcsWriter text(String name, String value) {
    return line(
        name,
        value
            .replace("\\", "\\\\")
            .replace(";", "\\;")
            .replace(",", "\\,")
            .replaceAll("\r\n|\r|\n", "\\\\n"));
  }

  public IcsWriter utc(String name, Instant at) {
    return line(name, UTC.format(at));
  }

  /// The whole.
  public byte[] end() {
    line("END", "VCALENDAR");
    return out.toString().getBytes(UTF_8);
  }

  /// A parameter's value in quotes; what can't stand there is written as RFC 6868 says.
  public static String quoted(String text) {
    return '"'
        + text.replace("^", "^^")
            .replaceAll("\r\n|\r|\n", "^n")
            .replace("\"", "^'")
            .replaceAll("\\p{Cntrl}+", " ")
        + '"';
  }

  private void fold(String line) {
    int octets = 0;
    for (int at = 0; at < line.length(); ) {
      int point = line.codePointAt(at);
      int size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (octets + size > MOST_OCTETS) {
        out.append("\r\n ");
        octets = 1;
      }
      out.appendCodePoint(point);
      octets += size;
      at += Character.charCount(point);
    }
    out.append("\r\n");
  }
}
