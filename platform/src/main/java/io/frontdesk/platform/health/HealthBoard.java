package io.frontdesk.platform.health;

import io.frontdesk.platform.health.HealthProbe.Health;
import io.frontdesk.platform.health.HealthProbe.Level;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the probes: side by side, each with a limit, and not more than once a second however often
/// it is asked itself.
public final class HealthBoard implements AutoCloseable {
  /// A probe's answer.
  public record Entry(String name, String meaning, boolean essential, Health health) {}

  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final List<HealthProbe> probes;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private List<Entry> last = List.of();
  private long lastNanos = System.nanoTime() - FRESH.toNanos();

  public HealthBoard(List<HealthProbe> probes, MeterRegistry meters) {
    this.probes = probes.stream().sorted(Comparator.comparing(HealthProbe::name)).toList();
    this.probes.forEach(
        probe ->
            meters.gauge(
                "frontdesk.health",
                List.of(io.micrometer.core.instrument.Tag.of("probe", probe.name())),
                this,
                board -> board.level(probe.name())));
  }

  /// Every probe's answer, by name.
  public synchronized List<Entry> entries() {
    if (System.nanoTime() - lastNanos >= FRESH.toNanos()) {
      last = ask();
      lastNanos = System.nanoTime();
    }
    return last;
  }

  public Optional<Entry> entry(String name) {
    return entries().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /// Whether requests can be served.
  public boolean ready() {
    return entries().stream()
        .noneMatch(entry -> entry.essential() && entry.health().level() == Level.DOWN);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  // 0 well, 1 degraded, 2 down.
  private double level(String name) {
    return entry(name).map(entry -> entry.health().level().ordinal()).orElse(2);
  }

  private List<Entry> ask() {
    Map<HealthProbe, Future<Health>> asked = new LinkedHashMap<>();
    for (var probe : probes) {
      Callable<Health> question = probe::check;
      asked.put(probe, threads.submit(question));
    }
    long until = System.nanoTime() + LIMIT.toNanos();
    return asked.entrySet().stream()
        .map(
            pair ->
                new Entry(
                    pair.getKey().name(),
                    pair.getKey().meaning(),
                    pair.getKey().essential(),
                    await(pair.getValue(), until)))
        .toList();
  }

  private static Health await(Future<Health> answer, long until) {
    try {
      return answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      answer.cancel(true);
      return down("It does not answer in time.");
    } catch (ExecutionException failed) {
      return down("It can't be reached.");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return down("Frontdesk is stopping.");
    }
  }

  private static Health down(String words) {
    return new Health(Level.DOWN, words, Map.of());
  }
}
