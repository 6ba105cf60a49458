package io.frontdesk.calendar.feed;

import io.frontdesk.platform.tenant.TenantId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// The secret of a feed's address: the tenant, then 24 random bytes.
///
/// @param text as it stands in the address
/// @param hash what is stored
record FeedToken(TenantId tenant, String text, byte[] hash) {
  private static final int LENGTH = 16 + 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  static FeedToken fresh(TenantId tenant) {
    var secret = new byte[LENGTH - 16];
    RANDOM.nextBytes(secret);
    var bytes =
        ByteBuffer.allocate(LENGTH)
            .putLong(tenant.value().getMostSignificantBits())
            .putLong(tenant.value().getLeastSignificantBits())
            .put(secret)
            .array();
    return of(bytes);
  }

  /// Empty for what is no token at all; whether it is one of ours the store knows.
  static Optional<FeedToken> parse(String text) {
    if (text.length() != 54) {
      return Optional.empty();
    }
    try {
      var bytes = Base64.getUrlDecoder().decode(text);
      var token = of(bytes);
      // One spelling only.
      return bytes.length == LENGTH && token.text().equals(text)
          ? Optional.of(token)
          : Optional.empty();
    } catch (IllegalArgumentException noToken) {
      return Optional.empty();
    }
  }

  private static FeedToken of(byte[] bytes) {
    var head = ByteBuffer.wrap(bytes);
    try {
      return new FeedToken(
          new TenantId(new UUID(head.getLong(), head.getLong())),
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
          MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
