package io.frontdesk.calendar.ics;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One content line, unfolded.
///
/// @param name upper case
/// @param parameters by upper-case name, quotes removed
/// @param value as it stands, escapes included
public record IcsLine(String name, Map<String, String> parameters, String value) {
  public IcsLine {
    parameters = Map.copyOf(parameters);
  }

  /// Reads a line; empty when it is none.
  static Optional<IcsLine> parse(String line) {
    int at = 0;
    while (at < line.length() && line.charAt(at) != ':' && line.charAt(at) != ';') {
      at++;
    }
    var name = line.substring(0, at).strip().toUpperCase(Locale.ROOT);
    if (at == line.length() || !name.matches("[A-Z0-9_.-]{1,100}")) {
      return Optional.empty();
    }
    var parameters = new TreeMap<String, String>();
    while (at < line.length() && line.charAt(at) == ';') {
      int end = parameterEnd(line, at + 1);
      var text = line.substring(at + 1, end);
      int equals = text.indexOf('=');
      if (equals > 0) {
        parameters.putIfAbsent(
            text.substring(0, equals).strip().toUpperCase(Locale.ROOT),
            unquoted(text.substring(equals + 1).strip()));
      }
      at = end;
    }
    return at >= line.length()
        ? Optional.empty()
        : Optional.of(new IcsLine(name, parameters, line.substring(at + 1)));
  }

  private static int parameterEnd(String line, int from) {
    boolean quoted = false;
    for (int at = from; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ':' || c == ';')) {
        return at;
      }
    }
    // A quote that is never closed: the first colon ends the parameters all the same.
    int colon = quoted ? line.indexOf(':', from) : -1;
    return colon < 0 ? line.length() : colon;
  }

  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /// The value as text, escapes undone, at most `most` characters, one line.
  public String text(int most) {
    var text = new StringBuilder();
    for (int i = 0; i < value.length() && text.length() < most; i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        c = value.charAt(++i);
        text.append(c == 'n' || c == 'N' ? ' ' : c);
      } else {
        text.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    var whole = text.toString().strip();
    return !whole.isEmpty() && Character.isHighSurrogate(whole.charAt(whole.length() - 1))
        ? whole.substring(0, whole.length() - 1)
        : whole;
  }
}
