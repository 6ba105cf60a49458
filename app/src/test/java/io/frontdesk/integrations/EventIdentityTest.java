package io.frontdesk.integrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.integrations.WebhookAdapter.Parsed.Event;
import org.junit.jupiter.api.Test;

class EventIdentityTest {
  @Test
  void what_is_alike_at_its_begin_only_stays_different() {
    var begin = "x".repeat(600);

    var one = new Event(begin + 1, "t", begin + 1, false);
    var other = new Event(begin + 2, "t", begin + 2, false);

    assertThat(one.identity()).hasSizeLessThanOrEqualTo(500).isNotEqualTo(other.identity());
    assertThat(one.orderingKey()).hasSizeLessThanOrEqualTo(300).isNotEqualTo(other.orderingKey());
    assertThat(new Event(begin + 1, "t", begin + 1, false)).isEqualTo(one);
  }

  @Test
  void what_a_database_refuses_is_written_otherwise_and_collides_with_nothing() {
    var odd = new Event("a\0b", "t\0", "k\0", false);

    assertThat(odd.identity() + odd.type() + odd.orderingKey()).doesNotContain("\0");
    assertThat(odd.identity()).isNotEqualTo(new Event("a\uFFFDb", "t", "k", false).identity());
  }

  @Test
  void an_ordinary_identity_stays_as_it_is() {
    assertThat(new Event("SM1|received", "inbound", "from:+1", false).identity())
        .isEqualTo("SM1|received");
  }
}
