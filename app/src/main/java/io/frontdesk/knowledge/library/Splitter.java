package io.frontdesk.knowledge.library;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Cuts a document into pieces that can be read out: along headings and paragraphs, long paragraphs
/// along sentences. Neighbours under one heading overlap by a sentence or two, so that an answer
/// that runs over a cut is whole in one of them.
final class Splitter {
  /// A piece and the heading it stands under.
  record Part(String heading, String text) {}

  private static final int TARGET = 800;
  private static final int OVERLAP = 160;
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
  private static final Pattern FENCE = Pattern.compile("(```|~~~).*");

  private Splitter() {}

  static List<Part> split(String body) {
    var parts = new ArrayList<Part>();
    var headings = new String[6];
    var section = new ArrayList<String>();
    var paragraph = new StringBuilder();
    for (var line : body.split("\n", -1)) {
      var stripped = line.strip();
      var heading = HEADING.matcher(stripped);
      if (heading.matches()) {
        endParagraph(paragraph, section);
        endSection(headings, section, parts);
        int level = stripped.indexOf(' ') < 0 ? 1 : stripped.replaceAll("[^#].*", "").length();
        headings[level - 1] = plain(heading.group(1));
        java.util.Arrays.fill(headings, level, 6, null);
      } else if (stripped.isEmpty()) {
        endParagraph(paragraph, section);
      } else if (!FENCE.matcher(stripped).matches()) {
        paragraph.append(paragraph.isEmpty() ? "" : " ").append(plain(stripped));
      }
    }
    endParagraph(paragraph, section);
    endSection(headings, section, parts);
    return parts;
  }

  private static void endParagraph(StringBuilder paragraph, List<String> section) {
    if (!paragraph.isEmpty()) {
      section.add(paragraph.toString());
      paragraph.setLength(0);
    }
  }

  private static void endSection(String[] headings, List<String> section, List<Part> parts) {
    var heading = new StringBuilder();
    for (var one : headings) {
      if (one != null && !one.isEmpty()) {
        heading.append(heading.isEmpty() ? "" : " › ").append(one);
      }
    }
    var current = new StringBuilder();
    var carried = 0;
    for (var sentence : sentences(section)) {
      if (current.length() > carried && current.length() + sentence.length() > TARGET) {
        parts.add(new Part(heading.toString(), current.toString().strip()));
        var tail = tail(current.toString());
        current.setLength(0);
        current.append(tail);
        carried = current.length();
      }
      current.append(current.isEmpty() ? "" : " ").append(sentence);
    }
    if (current.length() > carried) {
      parts.add(new Part(heading.toString(), current.toString().strip()));
    }
    section.clear();
  }

  private static List<String> sentences(List<String> paragraphs) {
    var sentences = new ArrayList<String>();
    for (var paragraph : paragraphs) {
      var breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
      breaks.setText(paragraph);
      int from = breaks.first();
      for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
        // A text without a full stop must not become one endless piece.
        for (int cut = from; cut < to; cut += TARGET) {
          var sentence = paragraph.substring(cut, Math.min(to, cut + TARGET)).strip();
          if (!sentence.isEmpty()) {
            sentences.add(sentence);
          }
        }
      }
    }
    return sentences;
  }

  // The last whole sentences that fit into the overlap.
  private static String tail(String text) {
    var breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    breaks.setText(text);
    int from = breaks.last();
    int start = text.length();
    for (int at = breaks.previous(); at != BreakIterator.DONE; at = breaks.previous()) {
      if (from - at > OVERLAP) {
        break;
      }
      start = at;
    }
    return start == 0 ? "" : text.substring(start).strip();
  }

  // Marks of Markdown are not spoken: list bullets, emphasis, code ticks, link addresses.
  private static String plain(String line) {
    return line.replaceFirst("^(?:[-*+]|\\d{1,3}[.)])\\s+", "")
        .replaceFirst("^>\\s?", "")
        .replaceAll("!?\\[([^\\]]{0,300})\\]\\([^)]{0,500}\\)", "$1")
        .replaceAll("\\*\\*|__|`", "")
        .strip();
  }
}
