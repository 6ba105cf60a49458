package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.drill.CoreDrill;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// The short form of `./frontdesk drill core`. Runs when asked for by `FRONTDESK_DRILL=true`: it
/// wants a machine of its own.
@EnabledIfEnvironmentVariable(named = "FRONTDESK_DRILL", matches = "true")
final class CoreDrillTest {
  @Test
  void two_nodes_keep_every_promise_while_they_are_killed_and_paused() throws Exception {
    var result =
        CoreDrill.run(
            Path.of("../app/target/frontdesk.jar"),
            Path.of("../sandbox/target/frontdesk-sandbox.jar"),
            Path.of("target/worlds/drill"),
            1,
            5);

    assertThat(result.broken()).isEmpty();
    assertThat(result.seeds()).isEqualTo(5);
  }
}
