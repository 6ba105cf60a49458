package io.frontdesk.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class DeliveryStateTest {
  @Test
  void nothing_that_may_have_left_goes_out_again_by_a_claim() {
    var claimable =
        Arrays.stream(DeliveryState.values())
            .filter(state -> state.mayBecome(DeliveryState.CLAIMED))
            .toList();

    assertThat(claimable).containsExactlyInAnyOrder(DeliveryState.WAITING, DeliveryState.HELD);
  }

  @Test
  void delivered_refused_and_cancelled_are_final() {
    for (var last :
        EnumSet.of(DeliveryState.DELIVERED, DeliveryState.REFUSED, DeliveryState.CANCELLED)) {
      assertThat(DeliveryState.values()).noneMatch(last::mayBecome);
    }
  }

  @Test
  void only_a_claim_leads_to_sending() {
    assertThat(DeliveryState.values())
        .filteredOn(state -> state.mayBecome(DeliveryState.SENDING))
        .containsExactly(DeliveryState.CLAIMED);
  }
}
