package io.frontdesk.demo;

import io.frontdesk.calls.Attention;
import io.frontdesk.calls.CallEvent;
import io.frontdesk.calls.CallEvent.Speaker;
import io.frontdesk.calls.CallEvent.Spoken;
import io.frontdesk.calls.CallSeen;
import io.frontdesk.calls.CallStatus;
import io.frontdesk.calls.Calls;
import io.frontdesk.contacts.Contact;
import io.frontdesk.contacts.Contacts;
import io.frontdesk.demo.Regulars.Tale;
import io.frontdesk.platform.mail.EmailAddress;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.platform.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.springframework.stereotype.Component;

/// The clinic's client book and the calls of its last two weeks.
@Component
class PastCalls {
  private static final int DAYS = 14;
  private static final int A_DAY = 4;

  private final Contacts contacts;
  private final Calls calls;
  private final Clock clock;

  PastCalls(Contacts contacts, Calls calls, Clock clock) {
    this.contacts = contacts;
    this.calls = calls;
    this.clock = clock;
  }

  List<Contact> clients(TenantId tenant) {
    var made = new ArrayList<Contact>();
    for (var client : Regulars.ALL) {
      var contact =
          contacts.findOrCreate(tenant, new PhoneNumber(client.number()), client.name(), "import");
      EmailAddress.parse(client.email())
          .ifPresent(email -> contacts.addEmail(tenant, contact.id(), email));
      made.add(contact);
    }
    return made;
  }

  /// Two weeks of calls, the same each time, none later than an hour ago.
  void calls(TenantId tenant) {
    var random = new Random(20);
    var latest = clock.instant().minus(Duration.ofHours(1));
    int number = 0;
    for (int day = DAYS; day >= 0; day--) {
      for (int i = 0; i < A_DAY; i++) {
        var client = Regulars.ALL.get(random.nextInt(Regulars.ALL.size()));
        var tale = Regulars.TALES.get(random.nextInt(Regulars.TALES.size()));
        var at =
            clock
                .instant()
                .minus(Duration.ofDays(day))
                .minus(Duration.ofMinutes(30 + random.nextInt(600)));
        if (at.isBefore(latest)) {
          tell(tenant, "demo-" + number, client, tale, at);
        }
        number++;
      }
    }
  }

  private void tell(TenantId tenant, String id, Regulars.Client client, Tale tale, Instant at) {
    var seen =
        CallSeen.inbound(id, new PhoneNumber(client.number()), new PhoneNumber(Clinic.LINE), at);
    var call = calls.ensure(tenant, seen);
    var lines = lines(tale, at);
    var length = Duration.ofSeconds(9L * Math.max(2, lines.size()) + 6);
    calls.apply(tenant, call, new CallEvent.Progress(CallStatus.IN_PROGRESS, at));
    calls.apply(
        tenant,
        call,
        new CallEvent.Report(
            tale.reason().equals("assistant-forwarded-call")
                ? CallStatus.TRANSFERRED
                : CallStatus.COMPLETED,
            tale.reason(),
            at,
            at.plus(length),
            length,
            BigDecimal.valueOf(length.toSeconds() * 13L / 60.0),
            "USD",
            tale.summary(),
            tale.outcome(),
            tale.sentiment(),
            BigDecimal.valueOf(tale.score()),
            tale.urgency(),
            tale.score() >= 0.4 ? "true" : "false",
            null,
            lines,
            List.of(),
            at.plus(length)));
    if (tale.outcome().equals("complaint")
        && at.isAfter(clock.instant().minus(Duration.ofDays(3)))) {
      calls.attention(tenant, call, Attention.CALL_BACK, "Wants a call from the manager");
    }
  }

  private static List<Spoken> lines(Tale tale, Instant at) {
    var lines = new ArrayList<Spoken>();
    for (int i = 0; i < tale.lines().size(); i++) {
      if (!tale.lines().get(i).isEmpty()) {
        var offset = Duration.ofSeconds(3 + 9L * i);
        lines.add(
            new Spoken(
                i % 2 == 0 ? Speaker.ASSISTANT : Speaker.CALLER,
                tale.lines().get(i),
                offset,
                at.plus(offset)));
      }
    }
    return lines;
  }
}
