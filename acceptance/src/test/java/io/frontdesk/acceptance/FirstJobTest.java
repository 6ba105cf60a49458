package io.frontdesk.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.acceptance.world.Json;
import io.frontdesk.acceptance.world.Shared;
import io.frontdesk.acceptance.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The first main job from outside: a caller rings, asks, books, and is written to.
final class FirstJobTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void a_stranger_books_and_gets_a_text_and_an_invitation() throws Exception {
    var world = Shared.world();
    var caller = "+13475550171";
    var email = "nora.field@example.com";

    var call =
        world
            .outside()
            .call(
                World.order(
                    "new-caller-books",
                    caller,
                    500,
                    Map.of(
                        "service", "Physiotherapy assessment",
                        "name", "Nora Fieldstone",
                        "email", email,
                        "day", "next Wednesday")));

    World.until("the call ends", SOON, () -> world.outside().ended(call));
    assertBooked(world, call);
    World.until("the text arrives", SOON, () -> texts(world, caller).size() == 1);
    World.until("the letter arrives", SOON, () -> letters(world, email).size() == 1);
    assertThat(Json.write(letters(world, email).getFirst().get("attachments")))
        .as("an invitation")
        .contains("BEGIN:VCALENDAR");

    var owner = world.owner();
    assertThat(owner.get(World.page("/calls")).body()).contains("Nora Fieldstone");
    assertThat(owner.get(World.page("/contacts?q=Fieldstone")).body()).contains("Nora Fieldstone");
    assertThat(owner.get(World.page("/inbox?filter=all")).body()).contains("Nora Fieldstone");
  }

  @Test
  void a_client_is_recognised_answered_and_booked() throws Exception {
    var world = Shared.world();

    var call =
        world
            .outside()
            .call(
                World.order(
                    "known-caller-asks-then-books",
                    "+12125550111",
                    500,
                    Map.of(
                        "service", "Follow-up session",
                        "question", "Where can I park?",
                        "day", "next Thursday")));

    World.until("the call ends", SOON, () -> world.outside().ended(call));
    assertBooked(world, call);
    var said = transcript(world, call);
    assertThat(said).containsIgnoringCase("parking");
    assertThat(world.outside().recorded("hook", hook -> Json.text(hook, "subject").equals(call)))
        .allSatisfy(hook -> assertThat(hook).containsEntry("status", 200));
  }

  @Test
  void a_person_is_reached_when_asked_for() throws Exception {
    var world = Shared.world();

    var call =
        world
            .outside()
            .call(
                World.order(
                    "asks-for-a-person", "+16465550112", 500, Map.of("department", "Billing")));

    World.until("the call ends", SOON, () -> world.outside().ended(call));
    assertThat(Json.text(world.outside().get("calls/" + call), "endedReason"))
        .isIn("assistant-forwarded-call", "assistant-ended-call");
  }

  @Test
  void a_reply_by_text_and_by_mail_is_in_the_inbox() throws Exception {
    var world = Shared.world();

    world
        .outside()
        .post(
            "sms",
            "from",
            "+17185550113",
            "to",
            World.LINE,
            "body",
            "Could I come half an hour later? Violet umbrella");
    world
        .outside()
        .post(
            "mail",
            "from",
            "farid.rahimi@example.com",
            "to",
            "desk@tidewater.example",
            "subject",
            "My next visit",
            "text",
            "May I bring my green walking stick?");

    var owner = world.owner();
    World.until(
        "the text is shown", SOON, () -> owner.get(World.page("/inbox")).shows("Charlotte Reyes"));
    World.until(
        "the letter is shown", SOON, () -> owner.get(World.page("/inbox")).shows("Farid Rahimi"));
  }

  static void assertBooked(World world, String call) {
    assertThat(transcript(world, call)).as("the conversation").isNotBlank();
    assertThat(transcript(world, call)).as("the read-back").contains("You're booked:");
    assertThat(toolAnswers(world, call))
        .as(transcript(world, call))
        .anyMatch(answer -> answer.contains("appointmentId"));
  }

  static List<Map<String, @Nullable Object>> texts(World world, String to) {
    return world.outside().recorded("sms", sms -> Json.text(sms, "to").equals(to));
  }

  static List<Map<String, @Nullable Object>> letters(World world, String to) {
    return world.outside().recorded("mail", mail -> Json.text(mail, "to").equals(to));
  }

  static String transcript(World world, String call) {
    return Json.text(world.outside().get("calls/" + call), "transcript");
  }

  static List<String> toolAnswers(World world, String call) {
    return world
        .outside()
        .recorded(
            "hook",
            hook ->
                Json.text(hook, "subject").equals(call)
                    && Json.text(hook, "type").equals("tool-calls"))
        .stream()
        .map(hook -> Json.text(hook, "answer"))
        .toList();
  }
}
