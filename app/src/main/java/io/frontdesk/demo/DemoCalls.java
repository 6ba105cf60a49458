package io.frontdesk.demo;

import io.frontdesk.demo.Regulars.Client;
import io.frontdesk.platform.tenant.TenantId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Lets people ring the clinic: one at once, then another every half minute or so, never more than
/// two at a time.
@Component
class DemoCalls {
  private static final Logger LOG = LoggerFactory.getLogger(DemoCalls.class);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final int MOST_AT_ONCE = 2;
  private static final double SPEED = 1.6;

  /// One kind of call; `known` by a client of the book, else by a stranger.
  private record Kind(String script, boolean known, Map<String, String> details) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "known-caller-asks-then-books",
              true,
              Map.of(
                  "service", "Follow-up session",
                  "question", "Where can I park?",
                  "day", "next Tuesday")),
          new Kind(
              "new-caller-books",
              false,
              Map.of("service", "Physiotherapy assessment", "day", "tomorrow")),
          new Kind("asks-for-a-person", true, Map.of("department", "Billing")),
          new Kind("just-a-question", false, Map.of("question", "Do you take Aetna insurance?")),
          new Kind(
              "wants-closed-day",
              false,
              Map.of("service", "Massage therapy", "day", "this Sunday", "otherDay", "on Monday")),
          new Kind("leaves-a-message", true, Map.of()),
          new Kind(
              "two-things-at-once",
              false,
              Map.of(
                  "service", "Sports rehabilitation",
                  "day", "on Thursday",
                  "question", "What should I wear?")),
          new Kind("hangs-up-midway", false, Map.of("service", "Massage therapy")),
          new Kind("slot-gets-taken", true, Map.of("service", "Dry needling", "day", "on Friday")),
          new Kind("angry-stop", true, Map.of()));

  private static final List<String> STRANGERS =
      List.of(
          "Jordan Ellis",
          "Priya Raman",
          "Marcus Webb",
          "Elena Duarte",
          "Theo Lindgren",
          "Sasha Volkov",
          "Imani Walker",
          "Rafael Ortiz",
          "Clara Hoffmann",
          "Dev Malhotra");

  private final DemoSandbox sandbox;
  private final Random random = new Random();

  DemoCalls(DemoSandbox sandbox) {
    this.sandbox = sandbox;
  }

  /// Begins, and goes on until the program ends.
  void begin(TenantId tenant) {
    Thread.ofVirtual().name("demo-calls").start(() -> goOn(tenant));
  }

  private void goOn(TenantId tenant) {
    try {
      Thread.sleep(FIRST);
      for (int number = 0; ; number++) {
        ringUnlessBusy(tenant, number);
        Thread.sleep(Duration.ofSeconds(20 + random.nextInt(21)));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void ringUnlessBusy(TenantId tenant, int number) {
    try {
      if (sandbox.get(tenant, "calls-under-way").get("underWay") instanceof Number busy
          && busy.intValue() < MOST_AT_ONCE) {
        sandbox.post(tenant, "calls", order(number));
      }
    } catch (IllegalStateException away) {
      LOG.warn("no demo call: {}", away.getMessage());
    }
  }

  private Map<String, Object> order(int number) {
    var kind = KINDS.get(number % KINDS.size());
    var details = new LinkedHashMap<>(kind.details());
    details.put("business", Clinic.NAME);
    var customer = new LinkedHashMap<String, Object>();
    if (kind.known()) {
      Client client = Regulars.ALL.get(random.nextInt(Regulars.ALL.size()));
      details.put("name", client.name());
      customer.put("number", client.number());
    } else {
      var name = STRANGERS.get(random.nextInt(STRANGERS.size()));
      details.put("name", name);
      details.put(
          "email", name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + "@example.com");
      customer.put("number", "+1347555" + String.format("%04d", 100 + random.nextInt(100)));
    }
    return Map.of(
        "phoneNumber", Clinic.LINE,
        "customer", customer,
        "script", kind.script(),
        "speed", SPEED,
        "details", details);
  }
}
