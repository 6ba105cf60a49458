package io.frontdesk.integrations.mail;

import io.frontdesk.integrations.Connections;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.testing.TenantSeed;
import io.frontdesk.testing.TestDesk.TestTenant;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;

@Component
class MailboxSeed implements TenantSeed {
  private final Connections connections;
  private final MailboxStore store;

  MailboxSeed(Connections connections, MailboxStore store) {
    this.connections = connections;
    this.store = store;
  }

  @Override
  public Map<String, String> seed(TestTenant tenant) {
    var id =
        connections.add(
            tenant.id(),
            tenant.ownerCaller().actor(),
            "imap",
            "Seeded mailbox",
            Map.of(
                "host", "127.0.0.1",
                "port", "1",
                "security", "none",
                "user", "desk",
                "password", "secret"));
    store.lease(new MailboxStore.Wanted(tenant.id(), id, 1), Uuid7.next(), Duration.ofMinutes(1));
    return Map.of();
  }
}
