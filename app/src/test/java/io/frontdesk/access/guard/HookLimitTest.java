package io.frontdesk.access.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.access.AccessSettings;
import io.frontdesk.platform.config.Settings;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class HookLimitTest {
  private final HookLimit limit = limit(60);

  @Test
  void a_connection_that_floods_is_told_to_slow_down_and_the_others_are_not() throws Exception {
    for (int i = 0; i < 60; i++) {
      assertThat(post("/vapi/flood", "203.0.113.5").getStatus()).isEqualTo(200);
    }
    var refused = post("/vapi/flood", "203.0.113.5");
    assertThat(refused.getStatus()).isEqualTo(429);
    assertThat(refused.getHeader("Retry-After")).isNotNull();
    assertThat(refused.getContentAsString()).contains("rate-limited");
    // The same connection, however it is addressed and whoever calls.
    assertThat(post("/twilio/flood/status", "198.51.100.7").getStatus()).isEqualTo(429);
    assertThat(post("/vapi/calm", "203.0.113.5").getStatus()).isEqualTo(200);
  }

  @Test
  void paths_that_name_no_connection_share_the_allowance_of_their_address() throws Exception {
    for (int i = 0; i < 60; i++) {
      assertThat(post("/nobody" + i, "203.0.113.5").getStatus()).isEqualTo(200);
    }
    assertThat(post("/vapi/", "203.0.113.5").getStatus()).isEqualTo(429);
    assertThat(post(null, "203.0.113.5").getStatus()).isEqualTo(429);
    assertThat(post(null, "203.0.113.6").getStatus()).isEqualTo(200);
  }

  private MockHttpServletResponse post(@Nullable String path, String from) throws Exception {
    var request = new MockHttpServletRequest("POST", "/hooks" + path);
    request.setServletPath("/hooks");
    request.setPathInfo(path);
    request.setRemoteAddr(from);
    var response = new MockHttpServletResponse();
    limit.doFilter(request, response, new MockFilterChain());
    return response;
  }

  private static HookLimit limit(int perMinute) {
    var file = new Properties();
    file.setProperty("limits.hooks-per-minute", Integer.toString(perMinute));
    var settings = Settings.of(AccessSettings.all(), file, Map.of());
    return new HookLimit(new RateLimits(settings), new ClientAddress(settings));
  }
}
