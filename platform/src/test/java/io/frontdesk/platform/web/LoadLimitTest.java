package io.frontdesk.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LoadLimitTest {
  private final LoadLimit limit = new LoadLimit(1);
  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();

  @Test
  void live_views_wait_for_their_turn_and_take_no_place_of_others() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var views = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 20; i++) {
        views.add(pool.submit(() -> ask("/w/shop/live")));
      }
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> views.getLast().get(300, TimeUnit.MILLISECONDS));
      assertThat(inside.get()).isEqualTo(8);

      var page = pool.submit(() -> ask("/w/shop/calls/live"));
      while (inside.get() < 9) {
        Thread.onSpinWait();
      }
      assertThat(ask("/w/shop/today")).isEqualTo(503);

      open.countDown();
      for (var view : views) {
        assertThat(view.get()).isEqualTo(200);
      }
      assertThat(page.get()).isEqualTo(200);
    }
  }

  private int ask(String path) throws Exception {
    var response = new MockHttpServletResponse();
    limit.doFilter(
        new MockHttpServletRequest("GET", path),
        response,
        (_, _) -> {
          inside.incrementAndGet();
          try {
            open.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return response.getStatus();
  }
}
