package io.frontdesk.platform.web;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.log.LogContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;

/// Gives every request an id: in all its log lines and in the answer's `X-Request-Id`. A caller's
/// own id is not taken over, because it could be anything.
public final class RequestIds extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var id = Uuid7.next().toString();
    response.setHeader("X-Request-Id", id);
    MDC.put(LogContext.REQUEST, id);
    try {
      chain.doFilter(request, response);
    } finally {
      MDC.clear();
    }
  }
}
