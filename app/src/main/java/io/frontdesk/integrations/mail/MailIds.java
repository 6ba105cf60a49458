package io.frontdesk.integrations.mail;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Message ids, `<id@domain>`, as headers carry them.
final class MailIds {
  private static final Pattern ID = Pattern.compile("<[^<>\\s]{1,900}>");
  private static final int MOST = 20;

  private MailIds() {}

  /// The ids in a text, in their order; of more than twenty the last twenty. Anything else in it,
  /// line ends above all, is dropped.
  static List<String> in(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    var ids = ID.matcher(text).results().map(MatchResult::group).distinct().toList();
    return ids.subList(Math.max(0, ids.size() - MOST), ids.size());
  }
}
