package io.frontdesk.receptionist;

import io.frontdesk.access.Actor;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.ServiceDraft;
import io.frontdesk.calendar.StaffDraft;
import io.frontdesk.calls.CallId;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.Calls;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.testing.TestDesk;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A clinic with one dentist, and callers.
record Desk(TenantId tenant, Receptionist receptionist, Calls calls) {
  static final PhoneNumber LINE = new PhoneNumber("+12125550100");
  static final PhoneNumber ANNA = new PhoneNumber("+12125550111");
  static final PhoneNumber BEN = new PhoneNumber("+12125550122");
  static final PhoneNumber OFFICE = new PhoneNumber("+12125550177");
  static final Actor OWNER = new Actor.Program("test");

  private static final AtomicInteger NEXT = new AtomicInteger();

  static Desk open(TestDesk desks, Catalogue catalogue, Receptionist receptionist, Calls calls) {
    var tenant = desks.tenant().named("Bright Smile").create().id();
    var dentist = catalogue.add(tenant, OWNER, StaffDraft.of("Dr. Rossi")).id();
    catalogue.add(tenant, OWNER, ServiceDraft.of("Cleaning", 45, 9000L, List.of(dentist)));
    catalogue.add(tenant, OWNER, ServiceDraft.of("Whitening", 60, 25000L, List.of(dentist)));
    return new Desk(tenant, receptionist, calls);
  }

  CallId ring(@Nullable PhoneNumber caller) {
    return calls.ensure(
        tenant,
        CallSeen.inbound(
            "call-" + Uuid7.next(), caller, LINE, Instant.parse("2026-03-02T15:00:00Z")));
  }

  ToolAnswer ask(
      CallId call, @Nullable PhoneNumber caller, String tool, Map<String, Object> arguments) {
    return ask(call, "tool-" + NEXT.incrementAndGet(), caller, tool, arguments);
  }

  ToolAnswer ask(
      CallId call,
      String toolCallId,
      @Nullable PhoneNumber caller,
      String tool,
      Map<String, Object> arguments) {
    return receptionist.answer(
        tenant, new ToolCall(call, toolCallId, tool, arguments, caller, LINE));
  }

  void configure(List<Department> departments, AfterHours afterHours) {
    var standard = receptionist.configuration(tenant);
    receptionist.configure(
        tenant,
        OWNER,
        new Configuration(
            standard.persona(),
            standard.greeting(),
            EnumSet.allOf(ToolName.class),
            departments,
            afterHours,
            standard.emergencySentence(),
            standard.emergencyWords(),
            2),
        "test");
  }
}
