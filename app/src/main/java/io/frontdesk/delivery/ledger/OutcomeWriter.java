package io.frontdesk.delivery.ledger;

import io.frontdesk.platform.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Writes down what gateways answered, in batches: when many come, the first waits some
/// milliseconds for others, and while one batch is committed the next gathers. One tenant's answers
/// are always written by the same thread, so they don't wait for each other's rows.
@Component
class OutcomeWriter {
  private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final int THREADS = 3;
  private static final int MOST_AT_ONCE = 400;
  private static final int FEW = 8;
  private static final int ENOUGH = 160;
  private static final long LINGER_MILLIS = 20;
  private static final int TRIES = 5;

  private record Entry(TenantId tenant, Sending.Answer answer, CompletableFuture<Void> written) {}

  private final Sending sending;
  // As many as may be in flight always fit.
  private final List<BlockingQueue<Entry>> queues =
      IntStream.range(0, THREADS)
          .<BlockingQueue<Entry>>mapToObj(_ -> new ArrayBlockingQueue<>(4_096))
          .toList();

  OutcomeWriter(Sending sending) {
    this.sending = sending;
    for (var queue : queues) {
      Thread.ofVirtual().name("delivery-outcomes").start(() -> run(queue));
    }
  }

  /// Takes one answer.
  ///
  /// @return done when it is committed, or given up: then the lease brings the delivery back
  CompletableFuture<Void> write(TenantId tenant, Sending.Answer answer) {
    var written = new CompletableFuture<Void>();
    try {
      queues.get(Math.floorMod(tenant.hashCode(), THREADS)).put(new Entry(tenant, answer, written));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      written.complete(null);
    }
    return written;
  }

  private void run(BlockingQueue<Entry> queue) {
    var batch = new ArrayList<Entry>();
    while (true) {
      try {
        boolean busy = batch.size() >= FEW;
        batch.clear();
        batch.add(queue.take());
        if (busy && queue.size() < ENOUGH) {
          Thread.sleep(LINGER_MILLIS);
        }
        queue.drainTo(batch, MOST_AT_ONCE - 1);
        batch.stream()
            .collect(Collectors.groupingBy(Entry::tenant))
            .entrySet()
            .forEach(this::write);
      } catch (InterruptedException stopping) {
        return;
      }
    }
  }

  private void write(Map.Entry<TenantId, List<Entry>> of) {
    var answers = of.getValue().stream().map(Entry::answer).toList();
    try {
      sending.recordAll(of.getKey(), answers);
    } catch (RuntimeException | Error together) {
      // One of them may be at fault, or the database was away for a moment.
      log.warn(
          "{} outcomes could not be written together; each by itself", answers.size(), together);
      answers.forEach(answer -> writeAlone(of.getKey(), answer));
    } finally {
      of.getValue().forEach(entry -> entry.written().complete(null));
    }
  }

  private void writeAlone(TenantId tenant, Sending.Answer answer) {
    for (int tried = 1; ; tried++) {
      try {
        sending.recordAll(tenant, List.of(answer));
        return;
      } catch (RuntimeException | Error alone) {
        if (tried == TRIES) {
          // Its lease ends and makes it unknown; the provider is asked then.
          log.error("what became of delivery {} could not be written", answer.delivery(), alone);
          return;
        }
        pause(tried);
      }
    }
  }

  private static void pause(int tried) {
    try {
      Thread.sleep(100L << tried);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
