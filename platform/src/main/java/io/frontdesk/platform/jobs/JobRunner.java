package io.frontdesk.platform.jobs;

import static io.frontdesk.platform.db.Sql.atUtc;
import static io.frontdesk.platform.db.Sql.instantOrNull;
import static io.frontdesk.platform.db.Sql.text;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Runs the jobs: claims due rows of `platform.job` (db-scheduler) and works on virtual threads.
/// Any number of nodes may run; each piece of work is claimed by one, and taken over when that one
/// stops breathing.
public final class JobRunner implements SmartLifecycle {
  /// Execution time of work that was given up: far away, so that it is kept but never due.
  static final Instant GIVEN_UP = Instant.parse("9999-01-01T00:00:00Z");

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int AT_ONCE = 16;

  private final Database database;
  private final JdbcClient db;
  private final JsonMapper json;
  private final Clock clock;
  private final Jobs jobs;
  private final MeterRegistry meters;
  private final Map<String, RecurringJob> recurring = new LinkedHashMap<>();
  private final Map<String, OneOffJob<?>> oneOff = new LinkedHashMap<>();
  private final Completions completions;
  // When a good outcome of each job was last written; a bad one makes it long ago.
  private final Map<String, AtomicLong> kept = new HashMap<>();
  private @Nullable Scheduler scheduler;

  public JobRunner(
      Database database,
      JsonMapper json,
      Clock clock,
      Jobs jobs,
      MeterRegistry meters,
      List<RecurringJob> recurring,
      List<OneOffJob<?>> oneOff) {
    this.database = database;
    this.db = JdbcClient.create(database.worker());
    this.completions = new Completions(db);
    this.json = json;
    this.clock = clock;
    this.jobs = jobs;
    this.meters = meters;
    recurring.forEach(job -> requireNew(this.recurring.put(job.name(), job), job.name()));
    oneOff.forEach(job -> requireNew(this.oneOff.put(job.name(), job), job.name()));
    this.recurring.keySet().forEach(name -> kept.put(name, new AtomicLong()));
    this.oneOff.keySet().forEach(name -> kept.put(name, new AtomicLong()));
  }

