package io.frontdesk.integrations.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.Vault;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// The endpoints' secrets, opened and sealed.
@Component
class HookSecrets {
  private static final String PURPOSE = "integrations.hook-secret";

  private final EndpointStore endpoints;
  private final Vault vault;
  private final Clock clock;

  HookSecrets(EndpointStore endpoints, Vault vault, Clock clock) {
    this.endpoints = endpoints;
    this.vault = vault;
    this.clock = clock;
  }

  byte[] seal(TenantId tenant, String secret) {
    return vault.encrypt(tenant, PURPOSE, secret.getBytes(UTF_8));
  }

  /// Those that sign now, the newest first. In the caller's transaction.
  List<String> signing(TenantId tenant, EndpointId id) {
    var sealed = endpoints.secrets(tenant, id);
    var open = new ArrayList<String>();
    open.add(open(tenant, sealed.now()));
    var old = sealed.old();
    var until = sealed.oldUntil();
    if (old != null && until != null && clock.instant().isBefore(until)) {
      open.add(open(tenant, old));
    }
    return open;
  }

  private String open(TenantId tenant, byte[] sealed) {
    return new String(vault.decrypt(tenant, PURPOSE, sealed), UTF_8);
  }
}
