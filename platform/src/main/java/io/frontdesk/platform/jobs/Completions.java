package io.frontdesk.platform.jobs;

import com.github.kagkarlsson.scheduler.task.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Removes pieces of work that are done, those that end at the same time in one commit: while one
/// batch commits, the next one gathers.
final class Completions {
  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

  private static final class Entry {
    final Execution execution;
    boolean removed;

    Entry(Execution execution) {
      this.execution = execution;
    }
  }

  private final JdbcClient db;
  private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turn = new ReentrantLock();

  Completions(JdbcClient db) {
    this.db = db;
  }

  /// Removes one; committed when this returns. When it rises the work stays, to be run again.
  void remove(Execution execution) {
    var entry = new Entry(execution);
    waiting.add(entry);
    turn.lock();
    try {
      if (!entry.removed) {
        removeAll(entry);
      }
    } finally {
      turn.unlock();
    }
  }

  // Under the lock, which also shows `removed` to the others.
  private void removeAll(Entry own) {
    var batch = new ArrayList<Entry>();
    for (var next = waiting.peek(); next != null; next = waiting.peek()) {
      batch.add(waiting.remove());
    }
    try {
      int gone = delete(batch);
      if (gone < batch.size()) {
        LOG.warn("{} jobs were taken over before they ended", batch.size() - gone);
      }
      batch.forEach(entry -> entry.removed = true);
    } catch (RuntimeException failed) {
      // Each of the others tries for itself.
      batch.remove(own);
      waiting.addAll(batch);
      throw failed;
    }
  }

  private int delete(List<Entry> batch) {
    return db.sql(
            """
            DELETE FROM platform.job j
             USING unnest(CAST(:names AS text[]), CAST(:instances AS text[]),
                          CAST(:versions AS bigint[])) AS d (name, instance, version)
             WHERE j.task_name = d.name AND j.task_instance = d.instance AND j.version = d.version
            """)
        .param("names", parts(batch, String[]::new, one -> one.taskInstance.getTaskName()))
        .param("instances", parts(batch, String[]::new, one -> one.taskInstance.getId()))
        .param("versions", parts(batch, Long[]::new, one -> one.version))
        .update();
  }

  private static <T> T[] parts(
      List<Entry> batch, IntFunction<T[]> array, Function<Execution, T> part) {
    return batch.stream().map(entry -> part.apply(entry.execution)).toArray(array);
  }
}
