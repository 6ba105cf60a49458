package io.frontdesk.platform.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.platform.tenant.WorkerTransactions;
import io.frontdesk.platform.testing.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

class LiveTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final TenantId shop = new TenantId(Uuid7.next());
  private final TenantId other = new TenantId(Uuid7.next());
  private final JdbcClient db = JdbcClient.create(TestPostgres.shared().app());
  private final TenantTransactions transactions =
      new TenantTransactions(db, new JdbcTransactionManager(TestPostgres.shared().app()));
  private final WorkerTransactions worker =
      new WorkerTransactions(
          JdbcClient.create(TestPostgres.shared().worker()),
          new JdbcTransactionManager(TestPostgres.shared().worker()));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Live live = newNode();
  private final EventLog log = new EventLog(db, JsonMapper.builder().build(), live::wake);

  @BeforeEach
  void start() {
    live.start();
  }

  @AfterEach
  void stop() {
    live.stop();
  }

  @Test
  void a_screen_sees_its_tenants_events_in_order_and_no_others() throws Exception {
    try (var screen = join(Optional.empty())) {
      append(other, "calls.line", "x");
      append(shop, "calls.started", "1");
      append(shop, "calls.line", "2");

      assertThat(subjects(screen, 2)).containsExactly("1", "2");
      assertThat(next(screen, Duration.ofMillis(300))).isNull();
    }
  }

  @Test
  void transactions_that_commit_out_of_order_are_seen_once_each_in_one_order() throws Exception {
    var late = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    try (var screen = join(Optional.empty());
        var second = join(Optional.empty());
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> slow =
          pool.submit(
              () ->
                  transactions.write(
                      shop,
                      () -> {
                        log.append(shop, "calls.line", "slow", Map.of());
                        begun.countDown();
                        await(late);
                      }));
      begun.await();
      append(shop, "calls.line", "quick");

      // The quick one waits, because the slow one may still come before it.
      assertThat(next(screen, Duration.ofMillis(300))).isNull();
      late.countDown();
      slow.get();

      assertThat(subjects(screen, 2)).containsExactly("slow", "quick");
      assertThat(subjects(second, 2)).containsExactly("slow", "quick");
    }
  }

  @Test
  void many_writers_at_once_lose_and_double_nothing_for_a_screen_that_keeps_coming_back()
      throws Exception {
    int writers = 8;
    int each = 25;
    var seen = new ArrayList<String>();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = join(Optional.empty());
      Optional<Position> last = Optional.of(first.begin());
      first.close();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        Future<?> _ =
            pool.submit(
                () ->
                    IntStream.range(0, each)
                        .forEach(i -> append(shop, "calls.line", writer + "." + i)));
      }
      while (seen.size() < writers * each) {
        // Leaves after every few events, as a phone on a train does.
        try (var screen = join(last)) {
          assertThat(screen.isReset()).isFalse();
          for (int i = 0; i < 7 && seen.size() < writers * each; i++) {
            var event = event(screen);
            seen.add(event.subject());
            last = Optional.of(event.position());
          }
        }
      }
    }

    assertThat(seen).doesNotHaveDuplicates().hasSize(writers * each);
    for (int w = 0; w < writers; w++) {
      var prefix = w + ".";
      assertThat(seen.stream().filter(subject -> subject.startsWith(prefix)))
          .isEqualTo(IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
    }
  }

  @Test
  void a_screen_sees_only_topics_it_may() throws Exception {
    Position begin;
    try (var screen =
        live.join(shop, Optional.empty(), topic -> topic.startsWith("calls.")).orElseThrow()) {
      begin = screen.begin();
      append(shop, "inbox.changed", "1");
      append(shop, "calls.line", "2");

      assertThat(subjects(screen, 1)).containsExactly("2");
    }
    try (var back =
        live.join(shop, Optional.of(begin), topic -> topic.startsWith("calls.")).orElseThrow()) {
      assertThat(back.isReset()).isFalse();
      assertThat(subjects(back, 1)).containsExactly("2");
    }
  }

  @Test
  void a_slow_reader_is_cut_off_with_bounded_memory_and_misses_nothing_when_it_returns()
      throws Exception {
    int flood = Live.MOST_BEHIND + 50;
    Position last;
    int got = 0;
    try (var slow = join(Optional.empty())) {
      last = slow.begin();
      transactions.write(
          shop,
          () ->
              IntStream.range(0, flood)
                  .forEach(i -> log.append(shop, "calls.line", "" + i, Map.of())));
      long until = System.nanoTime() + SOON.toNanos();
      while (!slow.isEnded() && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      assertThat(slow.isEnded()).isTrue();
      assertThat(meters.counter("frontdesk.live.cut").count()).isPositive();
      assertThat(slow.poll()).isNull();
    }
    try (var back = join(Optional.of(last))) {
      while (got < flood) {
        assertThat(event(back).subject()).isEqualTo("" + got);
        got++;
      }
    }
  }

  @Test
  void another_node_hears_of_a_commit_at_once() throws Exception {
    var elsewhere = newNode();
    elsewhere.start();
    try (var screen = elsewhere.join(shop, Optional.empty(), _ -> true).orElseThrow()) {
      append(shop, "calls.line", "1");

      assertThat(subjects(screen, 1)).containsExactly("1");
    } finally {
      elsewhere.stop();
    }
  }

  @Test
  void a_screen_from_before_retention_is_told_to_load_anew() throws Exception {
    append(shop, "calls.line", "1");
    try (var screen = join(Optional.empty())) {
      append(shop, "calls.line", "2");
      assertThat(subjects(screen, 1)).hasSize(1);
    }

    assertThat(live.trim(Duration.ofDays(1))).isZero();
    assertThat(live.trim(Duration.ZERO)).isPositive();

    try (var screen = join(Optional.of(new Position(1, 0)))) {
      assertThat(screen.isReset()).isTrue();
    }
    try (var screen = join(Optional.of(new Position(Long.MAX_VALUE / 100, 0)))) {
      assertThat(screen.isReset()).isTrue();
    }
  }

  @Test
  void stopping_ends_every_stream_and_takes_no_new_one() throws Exception {
    try (var screen = join(Optional.empty())) {
      live.stop();

      assertThat(screen.isEnded()).isTrue();
      assertThat(live.join(shop, Optional.empty(), _ -> true)).isEmpty();
    }
    assertThat(live.screens()).isZero();
  }

  @Test
  void a_small_heap_serves_fewer_screens_than_would_burst_it() {
    assertThat(Live.room(64L << 20)).isBetween(1_500, 2_500);
    assertThat(Live.room(512L << 20)).isGreaterThan(5_000);
    assertThat(Live.room(2L << 30)).isEqualTo(Live.MOST_SUBSCRIPTIONS);
    assertThat(Live.room(1L << 20)).isEqualTo(100);
  }

  private Live newNode() {
    return new Live(db, transactions, worker, TestPostgres.shared(), meters);
  }

  private Subscription join(Optional<Position> after) {
    return live.join(shop, after, _ -> true).orElseThrow();
  }

  private void append(TenantId tenant, String topic, String subject) {
    transactions.write(tenant, () -> log.append(tenant, topic, subject, Map.of()));
  }

  private static List<String> subjects(Subscription screen, int count) throws InterruptedException {
    var subjects = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      subjects.add(event(screen).subject());
    }
    return subjects;
  }

  private static LiveEvent event(Subscription screen) throws InterruptedException {
    var event = next(screen, SOON);
    if (event == null) {
      throw new AssertionError("no event came");
    }
    return event;
  }

  private static @Nullable LiveEvent next(Subscription screen, Duration wait)
      throws InterruptedException {
    var news = new Semaphore(0);
    screen.whenNews(news::release);
    long until = System.nanoTime() + wait.toNanos();
    var event = screen.poll();
    while (event == null && news.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      event = screen.poll();
    }
    return event;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
