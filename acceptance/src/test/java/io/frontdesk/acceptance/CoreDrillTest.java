package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.drill.CoreDrill;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/// The short form of `./frontdesk drill core`, which runs as many seeds as are asked for.
/// `FRONTDESK_DRILL=false` leaves it out.
@DisabledIfEnvironmentVariable(named = "FRONTDESK_DRILL", matches = "false")
final class CoreDrillTest {
  private static final int SEEDS = 3;

  @Test
  void two_nodes_keep_every_promise_while_they_are_killed_and_paused() throws Exception {
    var result =
        CoreDrill.run(
            Path.of("../app/target/frontdesk.jar"),
            Path.of("../sandbox/target/frontdesk-sandbox.jar"),
            Path.of("target/worlds/drill"),
            1,
            SEEDS);

    assertThat(result.broken()).isEmpty();
    assertThat(result.seeds()).isEqualTo(SEEDS);
  }
}
