package io.frontdesk.knowledge.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frontdesk.FrontdeskTest;
import io.frontdesk.knowledge.DocumentId;
import io.frontdesk.knowledge.Draft;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/// How well the search finds the passage that answers, on public questions and answers (MedQuAD, CC
/// BY 4.0): answers are indexed without their questions, and each question must find its answer.
/// Beside it stands textbook BM25 over the same texts.
@FrontdeskTest
class SearchQualityTest {
  private static final int QUESTIONS = 500;
  private static final int DEEP = 10;

  @Autowired private TenantTransactions transactions;
  @Autowired private DocumentStore documents;
  @Autowired private PassageStore passages;
  @Autowired private JsonMapper json;

  private record Pair(String id, String question, String answer) {}

  @Test
  void finds_answers_about_as_well_as_plain_bm25() throws IOException {
    var corpus = corpus();
    var tenant = new TenantId(Uuid7.next());
    var ids = index(tenant, corpus);
    var asked = every(corpus, corpus.size() / QUESTIONS);
    var bm25 = new Bm25(corpus);

    double ours = 0;
    double plain = 0;
    var took = new ArrayList<Long>();
    for (var pair : asked) {
      long started = System.nanoTime();
      var found =
          transactions.read(tenant, () -> passages.search(tenant, pair.question(), 50)).stream()
              .map(passage -> ids.getOrDefault(passage.document(), ""))
              .distinct()
              .limit(DEEP)
              .toList();
      took.add((System.nanoTime() - started) / 1_000);
      ours += reciprocal(found, pair.id());
      plain += reciprocal(bm25.search(pair.question()), pair.id());
    }
    took.sort(Comparator.naturalOrder());

    System.out.printf(
        Locale.ROOT,
        "search: MRR@10 %.3f (BM25 %.3f) over %d questions in %d answers; p50 %.1f ms, p99 %.1f ms%n",
        ours / asked.size(),
        plain / asked.size(),
        asked.size(),
        corpus.size(),
        took.get(took.size() / 2) / 1000.0,
        took.get(took.size() * 99 / 100) / 1000.0);
    assertThat(ours).isGreaterThanOrEqualTo(plain * 0.9);
  }

  private Map<DocumentId, String> index(TenantId tenant, List<Pair> corpus) {
    var ids = new HashMap<DocumentId, String>();
    transactions.write(
        tenant,
        () -> {
          for (var pair : corpus) {
            var id = new DocumentId(Uuid7.next());
            var draft = new Draft("Answer", "Health", pair.answer());
            documents.insert(tenant, id, draft, Instant.EPOCH, "test");
            passages.replace(tenant, id, draft.title(), Splitter.split(draft.body()));
            ids.put(id, pair.id());
          }
        });
    return ids;
  }

  private List<Pair> corpus() throws IOException {
    var folder =
        Path.of(System.getenv().getOrDefault("FRONTDESK_EVAL_DATA", "../../shared/data"))
            .resolve("medquad/corpus.jsonl.gz");
    if (!Files.exists(folder)) {
      System.err.println("SKIPPED: no search corpus at " + folder.toAbsolutePath());
    }
    assumeTrue(Files.exists(folder), "no search corpus");
    var seen = new HashSet<String>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder)), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(json::readTree)
          .map(
              node ->
                  new Pair(
                      node.get("id").asString(),
                      node.get("question").asString(),
                      node.get("answer").asString()))
          .filter(pair -> !pair.answer().isBlank() && seen.add(pair.answer()))
          .toList();
    }
  }

  private static <T> List<T> every(List<T> all, int step) {
    var some = new ArrayList<T>();
    for (int i = 0; i < all.size(); i += step) {
      some.add(all.get(i));
    }
    return some;
  }

  private static double reciprocal(List<String> found, String wanted) {
    int at = found.indexOf(wanted);
    return at < 0 ? 0 : 1.0 / (at + 1);
  }

  /// The textbook ranking (k1 1.2, b 0.75), whole answers, words in lower case without endings cut.
  private static final class Bm25 {
    private final Map<String, Map<String, Integer>> postings = new HashMap<>();
    private final Map<String, Integer> lengths = new HashMap<>();
    private final double average;

    Bm25(List<Pair> corpus) {
      long sum = 0;
      for (var pair : corpus) {
        var words = words(pair.answer());
        lengths.put(pair.id(), words.size());
        sum += words.size();
        for (var word : words) {
          postings.computeIfAbsent(word, _ -> new HashMap<>()).merge(pair.id(), 1, Integer::sum);
        }
      }
      average = (double) sum / corpus.size();
    }

    List<String> search(String query) {
      var scores = new HashMap<String, Double>();
      for (var word : Set.copyOf(words(query))) {
        var found = postings.getOrDefault(word, Map.of());
        double idf = Math.log(1 + (lengths.size() - found.size() + 0.5) / (found.size() + 0.5));
        found.forEach(
            (id, count) ->
                scores.merge(
                    id,
                    idf
                        * count
                        * 2.2
                        / (count + 1.2 * (0.25 + 0.75 * lengths.getOrDefault(id, 1) / average)),
                    Double::sum));
      }
      return scores.entrySet().stream()
          .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
          .limit(DEEP)
          .map(Map.Entry::getKey)
          .toList();
    }

    private static List<String> words(String text) {
      return List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"));
    }
  }
}
