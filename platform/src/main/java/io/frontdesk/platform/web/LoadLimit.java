package io.frontdesk.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.web.filter.OncePerRequestFilter;

/// Works on a bounded number of requests at once and refuses the rest at once with 503 and
/// Retry-After, which serves everyone better than a growing queue. Health answers always; live
/// views have a bound of their own.
public final class LoadLimit extends OncePerRequestFilter {
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
  protected boolean shouldNotFilter(HttpServletRequest request) {
    var path = request.getRequestURI();
    return path.startsWith("/health/") || path.equals("/metrics") || path.endsWith("/live");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!places.tryAcquire()) {
      Problems.refuse(request, response, ErrorReports.busy());
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      places.release();
    }
  }
}
