package io.frontdesk.delivery.picture;

import io.frontdesk.delivery.PictureId;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.LinkTokens;
import io.frontdesk.platform.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Makes and reads the addresses at which a carrier fetches a picture. An address names neither
/// tenant nor picture to whoever holds it, is another one for each attempt, and ends by itself.
@Component
public class PictureLinks {
  /// Longer than a carrier queues a message: ten hours at most.
  static final Duration GOOD_FOR = Duration.ofHours(12);

  private static final String PURPOSE = "delivery.picture";

  /// What an address stands for.
  record Target(TenantId tenant, PictureId picture) {}

  private final LinkTokens tokens;
  private final Vault vault;
  private final Clock clock;
  private final String base;

  PictureLinks(Vault vault, Clock clock, Settings settings) {
    this.tokens = new LinkTokens(vault, PURPOSE);
    this.vault = vault;
    this.clock = clock;
    this.base = PlatformSettings.baseUrl(settings);
  }

  /// The address for one attempt to send the picture.
  public String link(TenantId tenant, PictureId picture) {
    var name = tokens.seal(tenant.value(), picture.value());
    return base
        + "/m/"
        + name
        + "/"
        + vault.sign(tenant, PURPOSE, name, clock.instant().plus(GOOD_FOR));
  }

  /// Empty when we did not make it, or it has ended. Never throws.
  Optional<Target> read(String name, String signature) {
    return tokens
        .open(name, 2)
        .map(ids -> new Target(new TenantId(ids.getFirst()), new PictureId(ids.getLast())))
        .filter(target -> vault.verify(target.tenant(), PURPOSE, name, signature));
  }
}
