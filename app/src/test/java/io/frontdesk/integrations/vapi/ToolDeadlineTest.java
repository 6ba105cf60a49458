package io.frontdesk.integrations.vapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.FrontdeskSettings;
import io.frontdesk.FrontdeskTest;
import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calls.Attention;
import io.frontdesk.calls.Calls;
import io.frontdesk.calls.ToolUse;
import io.frontdesk.calls.port.VoicePlatform;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.integrations.Connections;
import io.frontdesk.integrations.IntegrationsSettings;
import io.frontdesk.integrations.RawRequest;
import io.frontdesk.integrations.WebhookAdapter.Parsed;
import io.frontdesk.integrations.WebhookAdapter.Reply;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.testing.MovableClock;
import io.frontdesk.receptionist.AfterHours;
import io.frontdesk.receptionist.Configuration;
import io.frontdesk.receptionist.Department;
import io.frontdesk.receptionist.SlowReceptionist;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.receptionist.configuration.Configurations;
import io.frontdesk.receptionist.ledger.Answers;
import io.frontdesk.receptionist.tools.Assistant;
import io.frontdesk.tenancy.Workspaces;
import io.frontdesk.testing.TestDesk;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@FrontdeskTest
class ToolDeadlineTest {
  private static final PhoneNumber ANA = new PhoneNumber("+12125550111");

  @Autowired private TestDesk desk;
  @Autowired private Connections connections;
  @Autowired private Calls calls;
  @Autowired private Catalogue catalogue;
  @Autowired private Bookings bookings;
  @Autowired private Contacts contacts;
  @Autowired private Answers answers;
  @Autowired private Assistant assistant;
  @Autowired private Configurations configurations;
  @Autowired private Workspaces workspaces;
  @Autowired private MeterRegistry meters;
  @Autowired private MovableClock clock;

  @BeforeEach
  void monday_morning() {
    clock.set("2026-03-02T15:00:00Z");
  }

  @Test
  void who_waits_for_a_stalled_receptionist_hears_a_sentence_in_time_and_the_work_is_done_once() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var tenant = vapi.shop.id();
    var dentist = catalogue.add(tenant, new Actor.Program("test"), StaffDraft.of("Dr. Rossi")).id();
    catalogue.add(
        tenant,
        new Actor.Program("test"),
        ServiceDraft.of("Cleaning", 45, 9000L, List.of(dentist)));
    var slow = new SlowReceptionist(answers, assistant, configurations, workspaces, clock);
    var webhook = webhook(slow, new Transfers());

    long begin = System.nanoTime();
    var late = ask(webhook, vapi, BOOK, false);
    var took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(took).isLessThan(Duration.ofSeconds(1));
    assertThat(spoken(late)).contains("taking longer");
    VapiDesk.until(() -> !calls.needing(tenant, 10).isEmpty());
    var call = calls.findByProviderId(tenant, "slow-1").orElseThrow();
    assertThat(call.attention()).isEqualTo(Attention.TROUBLE);
    assertThat(calls.tools(tenant, call.id()))
        .extracting(ToolUse::outcome)
        .containsExactly(ToolUse.Outcome.LATE);

