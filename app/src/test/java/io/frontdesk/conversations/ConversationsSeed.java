package io.frontdesk.conversations;

import io.frontdesk.contacts.Contacts;
import io.frontdesk.policy.Channel;
import io.frontdesk.testing.Canary;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Component;

/// A text that somebody sent.
@Component
class ConversationsSeed implements TenantSeed {
  private final Conversations conversations;
  private final Contacts contacts;
  private final Clock clock;

  ConversationsSeed(Conversations conversations, Contacts contacts, Clock clock) {
    this.conversations = conversations;
    this.contacts = contacts;
    this.clock = clock;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var canary = Canary.of(tenant);
    var message =
        conversations.receive(
            tenant.id(),
            new InboundMessage(
                Channel.SMS,
                canary.phone().e164(),
                canary.word(),
                null,
                null,
                "Hello from " + canary.word(),
                "test",
                "seed-" + canary.word(),
                null,
                true,
                clock.instant()));
    var client = contacts.findByPhone(tenant.id(), canary.phone()).orElseThrow();
    var thread = conversations.findByContact(tenant.id(), client.id()).orElseThrow();
    return Map.of(
        "conversation", thread.id().value().toString(),
        "conversations/id", thread.id().value().toString(),
        "inbox/id", thread.id().value().toString(),
        "message", message.value().toString());
  }
}