  @Override
  public void start() {
    var repeating = new ArrayList<RecurringTask<?>>();
    recurring.values().forEach(job -> repeating.add(task(job)));
    var once = new ArrayList<Task<?>>();
    oneOff.values().forEach(job -> once.add(task(job)));
    var made =
        Scheduler.create(database.worker(), once)
            .startTasks(repeating)
            .tableName("platform.job")
            .serializer(new Bytes())
            .clock(clock::instant)
            .executorService(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("job-", 0).factory()))
            .threads(AT_ONCE)
            .pollUsingLockAndFetch(0.5, 4.0)
            .pollingInterval(Duration.ofSeconds(1))
            .heartbeatInterval(Duration.ofSeconds(15))
            .alwaysPersistTimestampInUTC()
            .shutdownMaxWait(Duration.ofSeconds(10))
            .failureLogging(com.github.kagkarlsson.scheduler.logging.LogLevel.OFF, false)
            .build();
    scheduler = made;
    jobs.onSchedule(made::triggerCheckForDueExecutions);
    made.start();
  }

  @Override
  public void stop() {
    jobs.onSchedule(() -> {});
    if (scheduler != null) {
      scheduler.stop();
      scheduler = null;
    }
  }

  @Override
  public boolean isRunning() {
    return scheduler != null;
  }

  // Started after the web server's beans exist, stopped before the pools close.
  @Override
  public int getPhase() {
    return 1_000;
  }

  /// Runs a recurring job now, in this thread, beside its schedule. Its failure rises. For tests
  /// and commands; operators use [#runSoon].
  public void runHere(String name) {
    Objects.requireNonNull(recurring.get(name), name).run();
  }

  /// Makes a recurring job due at once, and tries all given-up or waiting work that `tenant` asked
  /// of a one-off job again; other tenants' work stays as it is.
  ///
  /// @return false when there is no such job
  public boolean runSoon(TenantId tenant, String name) {
    if (!recurring.containsKey(name) && !oneOff.containsKey(name)) {
      return false;
    }
    db.sql(
            """
            UPDATE platform.job
               SET execution_time = :now, version = version + 1
             WHERE task_name = :name AND NOT picked AND execution_time > :now
               AND (:everyone OR starts_with(task_instance, :tenant || '/'))
            """)
        .param("now", atUtc(clock.instant()))
        .param("name", name)
        .param("everyone", recurring.containsKey(name))
        .param("tenant", tenant.toString())
        .update();
    if (scheduler != null) {
      scheduler.triggerCheckForDueExecutions();
    }
    return true;
  }

  /// Every job, recurring ones first, with the work of all tenants: for the program's own health.
  public List<JobState> overview() {
    return overview("");
  }

  /// Every job, recurring ones first; of one-off jobs only the work that `tenant` asked for.
  public List<JobState> overview(TenantId tenant) {
    return overview(tenant.toString()).stream()
        .map(job -> job.recurring() ? job : job.withoutLastRun())
        .toList();
  }

  // An empty tenant means all of them.
  private List<JobState> overview(String tenant) {
    var rows = new LinkedHashMap<String, JobState>();
    recurring.values().forEach(job -> rows.put(job.name(), empty(job.name(), job.meaning(), true)));
    oneOff.values().forEach(job -> rows.put(job.name(), empty(job.name(), job.meaning(), false)));
    db.sql(
            """
            SELECT j.task_name, j.waiting, j.running, j.retrying, j.given_up, j.next,
                   r.ended_at, r.took_ms, r.succeeded, r.error
              FROM (SELECT task_name,
                           count(*) FILTER (WHERE execution_time < :never) AS waiting,
                           count(*) FILTER (WHERE picked) AS running,
                           count(*) FILTER (WHERE consecutive_failures > 0) AS retrying,
                           count(*) FILTER (WHERE execution_time >= :never) AS given_up,
                           min(execution_time) FILTER (WHERE execution_time < :never) AS next
                      FROM platform.job
                     WHERE :tenant = '' OR task_name = ANY(:shared)
                        OR starts_with(task_instance, :tenant || '/')
                     GROUP BY task_name
                    UNION ALL
                    SELECT name, 0, 0, 0, 0, NULL
                      FROM platform.job_run run
                     WHERE NOT EXISTS (SELECT 1 FROM platform.job WHERE task_name = run.name)) j
              LEFT JOIN platform.job_run r ON r.name = j.task_name
            """)
        .param("never", atUtc(GIVEN_UP))
        .param("tenant", tenant)
        .param("shared", recurring.keySet().toArray(String[]::new))
        .query(
            (row, _) -> {
              var name = text(row, "task_name");
              var known = rows.get(name);
              if (known != null) {
                var took = row.getObject("took_ms", Long.class);
                rows.put(
                    name,
                    new JobState(
                        name,
                        known.meaning(),
                        known.recurring(),
                        row.getLong("waiting"),
                        row.getLong("running"),
                        row.getLong("retrying"),
                        row.getLong("given_up"),
                        instantOrNull(row, "next"),
                        instantOrNull(row, "ended_at"),
                        took == null ? null : Duration.ofMillis(took),
                        row.getObject("succeeded", Boolean.class),
                        row.getString("error")));
              }
              return name;
            })
        .list();
    return List.copyOf(rows.values());
  }

  private RecurringTask<byte[]> task(RecurringJob job) {
    return Tasks.recurring(job.name(), FixedDelay.of(job.every()), byte[].class)
        .onFailureReschedule()
        .execute((_, _) -> observed(job.name(), null, job::run));
  }

  private <D> Task<byte[]> task(OneOffJob<D> job) {
    return Tasks.custom(job.name(), byte[].class)
        .onFailure((complete, operations) -> retry(job, complete, operations))
        .onDeadExecutionRevive()
        .execute(
            (instance, _) -> {
              var content = Jobs.Content.read(json, instance.getData());
              var tenant = TenantId.parse(String.valueOf(content.get("tenant")));
              observed(
                  job.name(),
                  tenant,
                  () -> job.run(tenant, json.convertValue(content.get("data"), job.dataType())));
              return (complete, _) -> completions.remove(complete.getExecution());
            });
  }

  private static void retry(
      OneOffJob<?> job, ExecutionComplete complete, ExecutionOperations<byte[]> operations) {
    int failures = complete.getExecution().consecutiveFailures + 1;
    if (failures >= job.attempts()) {
      LOG.error("Job {} is given up after {} attempts", job.name(), failures);
      operations.reschedule(complete, GIVEN_UP);
      return;
    }
    var pause = job.firstPause().multipliedBy(1L << Math.min(failures - 1, 20));
    operations.reschedule(
        complete,
        complete
            .getTimeDone()
            .plus(spread(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause)));
  }

  // Up to a tenth longer, so that what failed together does not come back together.
  private static Duration spread(Duration pause) {
    return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 10 + 1));
  }

  // One place that every run passes: names it in the log, counts it, keeps its outcome.
  private void observed(String name, @Nullable TenantId tenant, Runnable work) {
    MDC.put("job", name);
    if (tenant != null) {
      MDC.put("tenant", tenant.toString());
    }
    long begin = System.nanoTime();
    @Nullable Throwable failure = null;
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failure = e;
      LOG.error("Job {} failed", name, e);
      throw e;
    } finally {
      var took = Duration.ofNanos(System.nanoTime() - begin);
      meters
          .timer("frontdesk.jobs.run", "job", name, "outcome", failure == null ? "ok" : "failed")
          .record(took);
      keepOutcome(name, took, failure);
      MDC.remove("job");
      MDC.remove("tenant");
    }
  }

  // At most once a second per job while all is well, so that busy jobs don't fight over one row.
  private void keepOutcome(String name, Duration took, @Nullable Throwable failure) {
    var last = Objects.requireNonNull(kept.get(name), name);
    long now = clock.millis();
    long before =
        last.getAndUpdate(at -> failure != null ? 0 : Math.abs(now - at) >= 1_000 ? now : at);
    if (failure == null && Math.abs(now - before) < 1_000) {
      return;
    }
    db.sql(
            """
            INSERT INTO platform.job_run (name, ended_at, took_ms, succeeded, error)
            VALUES (:name, :now, :took, :succeeded, CAST(:error AS text))
            ON CONFLICT (name) DO UPDATE
               SET ended_at = excluded.ended_at, took_ms = excluded.took_ms,
                   succeeded = excluded.succeeded, error = excluded.error
             WHERE NOT excluded.succeeded OR NOT job_run.succeeded
                OR job_run.ended_at < excluded.ended_at - interval '1 second'
            """)
        .param("name", name)
        .param("now", atUtc(clock.instant()))
        .param("took", took.toMillis())
        .param("succeeded", failure == null)
        .param("error", failure == null ? null : failure.getClass().getSimpleName())
        .update();
  }

  private static JobState empty(String name, String meaning, boolean recurring) {
    return new JobState(name, meaning, recurring, 0, 0, 0, 0, null, null, null, null, null);
  }

  private static void requireNew(@Nullable Object before, String name) {
    if (before != null) {
      throw new IllegalStateException("two jobs are named " + name);
    }
  }

  // Data is JSON made by Jobs; nothing to do here.
  private static final class Bytes implements Serializer {
    @Override
    @SuppressWarnings("NullAway") // recurring jobs carry no data
    public byte[] serialize(@Nullable Object data) {
      return (byte[]) data;
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] bytes) {
      return type.cast(bytes);
    }
  }
}
