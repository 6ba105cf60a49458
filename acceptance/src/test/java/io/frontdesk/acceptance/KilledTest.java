package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.world.World;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The program dies in the middle of a call; its PostgreSQL lives on.
final class KilledTest {
  private static final Duration SOON = Duration.ofSeconds(120);

  @Test
  void a_killed_program_finishes_the_call_the_booking_and_the_confirmations_once()
      throws Exception {
    try (var world = World.start("killed", Map.of())) {
      var caller = "+13475550191";
      var order =
          World.order(
              "new-caller-books",
              caller,
              4,
              Map.of(
                  "service", "Physiotherapy assessment",
                  "name", "Ruth Againstone",
                  "email", "ruth.againstone@example.com",
                  "day", "next Tuesday"));
      order.put("patienceMillis", 120_000);
      var call = world.outside().call(order);
      World.until(
          "the caller asks for a time",
          SOON,
          () -> !FirstJobTest.toolAnswers(world, call).isEmpty());

      world.kill();
      world.restart();

      World.until("the call ends", SOON, () -> world.outside().ended(call));
      World.until("the text arrives", SOON, () -> FirstJobTest.texts(world, caller).size() == 1);
      World.until(
          "the letter arrives",
          SOON,
          () -> FirstJobTest.letters(world, "ruth.againstone@example.com").size() == 1);
      Thread.sleep(3_000);
      assertThat(FirstJobTest.texts(world, caller)).hasSize(1);
      assertThat(FirstJobTest.letters(world, "ruth.againstone@example.com")).hasSize(1);
    }
  }
}
