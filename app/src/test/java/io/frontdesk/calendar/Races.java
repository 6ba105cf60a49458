package io.frontdesk.calendar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs work at the same moment.
final class Races {
  private Races() {}

  static <T> List<T> run(List<Callable<T>> work) throws Exception {
    var go = new CountDownLatch(1);
    var results = new ArrayList<T>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<T>>();
      for (var one : work) {
        running.add(
            threads.submit(
                () -> {
                  go.await();
                  return one.call();
                }));
      }
      go.countDown();
      for (var one : running) {
        results.add(one.get());
      }
    }
    return results;
  }
}
