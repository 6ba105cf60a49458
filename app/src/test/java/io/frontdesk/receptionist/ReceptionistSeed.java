package io.frontdesk.receptionist;

import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.Calls;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// A receptionist with a department, who put a caller through and took a message.
@Component
class ReceptionistSeed implements TenantSeed {
  private static final PhoneNumber LINE = new PhoneNumber("+12125550100");
  private static final PhoneNumber OFFICE = new PhoneNumber("+12125550177");

  private final Receptionist receptionist;
  private final Calls calls;
  private final Clock clock;

  ReceptionistSeed(Receptionist receptionist, Calls calls, Clock clock) {
    this.receptionist = receptionist;
    this.calls = calls;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var standard = receptionist.configuration(tenant.id());
    receptionist.configure(
        tenant.id(),
        tenant.ownerCaller().actor(),
        new Configuration(
            canary.word(),
            "Hello, this is " + canary.word(),
            EnumSet.allOf(ToolName.class),
            List.of(new Department("general", OFFICE, false)),
            standard.afterHours(),
            standard.emergencySentence(),
            standard.emergencyWords(),
            2),
        "Note of " + canary.word());
    var call =
        calls.ensure(
            tenant.id(),
            CallSeen.inbound("ring-" + canary.word(), canary.phone(), LINE, clock.instant()));
    for (var tool : List.of("transferCall", "takeMessage")) {
      var answer =
          receptionist.answer(
              tenant.id(),
              new ToolCall(
                  call,
                  tool + "-" + canary.word(),
                  tool,
                  Map.of("message", "Please call " + canary.word(), "department", "general"),
                  canary.phone(),
                  LINE));
      if (answer.outcome().equals("fallback")) {
        throw new AssertionError(tool + " fell back");
      }
    }
    return Map.of("number", "1");
  }
}
