package io.frontdesk.delivery.mailing;

import io.frontdesk.delivery.DeliveryId;
import io.frontdesk.platform.boot.PlatformSettings;
import io.frontdesk.platform.config.Settings;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.vault.Vault;
import io.frontdesk.platform.vault.VaultException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Makes and reads the addresses by which a person unsubscribes. The token is encrypted and signed:
/// it tells nothing, can't be made by anyone else, and works as long as the keys are kept, which is
/// longer than the 30 days that the law asks for.
@Component
public class UnsubscribeLinks {
  /// The e-mail in which a link stood.
  public record Target(TenantId tenant, DeliveryId delivery) {}

  private static final String PURPOSE = "delivery.unsubscribe";
  private static final int BYTES = 32;
  private static final int LONGEST = 200;

  private final Vault vault;
  private final String base;

  UnsubscribeLinks(Vault vault, Settings settings) {
    this.vault = vault;
    this.base = settings.get(PlatformSettings.BASE_URL).toString().replaceAll("/+$", "");
  }

  /// The address for one e-mail; another text each time, all of them good.
  public String link(TenantId tenant, DeliveryId delivery) {
    var plain = ByteBuffer.allocate(BYTES);
    put(plain, tenant.value());
    put(plain, delivery.value());
    return base
        + "/u/"
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(vault.encrypt(PURPOSE, plain.array()));
  }

  /// What a token stands for; empty when we did not make it.
  public Optional<Target> read(String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      var plain = ByteBuffer.wrap(vault.decrypt(PURPOSE, Base64.getUrlDecoder().decode(token)));
      return plain.remaining() == BYTES
          ? Optional.of(new Target(new TenantId(uuid(plain)), new DeliveryId(uuid(plain))))
          : Optional.empty();
    } catch (IllegalArgumentException | VaultException forged) {
      return Optional.empty();
    }
  }

  private static void put(ByteBuffer into, UUID id) {
    into.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static UUID uuid(ByteBuffer from) {
    return new UUID(from.getLong(), from.getLong());
  }
}
