package io.frontdesk.platform.vault;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Ids in a link that its holder can neither read nor make: encrypted and signed, safe in a URL,
/// another text each time, good as long as the vault keeps its keys.
public final class LinkTokens {
  private static final int LONGEST = 300;

  private final Vault vault;
  private final String purpose;

  /// @param purpose what the link does, e.g. `delivery.unsubscribe`; a token of another purpose
  ///     does not open
  public LinkTokens(Vault vault, String purpose) {
    this.vault = vault;
    this.purpose = purpose;
  }

  public String seal(UUID... ids) {
    var plain = ByteBuffer.allocate(ids.length * 2 * Long.BYTES);
    for (var id : ids) {
      plain.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(vault.encrypt(purpose, plain.array()));
  }

  /// The `count` ids of a token; empty when we did not make it. Never throws.
  public Optional<List<UUID>> open(String token, int count) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      var plain = ByteBuffer.wrap(vault.decrypt(purpose, Base64.getUrlDecoder().decode(token)));
      if (plain.remaining() != count * 2 * Long.BYTES) {
        return Optional.empty();
      }
      var ids = new ArrayList<UUID>();
      while (plain.hasRemaining()) {
        ids.add(new UUID(plain.getLong(), plain.getLong()));
      }
      return Optional.of(ids);
    } catch (IllegalArgumentException | VaultException forged) {
      return Optional.empty();
    }
  }
}
