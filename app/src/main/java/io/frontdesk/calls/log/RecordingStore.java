package io.frontdesk.calls.log;

import io.frontdesk.calls.CallId;
import io.frontdesk.platform.db.Sql;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table `calls.recording`.
@Repository
public class RecordingStore {
  private final JdbcClient db;

  RecordingStore(JdbcClient db) {
    this.db = db;
  }

  /// One recording. `sourceUrl` is gone once stored, `file` is there from then on.
  public record Recording(
      CallId call,
      String state,
      @Nullable String sourceUrl,
      @Nullable String file,
      long sizeBytes,
      @Nullable String mediaType,
      int attempts,
      @Nullable String error) {
    public boolean stored() {
      return "stored".equals(state);
    }

    @Override
    public String toString() {
      return "Recording[" + call + " " + state + "]";
    }
  }

  /// Asks for a recording to be fetched; one that is stored stays.
  public void want(TenantId tenant, CallId call, String url, Instant now) {
    db.sql(
            """
            INSERT INTO calls.recording AS r (tenant_id, call_id, state, source_url, wanted_at)
            VALUES (:tenant, :call, 'waiting', :url, :now)
            ON CONFLICT (tenant_id, call_id) DO UPDATE
               SET state = 'waiting', source_url = excluded.source_url, attempts = 0, error = NULL,
                   wanted_at = excluded.wanted_at
             WHERE r.state <> 'stored' AND r.source_url IS DISTINCT FROM excluded.source_url
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("url", url)
        .param("now", Sql.atUtc(now))
        .update();
  }

  /// Tells where the recording lies from now on, and forgets where it came from.
  public void stored(
      TenantId tenant, CallId call, String file, long sizeBytes, String mediaType, Instant now) {
    db.sql(
            """
            UPDATE calls.recording
               SET state = 'stored', source_url = NULL, file = :file, size_bytes = :size,
                   media_type = :type, error = NULL, attempts = attempts + 1, stored_at = :now
             WHERE tenant_id = :tenant AND call_id = :call AND state <> 'stored'
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("file", file)
        .param("size", sizeBytes)
        .param("type", mediaType)
        .param("now", Sql.atUtc(now))
        .update();
  }

  /// Counts a failed attempt.
  ///
  /// @param last whether nobody will try again
  public void failed(TenantId tenant, CallId call, String error, boolean last) {
    db.sql(
            """
            UPDATE calls.recording
               SET state = CASE WHEN :last THEN 'failed' ELSE state END,
                   attempts = attempts + 1, error = :error
             WHERE tenant_id = :tenant AND call_id = :call AND state = 'waiting'
            """)
        .param("tenant", tenant.value())
        .param("call", call.value())
        .param("error", error)
        .param("last", last)
        .update();
  }

  public Optional<Recording> find(TenantId tenant, CallId call) {
    return db.sql("SELECT * FROM calls.recording WHERE tenant_id = :tenant AND call_id = :call")
        .param("tenant", tenant.value())
        .param("call", call.value())
        .query(
            (row, _) ->
                new Recording(
                    new CallId(Sql.uuid(row, "call_id")),
                    Sql.text(row, "state"),
                    row.getString("source_url"),
                    row.getString("file"),
                    row.getLong("size_bytes"),
                    row.getString("media_type"),
                    row.getInt("attempts"),
                    row.getString("error")))
        .optional();
  }
}
