package io.frontdesk.testing;

import io.frontdesk.contacts.Contacts;
import io.frontdesk.contacts.Entry;
import io.frontdesk.contacts.Timeline;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

@Component
class ContactsSeed implements TenantSeed {
  private static final Pattern NOTE = Pattern.compile("/notes/([0-9a-f-]{36})/");

  private final Contacts contacts;
  private final Timeline timeline;
  private final TenantTransactions transactions;
  private final Clock clock;

  ContactsSeed(Contacts contacts, Timeline timeline, TenantTransactions transactions, Clock clock) {
    this.contacts = contacts;
    this.timeline = timeline;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var id =
        transactions.write(
            tenant.id(),
            () -> {
              var contact =
                  contacts.findOrCreate(
                      tenant.id(), canary.phone(), canary.word() + " Example", "test");
              contacts.addEmail(tenant.id(), contact.id(), canary.email());
              timeline.add(
                  tenant.id(),
                  contact.id(),
                  new Entry("note", "Seen", canary.word(), clock.instant(), "test", "1"));
              return contact.id().value().toString();
            });
    var tagged =
        tenant
            .apiKey()
            .send(
                "PATCH",
                "/api/v1/contacts/" + id,
                "{\"tags\":[\"%s\"]}".formatted(canary.word()),
                Map.of());
    if (tagged.status() != 200) {
      throw new AssertionError("no tag but " + tagged.status() + ": " + tagged.body());
    }
    var browser = tenant.owner();
    browser.post("/contacts/" + id + "/notes", "body", "Note of " + canary.word());
    var notes = browser.get("/contacts/" + id + "/notes").body();
    var note = NOTE.matcher(notes);
    if (!note.find()) {
      throw new AssertionError("no note: " + notes);
    }
    return Map.of("contact", id, "contacts/id", id, "contact/id", id, "notes/id", note.group(1));
  }
}