    slow.goOn();
    VapiDesk.until(
        () -> calls.tools(tenant, call.id()).getFirst().outcome() == ToolUse.Outcome.ANSWERED);
    var again = ask(webhook, vapi, BOOK, true);
    assertThat(spoken(again)).contains("Tuesday, March 3rd, 2026 at 3 PM");
    assertThat(ask(webhook, vapi, BOOK, true).body()).isEqualTo(again.body());
    var ana = contacts.findByPhone(tenant, ANA).orElseThrow();
    assertThat(bookings.upcoming(tenant, ana.id())).hasSize(1);
    assertThat(calls.require(tenant, call.id()).attention()).isEqualTo(Attention.TROUBLE);
  }

  @Test
  void a_caller_is_put_through_once_however_often_it_is_asked() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var tenant = vapi.shop.id();
    var slow = new SlowReceptionist(answers, assistant, configurations, workspaces, clock);
    slow.goOn();
    var standard = slow.configuration(tenant);
    slow.configure(
        tenant,
        new Actor.Program("test"),
        new Configuration(
            standard.persona(),
            standard.greeting(),
            EnumSet.allOf(ToolName.class),
            List.of(new Department("billing", new PhoneNumber("+12125550177"), false)),
            AfterHours.TRANSFER_ANYWAY,
            standard.emergencySentence(),
            standard.emergencyWords(),
            2),
        "test");
    var platform = new Transfers();
    var webhook = webhook(slow, platform);

    // As after a crash: the row was stored, nothing was done yet.
    var first = ask(webhook, vapi, TRANSFER, true);
    ask(webhook, vapi, TRANSFER, false);
    ask(webhook, vapi, TRANSFER, true);

    assertThat(spoken(first)).isNotBlank();
    VapiDesk.until(() -> !platform.asked.isEmpty());
    var call = calls.findByProviderId(tenant, "slow-1").orElseThrow();
    assertThat(calls.tools(tenant, call.id())).hasSize(1);
    assertThat(platform.asked).containsExactly(new PhoneNumber("+12125550177"));
  }

  @Test
  void a_request_that_was_long_on_its_way_has_less_time_left() {
    var vapi = new VapiDesk(desk, connections, Map.of());
    var slow = new SlowReceptionist(answers, assistant, configurations, workspaces, clock);
    var webhook = webhook(slow, new Transfers());
    clock.advance(Duration.ofMillis(600));

    long begin = System.nanoTime();
    var late = ask(webhook, vapi, BOOK, false, Duration.ofMillis(600));

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(600));
    assertThat(spoken(late)).isNotBlank();
    slow.goOn();
  }

  @Test
  void a_caller_waits_at_most_five_seconds_unless_the_operator_says_otherwise() {
    assertThat(settings(Map.of()).get(IntegrationsSettings.TOOL_DEADLINE))
        .isEqualTo(Duration.ofSeconds(5));
  }

  private VapiWebhook webhook(SlowReceptionist receptionist, VoicePlatform platform) {
    var tools =
        new VapiTools(
            calls,
            receptionist,
            platform,
            meters,
            clock,
            settings(Map.of("hooks.tool-deadline", "1s")));
    return new VapiWebhook(calls, tools, receptionist, connections, workspaces);
  }

  private static Settings settings(Map<String, String> more) {
    var file = new Properties();
    more.forEach(file::setProperty);
    return Settings.of(FrontdeskSettings.all(), file, Map.of());
  }

  private static final String BOOK =
      "{\"message\":{\"type\":\"tool-calls\",\"call\":{\"id\":\"slow-1\","
          + "\"type\":\"inboundPhoneCall\",\"customer\":{\"number\":\"+12125550111\"}},"
          + "\"toolCallList\":[{\"id\":\"b1\",\"name\":\"bookAppointment\",\"parameters\":"
          + "{\"date\":\"tomorrow\",\"time\":\"3 pm\",\"service\":\"cleaning\",\"name\":\"Anna Bell\"}}]}}";

  private Reply ask(VapiWebhook webhook, VapiDesk vapi, String json, boolean repeated) {
    return ask(webhook, vapi, json, repeated, Duration.ZERO);
  }

  private static final String TRANSFER =
      BOOK.replace("bookAppointment", "transferCall")
          .replaceAll("\\{\"date.*?\\}", "{\"department\":\"billing\"}");

  private Reply ask(
      VapiWebhook webhook, VapiDesk vapi, String json, boolean repeated, Duration onItsWay) {
    var connection = connections.require(vapi.shop.id(), vapi.connection);
    var request =
        new RawRequest(
            "",
            "",
            "",
            "application/json",
            Map.of(),
            json.getBytes(StandardCharsets.UTF_8),
            clock.instant().minus(onItsWay));
    var event = (Parsed.Event) webhook.parse(connection, request);
    return webhook.answer(connection, request, event, repeated);
  }

  private static String spoken(Reply reply) {
    JsonNode json =
        JsonMapper.builder().build().readTree(new String(reply.body(), StandardCharsets.UTF_8));
    return json.path("results").get(0).path("message").path("content").asString("");
  }

  /// Counts the commands.
  private static final class Transfers implements VoicePlatform {
    final List<PhoneNumber> asked = new CopyOnWriteArrayList<>();

    @Override
    public Answer transfer(TenantId tenant, LiveCall call, PhoneNumber to) {
      asked.add(to);
      return new Answer.Accepted();
    }

    @Override
    public Answer say(TenantId tenant, LiveCall call, String text) {
      return new Answer.Accepted();
    }

    @Override
    public Answer endCall(TenantId tenant, LiveCall call) {
      return new Answer.Accepted();
    }
  }
}
