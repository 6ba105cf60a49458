package io.frontdesk.access.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.access.AccessSettings;
import io.frontdesk.platform.config.Settings;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientAddressTest {
  private final ClientAddress trusting = address("10.0.0.0/8, 2001:db8::1");

  @Test
  void nobody_is_believed_unless_a_proxy_is_trusted() {
    assertThat(address("").of(request("203.0.113.5", "198.51.100.7"))).isEqualTo("203.0.113.5");
    assertThat(trusting.of(request("203.0.113.5", "198.51.100.7"))).isEqualTo("203.0.113.5");
  }

  @Test
  void a_trusted_proxy_is_believed_about_the_last_hop_only() {
    assertThat(trusting.of(request("10.1.2.3", "198.51.100.7"))).isEqualTo("198.51.100.7");
    assertThat(trusting.of(request("10.1.2.3", "1.1.1.1, 198.51.100.7"))).isEqualTo("198.51.100.7");
    assertThat(trusting.of(request("10.1.2.3", "1.1.1.1, 198.51.100.7, 10.9.9.9")))
        .isEqualTo("198.51.100.7");
    assertThat(trusting.of(request("2001:db8:0:0:0:0:0:1", "2001:DB8::2")))
        .isEqualTo("2001:db8:0:0:0:0:0:2");
  }

  @Test
  void a_line_that_the_proxy_added_counts_more_than_the_clients_own() {
    assertThat(trusting.of(request("10.1.2.3", "1.1.1.1", "198.51.100.7")))
        .isEqualTo("198.51.100.7");
  }

  @Test
  void what_is_no_address_is_not_looked_up_but_ends_the_trail() {
    for (var odd : new String[] {"cafe", "dead.beef", "localhost", "", "unknown", "1.2.3.4:99"}) {
      assertThat(trusting.of(request("10.1.2.3", odd))).as(odd).isEqualTo("10.1.2.3");
    }
  }

  @Test
  void a_wrong_network_is_told_at_the_start() {
    for (var wrong : new String[] {"10.0.0.0/33", "10.0.0.0/-1", "proxy.example", "10.0.0.0/x"}) {
      assertThatThrownBy(() -> ClientAddress.networks(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static ClientAddress address(String proxies) {
    var file = new Properties();
    if (!proxies.isEmpty()) {
      file.setProperty("web.trusted-proxies", proxies);
    }
    return new ClientAddress(Settings.of(AccessSettings.all(), file, Map.of()));
  }

  private static MockHttpServletRequest request(String from, String... forwarded) {
    var request = new MockHttpServletRequest();
    request.setRemoteAddr(from);
    for (var line : forwarded) {
      request.addHeader("X-Forwarded-For", line);
    }
    return request;
  }
}
