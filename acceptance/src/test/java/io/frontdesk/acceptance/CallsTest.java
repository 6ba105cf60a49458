package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.world.Json;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Callers who change what they booked, and who wait for a time.
final class CallsTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  // Beyond what the demonstration has booked.
  private static final LocalDate TUESDAY =
      LocalDate.now(ZoneId.of("America/New_York"))
          .plusDays(40)
          .with(TemporalAdjusters.next(DayOfWeek.TUESDAY));

  @Test
  void a_caller_moves_and_cancels_what_they_booked_and_is_written_to() throws Exception {
    var world = Shared.world();
    var caller = "+13475550381";
    var name = "Odette Marlowe";
    book(world, caller, name);

    var moving =
        ring(
            world,
            "moves",
            caller,
            Map.of("name", name, "day", TUESDAY.plusDays(1).toString(), "time", "10 am"));

    assertThat(FirstJobTest.transcript(world, moving)).contains("Shall I");
    assertThat(FirstJobTest.toolAnswers(world, moving))
        .anyMatch(answer -> answer.contains("It's moved:"));
    World.until("the move is told", SOON, () -> told(world, caller, "has moved"));
    var owner = world.owner();
    assertThat(owner.get(World.page("/calendar?day=" + TUESDAY.plusDays(1))).body()).contains(name);
    assertThat(owner.get(World.page("/calendar?day=" + TUESDAY)).body()).doesNotContain(name);

    // Somebody else who knows the name gets nowhere.
    var stranger = ring(world, "cancels", "+13475550382", Map.of("name", name));
    assertThat(FirstJobTest.transcript(world, stranger)).doesNotContain("cancelled");
    assertThat(owner.get(World.page("/calendar?day=" + TUESDAY.plusDays(1))).body()).contains(name);

    var cancelling = ring(world, "cancels", caller, Map.of("name", name));

    assertThat(FirstJobTest.transcript(world, cancelling)).contains("Shall I");
    World.until("the cancellation is told", SOON, () -> told(world, caller, "is cancelled"));
    assertThat(owner.get(World.page("/calendar?day=" + TUESDAY.plusDays(1))).body())
        .doesNotContain(name);
  }

  @Test
  void a_caller_joins_the_waitlist() throws Exception {
    var world = Shared.world();
    var name = "Ruben Castellane";

    var call =
        ring(
            world,
            "joins-waitlist",
            "+13475550383",
            Map.of("name", name, "service", "Massage therapy"));

    assertThat(FirstJobTest.transcript(world, call)).contains("You're on the waitlist");
    assertThat(world.owner().get(World.page("/calendar/waitlist")).body())
        .contains(name, "Massage therapy");
  }

  private static void book(World world, String caller, String name) throws Exception {
    var call =
        ring(
            world,
            "new-caller-books",
            caller,
            Map.of("service", "Physiotherapy assessment", "name", name, "day", TUESDAY.toString()));
    FirstJobTest.assertBooked(world, call);
  }

  private static String ring(World world, String script, String caller, Map<String, String> details)
      throws Exception {
    var call = world.outside().call(World.order(script, caller, 500, details));
    World.until("the call ends", SOON, () -> world.outside().ended(call));
    return call;
  }

  private static boolean told(World world, String to, String words) {
    return !world
        .outside()
        .recorded(
            "sms", sms -> Json.text(sms, "to").equals(to) && Json.text(sms, "body").contains(words))
        .isEmpty();
  }
}
