package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.world.Json;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The carrier fails: bookings stand, nobody is written to twice.
final class ProviderTroubleTest {
  private static final Duration SOON = Duration.ofSeconds(150);

  @Test
  void a_booking_stands_while_the_carrier_fails_and_the_text_comes_later() throws Exception {
    var world = Shared.world();
    var caller = "+13475550161";
    world
        .outside()
        .post("faults", "provider", "twilio", "kind", "status", "status", 503, "times", 2);

    var call = book(world, caller, "Sol Waitwell", "Dry needling");

    World.until("the call ends", SOON, () -> world.outside().ended(call));
    FirstJobTest.assertBooked(world, call);
    World.until(
        "the text arrives in the end", SOON, () -> FirstJobTest.texts(world, caller).size() == 1);
    assertThat(
            world
                .outside()
                .recorded("request", one -> Integer.valueOf(503).equals(one.get("status"))))
        .isNotEmpty();
  }

  @Test
  void a_text_whose_receipt_never_came_is_not_sent_again() throws Exception {
    var world = Shared.world();
    var caller = "+13475550162";
    world
        .outside()
        .post(
            "faults",
            "provider",
            "twilio",
            "kind",
            "accept-then-timeout",
            "times",
            1,
            "path",
            "Messages.json");

    var call = book(world, caller, "Una Onceling", "Follow-up session");

    World.until("the call ends", SOON, () -> world.outside().ended(call));
    World.until("the text arrives", SOON, () -> FirstJobTest.texts(world, caller).size() == 1);
    // Its state report settles it, or the program asks the carrier. Either way, and however long
    // the request hangs, nobody gets it twice.
    Thread.sleep(15_000);
    assertThat(FirstJobTest.texts(world, caller)).hasSize(1);
  }

  private static String book(World world, String caller, String name, String service) {
    return world
        .outside()
        .call(
            World.order(
                "new-caller-books",
                caller,
                500,
                Map.of("service", service, "name", name, "day", "next Friday")));
  }

  @Test
  void a_person_who_said_stop_is_not_texted_but_still_booked() throws Exception {
    var world = Shared.world();
    var caller = "+13475550163";
    world.outside().post("sms", "from", caller, "to", World.LINE, "body", "STOP");

    var call = book(world, caller, "Vera Quietly", "Follow-up session");

    World.until("the call ends", SOON, () -> world.outside().ended(call));
    FirstJobTest.assertBooked(world, call);
    Thread.sleep(5_000);
    var bodies =
        FirstJobTest.texts(world, caller).stream().map(sms -> Json.text(sms, "body")).toList();
    assertThat(bodies).noneMatch(body -> body.contains("Follow-up"));
  }
}
