package io.frontdesk.receptionist.tools;

import io.frontdesk.knowledge.Knowledge;
import io.frontdesk.knowledge.Passage;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Answers from the documents of the workspace, in their own words and from nothing else.
@Component
class QueryKnowledge implements Tool {
  private static final int PASSAGES = 3;

  // Below this share of the question a passage speaks about something else.
  private static final double ENOUGH = 0.4;
  private static final int LONGEST_SPOKEN = 400;

  private final Knowledge knowledge;

  QueryKnowledge(Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  @Override
  public ToolName name() {
    return ToolName.QUERY_KNOWLEDGE;
  }

  @Override
  public String description() {
    return "Look up what the business says about a topic: prices, treatments, parking, policies."
        + " Answer only from the passages that come back; if none does, say so and offer to take"
        + " a message.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.required("query", "The question in the caller's words"),
        Parameter.optional("category", "A category of documents to prefer"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var query = situation.arguments().text(500, "query", "question", "q", "search", "topic");
    if (query.isEmpty()) {
      return ToolAnswer.of(
          "not-understood",
          Facts.failed("INVALID_INPUT").and("found", false).map(),
          "What would you like to know?");
    }
    var passages =
        knowledge.search(situation.tenant(), query.get(), PASSAGES).stream()
            .filter(passage -> passage.coverage() >= ENOUGH)
            .toList();
    if (passages.isEmpty()) {
      return ToolAnswer.of(
          "no-answer",
          Facts.of("success", true)
              .and("found", false)
              .and("chunkCount", 0)
              .and("context", "")
              .map(),
          "I don't have that information, and I don't want to guess. Would you like me to take a"
              + " message so that someone can get back to you?");
    }
    return ToolAnswer.of(
        "found",
        Facts.of("success", true)
            .and("found", true)
            .and("chunkCount", passages.size())
            .and("context", String.join("\n\n", passages.stream().map(Passage::text).toList()))
            .and("passages", passages.stream().map(QueryKnowledge::source).toList())
            .map(),
        spoken(passages.getFirst().text()));
  }

  private static Map<String, Object> source(Passage passage) {
    return Facts.of("title", passage.title())
        .and("heading", passage.heading())
        .and("text", passage.text())
        .map();
  }

  // Whole sentences as far as people listen.
  private static String spoken(String text) {
    if (text.length() <= LONGEST_SPOKEN) {
      return text;
    }
    var sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    sentences.setText(text);
    int end = sentences.preceding(LONGEST_SPOKEN);
    if (end > 0) {
      return text.substring(0, end).strip();
    }
    return text.substring(0, text.lastIndexOf(' ', LONGEST_SPOKEN) + 1).strip() + " …";
  }
}
