package io.frontdesk.contacts.book;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// The list's filters as its address holds them.
public record ListFilters(String q, String stage, String tag, String sort) {

  public boolean any() {
    return !q.isBlank() || !stage.isEmpty() || !tag.isEmpty();
  }

  /// The query string with another place in the list.
  public String at(String cursor) {
    return "?" + common() + "&sort=" + encode(sort) + (cursor.isEmpty() ? "" : "&at=" + cursor);
  }

  /// The query string with another order, from the start.
  public String sortedBy(String other) {
    return "?" + common() + "&sort=" + encode(other);
  }

  private String common() {
    return "q=" + encode(q) + "&stage=" + encode(stage) + "&tag=" + encode(tag);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
