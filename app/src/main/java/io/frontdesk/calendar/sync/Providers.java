package io.frontdesk.calendar.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.calendar.port.CalendarSync;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.Vault;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The ways to connect a calendar, and the lock on what opens an account.
@Component
class Providers {
  private static final String PURPOSE = "calendar.sync-account";

  private final List<CalendarSync> all;
  private final Vault vault;
  private final JsonMapper json;

  Providers(List<CalendarSync> all, Vault vault, JsonMapper json) {
    this.all = all.stream().sorted(Comparator.comparing(CalendarSync::label)).toList();
    this.vault = vault;
    this.json = json;
  }

  List<CalendarSync> all() {
    return all;
  }

  CalendarSync require(String provider) {
    return all.stream()
        .filter(one -> one.provider().equals(provider))
        .findFirst()
        .orElseThrow(() -> Refusal.notFound("This kind of calendar"));
  }

  byte[] lock(TenantId tenant, UUID account, Map<String, String> credentials) {
    return vault.encrypt(tenant, PURPOSE + "/" + account, json.writeValueAsBytes(credentials));
  }

  CalendarSync.Account open(TenantId tenant, UUID account, byte[] locked) {
    var plain = new String(vault.decrypt(tenant, PURPOSE + "/" + account, locked), UTF_8);
    var credentials = new HashMap<String, String>();
    json.readValue(plain, Map.class)
        .forEach((name, value) -> credentials.put(name.toString(), value.toString()));
    return new CalendarSync.Account(tenant, account, credentials);
  }
}
