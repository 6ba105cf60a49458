package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.world.Json;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Repeated, shuffled and many: each call is recorded once, each person is written to once.
final class StormTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @Test
  void every_webhook_twice_and_shuffled_still_books_and_confirms_once() throws Exception {
    var world = Shared.world();
    var caller = "+13475550181";
    world.outside().post("faults", "provider", "hooks", "duplicate", 2, "reorder", true);
    world.outside().post("faults", "provider", "callbacks", "duplicate", 2, "reorder", true);

    var call =
        world
            .outside()
            .call(
                World.order(
                    "new-caller-books",
                    caller,
                    150,
                    Map.of(
                        "service", "Massage therapy",
                        "name", "Otto Twicewell",
                        "email", "otto.twicewell@example.com",
                        "day", "next Monday")));

    World.until("the call ends", SOON, () -> world.outside().ended(call));
    World.until("the text arrives", SOON, () -> FirstJobTest.texts(world, caller).size() == 1);
    World.until(
        "the letter arrives",
        SOON,
        () -> FirstJobTest.letters(world, "otto.twicewell@example.com").size() == 1);
    Thread.sleep(3_000);
    assertThat(FirstJobTest.texts(world, caller)).hasSize(1);
    assertThat(FirstJobTest.letters(world, "otto.twicewell@example.com")).hasSize(1);
    assertThat(rowsOf(world, "Otto Twicewell")).isEqualTo(1);
  }

  @Test
  void ten_calls_at_once_while_every_outside_answer_takes_ten_seconds() throws Exception {
    var world = Shared.world();
    for (var provider : List.of("twilio", "vapi", "smtp")) {
      world.outside().post("faults", "provider", provider, "latencyMillis", 10_000);
    }

    var calls = ring(world, 10, FAST, "+1347555012", "Tenfold");

    World.until("all calls end", SOON, () -> calls.stream().allMatch(world.outside()::ended));
    print(world, "10 calls, outside answers take 10 s");
    assertThat(answered(world)).isNotEmpty().allMatch(millis -> millis < 5_500);
    for (int i = 0; i < calls.size(); i++) {
      int number = i;
      World.until(
          "call " + number + " is recorded once",
          SOON,
          () -> rowsOf(world, "Tenfold%02d".formatted(number)) == 1);
    }
  }

  @Test
  void a_hundred_calls_at_once_are_recorded_once_each() throws Exception {
    var world = Shared.world();
    hundred(world, FAST, "+191755576", "Century", "100 calls at once, sixty times as fast");

    world.outside().post("reset");
    hundred(world, AS_PEOPLE_TALK, "+191755577", "Hundred", "100 calls at once, as people talk");
  }

  private static void hundred(World world, double speed, String prefix, String name, String what)
      throws Exception {
    var calls = ring(world, 100, speed, prefix, name);

    World.until("all calls end", SOON, () -> calls.stream().allMatch(world.outside()::ended));
    print(world, what);
    for (int i = 0; i < calls.size(); i++) {
      int number = i;
      World.until(
          "call " + number + " is recorded once",
          SOON,
          () -> rowsOf(world, "%s%02d".formatted(name, number)) == 1);
    }
    var statuses =
        world.outside().recorded("hook").stream()
            .map(hook -> hook.get("status"))
            .distinct()
            .toList();
    assertThat(statuses).containsOnly(200);
    assertThat(answered(world)).isNotEmpty().allMatch(millis -> millis < 5_500);
  }

  private static final double AS_PEOPLE_TALK = 1;
  private static final double FAST = 60;

  private static List<String> ring(
      World world, int many, double speed, String prefix, String name) {
    var calls = new ArrayList<String>();
    for (int i = 0; i < many; i++) {
      var order =
          World.order(
              "leaves-a-message",
              prefix + "%02d".formatted(i).substring(many > 10 ? 0 : 1),
              speed,
              Map.of("name", name + "%02d".formatted(i), "message", "Please call me back."));
      order.put("partials", false);
      order.put(
          "customer",
          Json.of("number", caller(prefix, i, many), "name", name + "%02d".formatted(i)));
      calls.add(world.outside().call(order));
    }
    return calls;
  }

  private static String caller(String prefix, int number, int many) {
    return many > 10 ? prefix + "%02d".formatted(number) : prefix + number;
  }

  private static List<Integer> answered(World world) {
    return world.outside().recorded("hook", hook -> "tool-calls".equals(hook.get("type"))).stream()
        .map(hook -> hook.get("millis") instanceof Integer millis ? millis : 0)
        .sorted()
        .toList();
  }

  private static void print(World world, String what) {
    var millis = answered(world);
    System.out.printf(
        Locale.ROOT,
        "TOOL ANSWERS %s: %d answers, p50 %d ms, p99 %d ms, max %d ms%n",
        what,
        millis.size(),
        millis.get(millis.size() / 2),
        millis.get(millis.size() * 99 / 100),
        millis.getLast());
  }

  /// How many rows of the call list a search for `name` shows.
  static int rowsOf(World world, String name) {
    try {
      var page = world.owner().get(World.page("/calls?q=" + name.replace(" ", "+")));
      assertThat(page.status()).isEqualTo(200);
      return page.body().split("<tr data-item", -1).length - 1;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
