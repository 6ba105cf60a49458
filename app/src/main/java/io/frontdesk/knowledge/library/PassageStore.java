package io.frontdesk.knowledge.library;

import static io.frontdesk.platform.db.Sql.text;
import static io.frontdesk.platform.db.Sql.uuid;

import io.frontdesk.knowledge.DocumentId;
import io.frontdesk.knowledge.Passage;
import io.frontdesk.platform.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The pieces that are searched.
@Component
public class PassageStore {
  // Around a matching word in a snippet; control characters never occur in a document.
  private static final char HIT = '\u0001';
  private static final char END = '\u0002';

  private final JdbcClient db;

  PassageStore(JdbcClient db) {
    this.db = db;
  }

  /// Replaces the passages of one document; an empty list takes it out of the search.
  public void replace(
      TenantId tenant, DocumentId document, String title, List<Splitter.Part> parts) {
    db.sql("DELETE FROM knowledge.passage WHERE tenant_id = :tenant AND document_id = :document")
        .param("tenant", tenant.value())
        .param("document", document.value())
        .update();
    db.sql(
            """
            INSERT INTO knowledge.passage (tenant_id, document_id, position, heading, body, words)
            SELECT :tenant, :document, part.position, part.heading, part.body,
                   setweight(to_tsvector('english', :title), 'A')
                   || setweight(to_tsvector('english', part.heading), 'B')
                   || to_tsvector('english', part.body)
              FROM unnest(CAST(:headings AS text[]), CAST(:bodies AS text[]))
                   WITH ORDINALITY AS part (heading, body, position)
            """)
        .param("tenant", tenant.value())
        .param("document", document.value())
        .param("title", title)
        .param("headings", parts.stream().map(Splitter.Part::heading).toArray(String[]::new))
        .param("bodies", parts.stream().map(Splitter.Part::text).toArray(String[]::new))
        .update();
  }

  /// Ranks by the words of `query`: rare words tell more than common ones, repeated words add less
  /// each time, long passages do not win by length. A heading weighs more than the body, and the
  /// body more than the title, which every passage of its document shares. The tenant comes first
  /// in the index and in every count. In a small library every word would look common, so it counts
  /// as
  /// one of at least 50 passages.
  public List<Passage> search(TenantId tenant, String query, int limit) {
    return db.sql(
            """
            WITH asked AS (
              SELECT lexeme,
                     CAST('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''''
                          AS tsquery) AS query
                FROM unnest(to_tsvector('english', :query))
               LIMIT 32
            ), whole AS (
              SELECT greatest(count(*), 50) AS passages, coalesce(avg(length(words)), 1) AS size
                FROM knowledge.passage
               WHERE tenant_id = :tenant
            ), hit AS (
              SELECT asked.lexeme, p.document_id, p.position,
                     ts_rank('{0.6, 0.5, 1.0, 0.5}', p.words, asked.query)
                       / (0.4 + 0.6 * length(p.words) / whole.size) AS strength,
                     count(*) OVER (PARTITION BY asked.lexeme) AS passages
                FROM asked
                CROSS JOIN whole
                JOIN knowledge.passage p ON p.tenant_id = :tenant AND p.words @@ asked.query
            ), worth AS (
              SELECT asked.lexeme,
                     ln(1 + (whole.passages - coalesce(h.passages, 1) + 0.5)
                            / (coalesce(h.passages, 1) + 0.5)) AS worth
                FROM asked
                CROSS JOIN whole
                LEFT JOIN (SELECT DISTINCT lexeme, passages FROM hit) h
                       ON h.lexeme = asked.lexeme
            ), best AS (
              SELECT hit.document_id, hit.position,
                     sum(hit.strength * worth.worth) AS score,
                     sum(worth.worth) / (SELECT sum(worth) FROM worth) AS coverage
                FROM hit
                JOIN worth ON worth.lexeme = hit.lexeme
               GROUP BY hit.document_id, hit.position
               ORDER BY score DESC, hit.document_id, hit.position
               LIMIT :limit
            )
            SELECT best.document_id, best.position, best.score, best.coverage,
                   d.title, p.heading, p.body,
                   ts_headline('english', p.body,
                     (SELECT CAST(string_agg(CAST(query AS text), ' | ') AS tsquery) FROM asked),
                     'MaxFragments=2, MaxWords=30, MinWords=12, FragmentDelimiter=" … ", StartSel='
                     || chr(1) || ', StopSel=' || chr(2)) AS snippet
              FROM best
              JOIN knowledge.passage p ON p.tenant_id = :tenant
                   AND p.document_id = best.document_id AND p.position = best.position
              JOIN knowledge.document d ON d.tenant_id = :tenant AND d.id = best.document_id
                   AND d.active AND d.deleted_at IS NULL
             ORDER BY best.score DESC, best.document_id, best.position
            """)
        .param("tenant", tenant.value())
        .param("query", query)
        .param("limit", limit)
        .query((row, _) -> passage(row))
        .list();
  }

  private static Passage passage(ResultSet row) throws SQLException {
    return new Passage(
        new DocumentId(uuid(row, "document_id")),
        text(row, "title"),
        row.getInt("position"),
        text(row, "heading"),
        text(row, "body"),
        row.getDouble("score"),
        row.getDouble("coverage"),
        pieces(text(row, "snippet")));
  }

  private static List<Passage.Piece> pieces(String snippet) {
    var pieces = new ArrayList<Passage.Piece>();
    int at = 0;
    while (at < snippet.length()) {
      int hit = snippet.indexOf(HIT, at);
      int end = hit < 0 ? -1 : snippet.indexOf(END, hit);
      if (end < 0) {
        pieces.add(new Passage.Piece(snippet.substring(at), false));
        break;
      }
      if (hit > at) {
        pieces.add(new Passage.Piece(snippet.substring(at, hit), false));
      }
      pieces.add(new Passage.Piece(snippet.substring(hit + 1, end), true));
      at = end + 1;
    }
    return pieces;
  }
}
