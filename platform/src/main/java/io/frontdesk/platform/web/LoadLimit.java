package io.frontdesk.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Works on a bounded number of requests at once and refuses the rest at once with 503 and
/// Retry-After, which serves everyone better than a growing queue. Health answers always. Live
/// views are opened by a few at once and wait for their turn, so that thousands that come back
/// together leave the database to the others.
public final class LoadLimit extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int OPENED_AT_ONCE = 8;
  private static final int MOST_WAITING = 1_000;
  private static final int PATIENCE_SECONDS = 10;

  private final Semaphore opening = new Semaphore(OPENED_AT_ONCE, true);
  private final Semaphore places;
  private final int all;

  public LoadLimit(int atOnce) {
    this.all = atOnce;
    this.places = new Semaphore(atOnce);
  }

  /// Requests worked on right now.
  public int busy() {
    return all - places.availablePermits();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var path = request.getRequestURI();
    if (path.startsWith("/health/") || path.equals("/metrics")) {
      chain.doFilter(request, response);
      return;
    }
    var gate = isLiveView(path) ? opening : places;
    if (!(gate == opening ? hasTurn() : gate.tryAcquire())) {
      Problems.refuse(request, response, ErrorReports.busy());
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      gate.release();
    }
  }

  private boolean hasTurn() {
    try {
      return opening.getQueueLength() < MOST_WAITING
          && opening.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isLiveView(String path) {
    return path.startsWith("/w/")
        && path.endsWith("/live")
        && path.indexOf('/', 3) == path.length() - "/live".length();
  }
}
