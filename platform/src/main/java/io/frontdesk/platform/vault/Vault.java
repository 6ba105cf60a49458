package io.frontdesk.platform.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Mac;
import io.frontdesk.platform.tenant.TenantId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;

/// Encrypts what must not lie open in the database, and signs links.
///
/// What was encrypted for one tenant and purpose opens only with the same two, so a value copied to
/// another row or tenant is worthless. Keys have versions: see [VaultKeys#rotated].
public final class Vault {
  private final VaultKeys keys;
  private final Aead aead;
  private final Mac mac;
  private final Clock clock;

  public Vault(VaultKeys keys, Clock clock) {
    this.keys = keys;
    this.aead = keys.aead();
    this.mac = keys.mac();
    this.clock = clock;
  }

  /// Encrypts `plain`; each call gives other bytes.
  ///
  /// @param purpose what the value is, e.g. `integrations.connection`; part of the lock
  public byte[] encrypt(TenantId tenant, String purpose, byte[] plain) {
    return encrypt(lock(tenant.toString(), purpose), plain);
  }

  /// Opens what [#encrypt] made for the same tenant and purpose.
  ///
  /// @throws VaultException when it was made for another, altered, or by keys we don't have
  public byte[] decrypt(TenantId tenant, String purpose, byte[] sealed) {
    return decrypt(lock(tenant.toString(), purpose), sealed);
  }

  /// As [#encrypt] for what belongs to no tenant, e.g. an account's second factor.
  public byte[] encrypt(String purpose, byte[] plain) {
    return encrypt(lock("", purpose), plain);
  }

  /// As [#decrypt] for what belongs to no tenant.
  public byte[] decrypt(String purpose, byte[] sealed) {
    return decrypt(lock("", purpose), sealed);
  }

  /// Whether `sealed` was made by an older key version, so that a job may encrypt it anew.
  public boolean isStale(byte[] sealed) {
    // Tink writes one type byte and then the version's id before the cipher text.
    return sealed.length < 5 || ByteBuffer.wrap(sealed, 1, 4).getInt() != keys.newestVersion();
  }

  /// The four bytes that stand second to fifth in all that [#isStale] is not, so that SQL can tell.
  public byte[] newestVersion() {
    return ByteBuffer.allocate(4).putInt(keys.newestVersion()).array();
  }

  /// A token that proves that this installation allowed `subject` until `expires`; safe in a URL.
  ///
  /// @param purpose what the link does, e.g. `calls.recording`
  /// @param subject what it is for, e.g. the recording's id and the person's
  public String sign(TenantId tenant, String purpose, String subject, Instant expires) {
    return sign(tenant.toString(), purpose, subject, expires);
  }

  /// As [#sign] for what belongs to no tenant.
  public String sign(String purpose, String subject, Instant expires) {
    return sign("", purpose, subject, expires);
  }

  /// Whether `token` was made by [#sign] for exactly this and has not expired. Never throws.
  public boolean verify(TenantId tenant, String purpose, String subject, String token) {
    return verify(tenant.toString(), purpose, subject, token);
  }

  /// As [#verify] for what belongs to no tenant.
  public boolean verify(String purpose, String subject, String token) {
    return verify("", purpose, subject, token);
  }

  private String sign(String tenant, String purpose, String subject, Instant expires) {
    var until = Long.toString(expires.getEpochSecond(), 36);
    try {
      return until
          + "."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mac.computeMac(lock(tenant, purpose, subject, until)));
    } catch (GeneralSecurityException e) {
      throw new VaultException(e);
    }
  }

  private boolean verify(String tenant, String purpose, String subject, String token) {
    int dot = token.indexOf('.');
    if (dot < 1 || token.length() > 128) {
      return false;
    }
    var until = token.substring(0, dot);
    try {
      mac.verifyMac(
          Base64.getUrlDecoder().decode(token.substring(dot + 1)),
          lock(tenant, purpose, subject, until));
      return clock.instant().getEpochSecond() < Long.parseLong(until, 36);
    } catch (GeneralSecurityException | IllegalArgumentException forged) {
      return false;
    }
  }

  private byte[] encrypt(byte[] lock, byte[] plain) {
    try {
      return aead.encrypt(plain, lock);
    } catch (GeneralSecurityException e) {
      throw new VaultException(e);
    }
  }

  private byte[] decrypt(byte[] lock, byte[] sealed) {
    try {
      return aead.decrypt(sealed, lock);
    } catch (GeneralSecurityException e) {
      throw new VaultException(e);
    }
  }

  // Lengths before parts, so that ("ab", "c") and ("a", "bc") differ.
  private static byte[] lock(String... parts) {
    var text = new StringBuilder();
    for (var part : parts) {
      text.append(part.length()).append(':').append(part);
    }
    return text.toString().getBytes(UTF_8);
  }
}
