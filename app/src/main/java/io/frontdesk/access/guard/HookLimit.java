package io.frontdesk.access.guard;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Bounds webhooks per connection, which their path names, whoever sends them; the rest per
/// address.
final class HookLimit extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final RateLimits limits;
  private final ClientAddress address;

  HookLimit(RateLimits limits, ClientAddress address) {
    this.limits = limits;
    this.address = address;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      limits.take(RateLimits.Group.HOOKS, client(request));
    } catch (Refusal tooMany) {
      Problems.write(response, tooMany);
      return;
    }
    chain.doFilter(request, response);
  }

  // The container's reading of the path, as the door uses it: other spellings share the allowance.
  private String client(HttpServletRequest request) {
    var path = request.getPathInfo();
    var parts = path == null ? new String[0] : path.split("/", 4);
    return parts.length > 2 && !parts[2].isEmpty() ? parts[2] : address.of(request);
  }
}
