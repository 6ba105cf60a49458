package io.frontdesk.knowledge;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import java.util.ArrayList;

/// What someone wants a document to be: plain text or Markdown under a title. Checked and tidied:
/// line ends are `\n`, other control characters are gone.
///
/// @param category free text for grouping, e.g. `Prices`
public record Draft(String title, String category, String body) {
  /// Longest body in characters.
  public static final int MOST_CHARACTERS = 300_000;

  /// @throws Refusal that names every wrong field
  public Draft {
    title = tidy(title).replaceAll("\\s+", " ").strip();
    category = tidy(category).replaceAll("\\s+", " ").strip();
    body = tidy(body).strip();
    category = category.isEmpty() ? "General" : category;
    var wrong = new ArrayList<FieldError>();
    if (title.isEmpty() || title.length() > 200) {
      wrong.add(new FieldError("title", "give a title of 1 to 200 characters"));
    }
    if (category.length() > 60) {
      wrong.add(new FieldError("category", "keep it to 60 characters"));
    }
    if (body.isEmpty()) {
      wrong.add(new FieldError("body", "write or paste what callers may be told"));
    } else if (body.length() > MOST_CHARACTERS) {
      wrong.add(
          new FieldError("body", "this is longer than 300,000 characters; split the document"));
    }
    if (!wrong.isEmpty()) {
      throw Refusal.fields(wrong);
    }
  }

  // NUL would be refused by the database; other control characters are never meant.
  private static String tidy(String text) {
    return text.replace("\r\n", "\n")
        .replace('\r', '\n')
        .replaceAll("[\\p{Cntrl}\\uFEFF&&[^\\n\\t]]", "");
  }
}
