package io.frontdesk.integrations.mail;

import java.util.Locale;
import java.util.Set;
import org.springframework.web.util.HtmlUtils;

/// The text of an HTML e-mail: no markup, no scripts, lines where blocks end, what it quotes marked
/// with `> `. Walks the source once, whatever it holds.
final class HtmlText {
  private static final Set<String> UNSEEN = Set.of("script", "style", "head", "title", "template");
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "tr",
          "li",
          "ul",
          "ol",
          "table",
          "blockquote",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "hr",
          "section",
          "article",
          "header",
          "footer",
          "pre",
          "body");

  private final String html;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder line = new StringBuilder();
  private int quotes;

  private HtmlText(String html) {
    this.html = html;
  }

  static String of(String html) {
    return new HtmlText(html).read();
  }

  private String read() {
    int at = 0;
    while (at < html.length()) {
      int open = html.indexOf('<', at);
      say(open < 0 ? html.substring(at) : html.substring(at, open));
      if (open < 0) {
        break;
      }
      at = html.startsWith("<!--", open) ? behind("-->", open + 4) : tag(open);
    }
    end();
    return text.toString().strip();
  }

  // Takes the tag at `open`; gives the place behind it, and behind what is not to be seen.
  private int tag(int open) {
    int from = open + 1;
    boolean closes = html.startsWith("/", from);
    if (closes) {
      from++;
    }
    int to = from;
    while (to < html.length() && Character.isLetterOrDigit(html.charAt(to))) {
      to++;
    }
    if (to == from && !html.startsWith("!", from) && !html.startsWith("?", from)) {
      line.append('<');
      return open + 1;
    }
    var name = html.substring(from, Math.min(to, from + 20)).toLowerCase(Locale.ROOT);
    int behind = behind(">", to);
    if (!closes && UNSEEN.contains(name)) {
      return behindEnd(name, behind);
    }
    if (name.equals("br")) {
      end();
    } else if (BLOCKS.contains(name)) {
      if (!line.isEmpty()) {
        end();
      }
      if (name.equals("p") && closes) {
        end();
      }
      if (name.equals("blockquote")) {
        quotes = Math.max(0, quotes + (closes ? -1 : 1));
      }
    } else if (name.equals("td") || name.equals("th")) {
      line.append(' ');
    }
    return behind;
  }

  private int behind(String what, int from) {
    int found = html.indexOf(what, from);
    return found < 0 ? html.length() : found + what.length();
  }

  private int behindEnd(String name, int from) {
    for (int at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
      if (html.regionMatches(true, at + 2, name, 0, name.length())) {
        return behind(">", at);
      }
    }
    return html.length();
  }

  private void say(String source) {
    if (!source.isEmpty()) {
      line.append(HtmlUtils.htmlUnescape(source));
    }
  }

  private void end() {
    var words = line.toString().replace('\u00a0', ' ').replaceAll("\\s+", " ").strip();
    line.setLength(0);
    if (!words.isEmpty() && quotes > 0) {
      text.append("> ");
    }
    text.append(words).append('\n');
  }
}
