package io.frontdesk.platform.jobs;

import static io.frontdesk.platform.db.Sql.atUtc;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Asks for background work. [JobRunner] runs it.
public final class Jobs {
  private static final Runnable NOBODY = () -> {};

  private final JdbcClient db;
  private final JsonMapper json;
  private final AtomicReference<Runnable> wake = new AtomicReference<>(NOBODY);

  public Jobs(JdbcClient db, JsonMapper json) {
    this.db = db;
    this.json = json;
  }

  /// Asks for one run of the job named `job`. Inside a transaction it is asked for when that
  /// commits, and not at all when it rolls back.
  ///
  /// @param job name of a [OneOffJob]
  /// @param key names this piece of work; asking again while it is waiting or running changes
  ///     nothing
  /// @param data of the job's data type
  /// @param at not before this instant; a past one means now
  public void schedule(TenantId tenant, String job, String key, Object data, Instant at) {
    scheduleAll(tenant, job, Map.of(key, data), at);
  }

  /// The same for many pieces of work in one statement.
  ///
  /// @param work data by key; of one that is waiting or running nothing changes
  public void scheduleAll(TenantId tenant, String job, Map<String, ?> work, Instant at) {
    if (work.isEmpty()) {
      return;
    }
    var keys = new ArrayList<String>(work.size());
    var contents = new ArrayList<byte[]>(work.size());
    work.forEach(
        (key, data) -> {
          keys.add(tenant + "/" + key);
          contents.add(
              json.writeValueAsBytes(new Content(tenant.toString(), json.valueToTree(data))));
        });
    // The application role may add to the table and nothing else, so no tenant's code can see or
    // move another's jobs. ON CONFLICT names no columns because that would need SELECT.
    db.sql(
            """
            INSERT INTO platform.job
                   (task_name, task_instance, task_data, execution_time, picked, version)
            SELECT :job, w.key, w.data, CAST(:at AS timestamptz), false, 1
              FROM unnest(CAST(:keys AS text[]), CAST(:data AS bytea[])) AS w (key, data)
            ON CONFLICT DO NOTHING
            """)
        .param("job", job)
        .param("keys", keys.toArray(String[]::new))
        .param("data", contents.toArray(byte[][]::new))
        .param("at", atUtc(at))
        .update();
    TenantTransactions.afterCommit(() -> wake.get().run());
  }

  void onSchedule(Runnable runner) {
    wake.set(runner);
  }

  /// What a row of the job table holds.
  record Content(String tenant, Object data) {
    static Map<?, ?> read(JsonMapper json, byte[] bytes) {
      return json.readValue(new String(bytes, UTF_8), Map.class);
    }
  }
}
