package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Nothing that people say, and nothing that names them, is in any log.
final class CanaryTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final List<String> CANARIES =
      List.of(
          "Xanthippe",
          "Quillfeather",
          "3475550144",
          "555-0144",
          "xanthippe.quillfeather@example.com",
          "zebra-striped umbrella",
          "purple pelican",
          "4242424242424242",
          "4242 4242 4242 4242");

  @Test
  void no_log_holds_what_was_said_or_who_said_it() throws Exception {
    var world = Shared.world();
    var caller = "+13475550144";

    var call =
        world
            .outside()
            .call(
                World.order(
                    "leaves-a-message",
                    caller,
                    500,
                    Map.of(
                        "name", "Xanthippe Quillfeather",
                        "message",
                            "I left my zebra-striped umbrella; my card is 4242 4242 4242 4242.")));
    World.until("the call ends", SOON, () -> world.outside().ended(call));
    var booking =
        world
            .outside()
            .call(
                World.order(
                    "new-caller-books",
                    caller,
                    500,
                    Map.of(
                        "service", "Follow-up session",
                        "name", "Xanthippe Quillfeather",
                        "email", "xanthippe.quillfeather@example.com",
                        "day", "next Thursday")));
    World.until("the booking ends", SOON, () -> world.outside().ended(booking));
    world
        .outside()
        .post(
            "sms",
            "from",
            caller,
            "to",
            World.LINE,
            "body",
            "The purple pelican says 4242424242424242");
    World.until("the text is shown", SOON, () -> StormTest.rowsOf(world, "Quillfeather") >= 1);
    world.owner().get(World.page("/contacts?q=Quillfeather"));
    Thread.sleep(2_000);

    var hits = new ArrayList<String>();
    for (var file : written(world)) {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (var canary : CANARIES) {
        int at = text.indexOf(canary);
        if (at >= 0) {
          hits.add(file.getFileName() + ": " + line(text, at));
        }
      }
    }
    assertThat(hits).isEmpty();
  }

  private static List<Path> written(World world) throws IOException {
    try (var files = Files.walk(world.folder())) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file ->
                  file.toString().endsWith(".log")
                      || file.toString().contains("/logs/")
                      || file.getFileName().toString().equals("frontdesk.out"))
          .toList();
    }
  }

  private static String line(String text, int at) {
    int from = text.lastIndexOf('\n', at) + 1;
    int to = text.indexOf('\n', at);
    return text.substring(from, to < 0 ? text.length() : to);
  }
}
