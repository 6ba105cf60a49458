package io.frontdesk.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.platform.testing.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

class JobRunnerTest {
  record Work(String id) {}

  private final TenantId shop = new TenantId(Uuid7.next());
  private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));
  private final JdbcClient db = JdbcClient.create(TestPostgres.shared().app());
  private final TenantTransactions transactions =
      new TenantTransactions(db, new JdbcTransactionManager(TestPostgres.shared().app()));
  private final Jobs jobs = new Jobs(db, JsonMapper.builder().build());
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private final String name = "test.job-" + Uuid7.next();
  private JobRunner runner = runner(List.of(), List.of());

  @AfterEach
  void stop() {
    runner.stop();
  }

  @Test
  void work_asked_for_in_a_transaction_runs_once_after_its_commit() throws InterruptedException {
    start(OneOffJob.of(name, Work.class, "", (tenant, work) -> done.add(tenant + work.id())));

    transactions.write(
        shop,
        () -> {
          jobs.schedule(shop, name, "1", new Work("a"), clock.instant());
          jobs.schedule(shop, name, "1", new Work("again"), clock.instant());
        });

    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo(shop + "a");
    assertThat(done.poll(1500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void many_pieces_of_work_asked_for_at_once_run_once_each_and_leave_nothing()
      throws InterruptedException {
    var work = new HashMap<String, Work>();
    for (int i = 0; i < 500; i++) {
      work.put("n" + i, new Work("n" + i));
    }
    transactions.write(
        shop,
        () -> {
          jobs.scheduleAll(shop, name, work, clock.instant());
          jobs.scheduleAll(shop, name, work, clock.instant());
        });
    start(OneOffJob.of(name, Work.class, "", (_, one) -> done.add(one.id())));

    var seen = new ArrayList<String>();
    for (int i = 0; i < 500; i++) {
      seen.add(done.poll(10, TimeUnit.SECONDS));
    }

    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(work.keySet());
    assertThat(done.poll(1, TimeUnit.SECONDS)).isNull();
    assertThat(
            JdbcClient.create(TestPostgres.shared().worker())
                .sql("SELECT count(*) FROM platform.job WHERE task_name = :name")
                .param("name", name)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void work_of_a_rolled_back_transaction_never_runs() throws InterruptedException {
    start(OneOffJob.of(name, Work.class, "", (_, work) -> done.add(work.id())));

    assertThatThrownBy(
            () ->
                transactions.write(
                    shop,
                    () -> {
                      jobs.schedule(shop, name, "1", new Work("a"), clock.instant());
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");

    assertThat(done.poll(1500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void work_waits_until_it_is_due() throws InterruptedException {
    start(OneOffJob.of(name, Work.class, "", (_, work) -> done.add(work.id())));

    jobs.schedule(shop, name, "1", new Work("a"), clock.instant().plusSeconds(60));

    assertThat(done.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    clock.advance(Duration.ofSeconds(61));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
  }

  @Test
  void failing_work_is_tried_again_then_kept_for_a_person_and_runs_when_asked()
      throws InterruptedException {
    var failing = new AtomicInteger(2);
    start(
        new OneOffJob<Work>() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public String meaning() {
            return "fails twice";
          }

          @Override
          public Class<Work> dataType() {
            return Work.class;
          }

          @Override
          public int attempts() {
            return 2;
          }

          @Override
          public void run(TenantId tenant, Work work) {
            if (failing.getAndDecrement() > 0) {
              done.add("failed");
              throw new IllegalStateException("not today");
            }
            done.add("done");
          }
        });

    jobs.schedule(shop, name, "1", new Work("a"), clock.instant());

    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("failed");
    awaitState(state -> state.retrying() == 1 && state.running() == 0);
    clock.advance(Duration.ofSeconds(6));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("failed");
    var state = awaitState(now -> now.givenUp() == 1);
    assertThat(state.lastSucceeded()).isFalse();
    assertThat(state.lastError()).isEqualTo("IllegalStateException");
    var neighbour = new TenantId(Uuid7.next());
    assertThat(runner.runSoon(neighbour, name)).isTrue();
    assertThat(runner.overview(neighbour))
        .filteredOn(job -> job.name().equals(name))
        .allMatch(job -> job.givenUp() == 0 && job.lastError() == null);
    assertThat(runner.overview(shop))
        .filteredOn(job -> job.name().equals(name))
        .allMatch(job -> job.givenUp() == 1);
    assertThat(runner.runSoon(shop, name)).isTrue();
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("done");
    awaitState(now -> now.waiting() == 0 && now.givenUp() == 0);
  }

  @Test
  void a_recurring_job_runs_every_interval_and_survives_its_own_failure()
      throws InterruptedException {
    var turn = new AtomicInteger();
    runner =
        runner(
            List.of(
                RecurringJob.of(
                    name,
                    Duration.ofMinutes(1),
                    "counts",
                    () -> {
                      done.add("turn " + turn.incrementAndGet());
                      if (turn.get() == 1) {
                        throw new IllegalStateException("first time is hard");
                      }
                    })),
            List.of());
    runner.start();

    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("turn 1");
    awaitState(state -> state.running() == 0 && state.lastEnded() != null);
    clock.advance(Duration.ofSeconds(61));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("turn 2");
    awaitState(
        now ->
            Boolean.TRUE.equals(now.lastSucceeded())
                && now.next() != null
                && now.next().isAfter(clock.instant()));
  }

  @Test
  void two_nodes_share_the_work_and_do_each_piece_once() throws InterruptedException {
    var turns = new AtomicInteger();
    var every = name + "-every";
    var repeating = RecurringJob.of(every, Duration.ofHours(1), "", turns::incrementAndGet);
    var once = OneOffJob.of(name, Work.class, "", (_, work) -> done.add(work.id()));
    runner = runner(List.of(repeating), List.of(once));
    var other = runner(List.of(repeating), List.of(once));
    runner.start();
    other.start();
    try {
      for (int i = 0; i < 200; i++) {
        jobs.schedule(shop, name, "n" + i, new Work("n" + i), clock.instant());
      }
      for (int i = 0; i < 5; i++) {
        runner.runSoon(shop, name);
        other.runSoon(shop, name);
      }
      var seen = new ArrayList<String>();
      for (int i = 0; i < 200; i++) {
        seen.add(done.poll(20, TimeUnit.SECONDS));
      }

      assertThat(seen).doesNotContainNull().doesNotHaveDuplicates().hasSize(200);
      assertThat(done.poll(1, TimeUnit.SECONDS)).isNull();
      assertThat(turns).hasValue(1);
    } finally {
      other.stop();
    }
  }

  @Test
  void asked_for_twice_while_it_runs_a_job_runs_on_and_not_beside_itself()
      throws InterruptedException {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var goOn = new CountDownLatch(1);
    runner =
        runner(
            List.of(
                RecurringJob.of(
                    name,
                    Duration.ofHours(1),
                    "",
                    () -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      done.add("begun");
                      await(goOn);
                      now.decrementAndGet();
                    })),
            List.of());
    var other = runner;
    runner.start();
    try {
      assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("begun");
      assertThat(awaitState(state -> state.running() == 1).waiting()).isEqualTo(1);

      assertThat(runner.runSoon(shop, name)).isTrue();
      assertThat(runner.runSoon(shop, name)).isTrue();

      assertThat(done.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    } finally {
      goOn.countDown();
    }
    awaitState(state -> state.running() == 0);
    assertThat(other.runSoon(shop, name)).isTrue();
    assertThat(other.runSoon(shop, name)).isTrue();
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("begun");
    assertThat(done.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    assertThat(most).hasValue(1);
  }

  @Test
  void a_job_that_hangs_holds_up_no_other_and_is_seen_as_running() throws InterruptedException {
    var goOn = new CountDownLatch(1);
    var quick = OneOffJob.of(name + "-quick", Work.class, "", (_, work) -> done.add(work.id()));
    var hanging = OneOffJob.of(name, Work.class, "", (_, _) -> await(goOn));
    runner = runner(List.of(), List.of(hanging, quick));
    runner.start();
    try {
      jobs.schedule(shop, name, "1", new Work("hangs"), clock.instant());
      awaitState(state -> state.running() == 1);
      jobs.schedule(shop, quick.name(), "1", new Work("quick"), clock.instant());

      assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("quick");
    } finally {
      goOn.countDown();
    }
    awaitState(state -> state.waiting() == 0);
  }

  @Test
  void work_whose_node_died_is_taken_over() throws InterruptedException {
    // The library revives it by the machine's clock, not by ours.
    clock.advance(Duration.between(clock.instant(), Instant.now()));
    jobs.schedule(shop, name, "1", new Work("a"), clock.instant());
    JdbcClient.create(TestPostgres.shared().worker())
        .sql(
            """
            UPDATE platform.job
               SET picked = true, picked_by = 'a node that is gone',
                   last_heartbeat = CAST(:long_ago AS timestamptz)
             WHERE task_name = :name
            """)
        .param("long_ago", clock.instant().minusSeconds(3_600).toString())
        .param("name", name)
        .update();

    start(OneOffJob.of(name, Work.class, "", (_, work) -> done.add(work.id())));

    String seen = null;
    for (int i = 0; i < 40 && seen == null; i++) {
      clock.advance(Duration.ofSeconds(31));
      seen = done.poll(500, TimeUnit.MILLISECONDS);
    }
    assertThat(seen).isEqualTo("a");
  }

  @Test
  void work_that_breaks_the_machine_is_told_as_failed_and_tried_again()
      throws InterruptedException {
    var failing = new AtomicInteger(1);
    start(
        OneOffJob.of(
            name,
            Work.class,
            "",
            (_, work) -> {
              if (failing.getAndDecrement() > 0) {
                throw new StackOverflowError();
              }
              done.add(work.id());
            }));
    jobs.schedule(shop, name, "1", new Work("a"), clock.instant());

    var state = awaitState(now -> now.retrying() == 1 && now.running() == 0);
    assertThat(state.lastSucceeded()).isFalse();
    assertThat(state.lastError()).isEqualTo("StackOverflowError");
    clock.advance(Duration.ofSeconds(6));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void the_application_role_cannot_read_or_move_jobs() {
    assertThatThrownBy(() -> db.sql("SELECT 1 FROM platform.job").query().listOfRows())
        .hasStackTraceContaining("permission denied");
    assertThatThrownBy(() -> db.sql("DELETE FROM platform.job").update())
        .hasStackTraceContaining("permission denied");
  }

  private void start(OneOffJob<?> job) {
    runner = runner(List.of(), List.of(job));
    runner.start();
  }

  private JobRunner runner(List<RecurringJob> recurring, List<OneOffJob<?>> oneOff) {
    return new JobRunner(
        TestPostgres.shared(),
        JsonMapper.builder().build(),
        clock,
        jobs,
        new SimpleMeterRegistry(),
        recurring,
        oneOff);
  }

  private JobState awaitState(java.util.function.Predicate<JobState> wanted)
      throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      var state = runner.overview().stream().filter(job -> job.name().equals(name)).findFirst();
      if (state.isPresent() && wanted.test(state.get())) {
        return state.get();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("state never came: " + runner.overview());
  }
}
