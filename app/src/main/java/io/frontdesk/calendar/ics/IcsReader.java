package io.frontdesk.calendar.ics;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Turns bytes into components. Lenient with what programs write (no VCALENDAR around, lost ENDs,
/// wrong line ends, lines that are none), strict with size. Fetches nothing, whatever a line names.
public final class IcsReader {
  private final IcsBounds bounds;
  private final List<IcsComponent> roots = new ArrayList<>();
  private final Deque<IcsComponent> open = new ArrayDeque<>();
  private int inRoot;
  private int components;

  private IcsReader(IcsBounds bounds) {
    this.bounds = bounds;
  }

  /// @return the outermost components, in order; usually one VCALENDAR
  /// @throws IcsRefused when it is no calendar or beyond the bounds
  public static List<IcsComponent> read(byte[] file, IcsBounds bounds) {
    if (file.length > bounds.bytes()) {
      throw new IcsRefused("the calendar is larger than " + (bounds.bytes() >> 20) + " MiB");
    }
    return new IcsReader(bounds).roots(text(file));
  }

  private List<IcsComponent> roots(String text) {
    int at = text.startsWith("\uFEFF") ? 1 : 0;
    var line = new StringBuilder();
    boolean tooLong = false;
    while (at <= text.length()) {
      int end = lineEnd(text, at);
      boolean folded = at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t');
      if (!folded) {
        take(line, tooLong);
        line.setLength(0);
        tooLong = false;
      }
      if (line.length() + (end - at) > bounds.lineChars()) {
        tooLong = true;
      } else if (!tooLong) {
        line.append(text, folded ? at + 1 : at, end);
      }
      at = end + 1;
      if (end < text.length() && text.charAt(end) == '\r' && text.startsWith("\n", at)) {
        at++;
      }
    }
    take(line, tooLong);
    if (roots.isEmpty()) {
      throw new IcsRefused("the address does not hold a calendar");
    }
    return List.copyOf(roots);
  }

  private static int lineEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private void take(StringBuilder text, boolean tooLong) {
    if (tooLong || text.isEmpty()) {
      return;
    }
    var parsed = IcsLine.parse(text.toString());
    if (parsed.isEmpty()) {
      return;
    }
    var line = parsed.get();
    switch (line.name()) {
      case "BEGIN" -> begin(line.value().strip().toUpperCase(Locale.ROOT));
      case "END" -> end(line.value().strip().toUpperCase(Locale.ROOT));
      default -> {
        var inside = open.peek();
        if (inside != null) {
          inside.add(line);
        }
      }
    }
  }

  private void begin(String name) {
    if (!name.matches("[A-Z0-9-]{1,40}")) {
      throw new IcsRefused("a component of the calendar has no proper name");
    }
    if (++components > bounds.components()) {
      throw new IcsRefused("the calendar has more than " + bounds.components() + " entries");
    }
    if (open.size() >= bounds.depth()) {
      throw new IcsRefused("the calendar's entries are nested too deep");
    }
    var outer = open.peek();
    var made = new IcsComponent(name, outer == null ? 0 : ++inRoot);
    if (outer == null) {
      inRoot = 0;
      roots.add(made);
    } else {
      outer.add(made);
    }
    open.push(made);
  }

  private void end(String name) {
    if (open.stream().anyMatch(one -> one.name().equals(name))) {
      while (!open.pop().name().equals(name)) {
        // An END was lost within it.
      }
    }
  }

  private static String text(byte[] file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(file, Charset.forName("windows-1252"));
    }
  }
}
