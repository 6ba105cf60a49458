package io.frontdesk.delivery.mailing;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.LinkTokens;
import io.frontdesk.platform.vault.Vault;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Makes and reads the addresses by which a person unsubscribes. They work as long as the vault's
/// keys are kept, which is longer than the 30 days that the law asks for.
@Component
public class UnsubscribeLinks {
  /// The e-mail in which a link stood.
  public record Target(TenantId tenant, DeliveryId delivery) {}

  private final LinkTokens tokens;
  private final String base;

  UnsubscribeLinks(Vault vault, Settings settings) {
    this.tokens = new LinkTokens(vault, "delivery.unsubscribe");
    this.base = PlatformSettings.baseUrl(settings);
  }

  /// The address for one e-mail; another text each time, all of them good.
  public String link(TenantId tenant, DeliveryId delivery) {
    return base + "/u/" + tokens.seal(tenant.value(), delivery.value());
  }

  /// What a token stands for; empty when we did not make it.
  public Optional<Target> read(String token) {
    return tokens
        .open(token, 2)
        .map(ids -> new Target(new TenantId(ids.getFirst()), new DeliveryId(ids.getLast())));
  }
}
