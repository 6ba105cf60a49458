package io.frontdesk.integrations.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.integrations.ConnectionId;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private final WaitingRoom room = new WaitingRoom(new WaitingRoom.Bounds(40, 4_000, 4));
  private final TenantId loud = tenant();
  private final TenantId quiet = tenant();

  @BeforeEach
  void open() {
    room.open();
  }

  @Test
  void one_tenant_fills_its_share_and_leaves_room_for_the_others() {
    int taken = 0;
    while (room.offer(entry(loud, 1))) {
      taken++;
    }
    assertThat(taken).isEqualTo(10);
    assertThat(room.offer(entry(quiet, 1))).isTrue();
  }

  @Test
  void bytes_are_bounded_for_each_and_for_all_and_come_back_when_taken() throws Exception {
    assertThat(room.offer(entry(loud, 900))).isTrue();
    assertThat(room.offer(entry(loud, 200))).isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(room.offer(entry(tenant(), 1_000))).isTrue();
    }
    assertThat(room.offer(entry(quiet, 500))).isFalse();
    assertThat(room.take(10, 100_000, 0)).hasSize(4);
    assertThat(room.offer(entry(quiet, 500))).isTrue();
  }

  @Test
  void a_batch_takes_from_each_in_turn_and_keeps_the_order_of_each() throws Exception {
    var first = entry(loud, 1);
    var second = entry(loud, 1);
    var third = entry(loud, 1);
    var other = entry(quiet, 1);
    List.of(first, second, third, other).forEach(room::offer);

    assertThat(room.take(3, 100, 0)).containsExactly(first, other, second);
    assertThat(room.take(3, 100, 0)).containsExactly(third);
    assertThat(room.take(3, 100, 0)).isEmpty();
  }

  @Test
  void who_gave_up_waiting_gives_its_room_back() throws Exception {
    var gone = entry(loud, 900);
    room.offer(gone);
    assertThat(room.leave(gone.since())).isEmpty();
    assertThat(room.leave(gone.since() + 1)).containsExactly(gone);
    assertThat(room.leave(gone.since() + 1)).isEmpty();
    var next = entry(loud, 900);
    assertThat(room.offer(next)).isTrue();
    assertThat(room.take(10, 10_000, 0)).containsExactly(next);
  }

  @Test
  void a_closed_room_lets_nobody_in_and_gives_out_who_is_there() throws Exception {
    var last = entry(loud, 1);
    room.offer(last);
    room.close();
    assertThat(room.offer(entry(loud, 1))).isFalse();
    assertThat(room.deserted()).isFalse();
    assertThat(room.take(10, 100, 60_000)).containsExactly(last);
    assertThat(room.take(10, 100, 60_000)).isEmpty();
    assertThat(room.deserted()).isTrue();
    room.open();
    assertThat(room.offer(entry(loud, 1))).isTrue();
  }

  private static TenantId tenant() {
    return new TenantId(UUID.randomUUID());
  }

  private static InboxWriter.Entry entry(TenantId tenant, int bytes) {
    return new InboxWriter.Entry(
        tenant,
        new InboxStore.NewRow(
            UUID.randomUUID(),
            new ConnectionId(UUID.randomUUID()),
            "echo",
            "i",
            "t",
            "k",
            false,
            new byte[bytes],
            Instant.EPOCH),
        new CompletableFuture<>(),
        System.nanoTime());
  }
}
