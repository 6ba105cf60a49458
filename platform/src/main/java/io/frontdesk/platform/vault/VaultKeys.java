package io.frontdesk.platform.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import io.frontdesk.platform.error.StartupProblem;
import io.frontdesk.platform.file.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;

/// The keys of a [Vault]: one set that encrypts and one that signs. Each set holds versions; the
/// newest is used for new work, all of them for reading, and every output names its version.
///
/// The text form is what the file and the setting hold: two base64 lines joined by a dot. It is the
/// most secret text of the installation; without it nothing encrypted can be read again.
public final class VaultKeys {
  private final KeysetHandle encryption;
  private final KeysetHandle signing;

  private VaultKeys(KeysetHandle encryption, KeysetHandle signing) {
    this.encryption = encryption;
    this.signing = signing;
  }

  /// Fresh keys, one version each.
  public static VaultKeys generate() {
    return guarded(
        () ->
            new VaultKeys(
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
                KeysetHandle.generateNew(PredefinedMacParameters.HMAC_SHA256_256BITTAG)));
  }

  /// Reads the text form.
  ///
  /// @throws IllegalArgumentException when it is none
  public static VaultKeys parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 1) {
      throw new IllegalArgumentException("give the whole content of a vault key file");
    }
    try {
      return guarded(
          () -> new VaultKeys(read(text.substring(0, dot)), read(text.substring(dot + 1).strip())));
    } catch (IllegalStateException | IllegalArgumentException damaged) {
      throw new IllegalArgumentException("give the whole content of a vault key file", damaged);
    }
  }

  /// The keys kept in `file`, made on first use, readable by their owner only.
  ///
  /// @throws StartupProblem when the file is damaged or others may read it
  public static VaultKeys inFile(Path file) {
    try {
      if (!Files.exists(file)) {
        var fresh = generate();
        fresh.writeTo(file);
        return fresh;
      }
      if (!"rw-------".equals(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))) {
        throw new StartupProblem(
            "The vault keys in " + file + " can be read by others",
            "Run: chmod 600 " + file + " and find out who could read them.");
      }
      return parse(Files.readString(file, UTF_8));
    } catch (IllegalArgumentException damaged) {
      throw new StartupProblem(
          "The vault keys in " + file + " are damaged",
          "Restore the file from a backup; without it encrypted data can't be read.",
          damaged);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Replaces `file` by these keys in one step, readable by their owner only; on the disk when this
  /// returns, since nothing that they encrypt can be read without them.
  public void writeTo(Path file) {
    try {
      DurableFile.replace(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same keys plus a new version of each, used from now on. What was encrypted or signed
  /// before stays readable. With several nodes give all of them the new keys before any restarts.
  public VaultKeys rotated() {
    return guarded(
        () ->
            new VaultKeys(
                withNewest(encryption, PredefinedAeadParameters.AES256_GCM),
                withNewest(signing, PredefinedMacParameters.HMAC_SHA256_256BITTAG)));
  }

  /// How many versions there are.
  public int versions() {
    return encryption.size();
  }

  /// The text form. Never log it.
  public String text() {
    return guarded(() -> write(encryption) + "." + write(signing) + "\n");
  }

  @Override
  public String toString() {
    return "[secret]";
  }

  Aead aead() {
    return guarded(() -> encryption.getPrimitive(RegistryConfiguration.get(), Aead.class));
  }

  Mac mac() {
    return guarded(() -> signing.getPrimitive(RegistryConfiguration.get(), Mac.class));
  }

  int newestVersion() {
    return encryption.getPrimary().getId();
  }

  private static KeysetHandle withNewest(KeysetHandle keys, Parameters parameters)
      throws GeneralSecurityException {
    return KeysetHandle.newBuilder(keys)
        .addEntry(KeysetHandle.generateEntryFromParameters(parameters).withRandomId().makePrimary())
        .build();
  }

  private static KeysetHandle read(String base64) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseKeyset(
        new String(Base64.getDecoder().decode(base64), UTF_8), InsecureSecretKeyAccess.get());
  }

  private static String write(KeysetHandle keys) throws GeneralSecurityException {
    return Base64.getEncoder()
        .encodeToString(
            TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get())
                .getBytes(UTF_8));
  }

  private interface Step<T> {
    T run() throws GeneralSecurityException;
  }

  private static <T> T guarded(Step<T> step) {
    try {
      AeadConfig.register();
      MacConfig.register();
      return step.run();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("vault keys can't be used", e);
    }
  }
}
