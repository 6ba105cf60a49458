package io.frontdesk.platform.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.error.StartupProblem;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.testing.MovableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private final TenantId a = new TenantId(Uuid7.next());
  private final TenantId b = new TenantId(Uuid7.next());
  private final MovableClock clock = new MovableClock(Instant.parse("2026-03-02T15:00:00Z"));

  @TempDir Path folder;

  @Test
  void what_was_sealed_opens_for_the_same_tenant_and_purpose_only() {
    var vault = new Vault(VaultKeys.generate(), clock);

    var sealed = vault.encrypt(a, "connection", "token".getBytes(UTF_8));

    assertThat(vault.decrypt(a, "connection", sealed)).asString(UTF_8).isEqualTo("token");
    assertThat(new String(sealed, UTF_8)).doesNotContain("token");
    assertThatThrownBy(() -> vault.decrypt(b, "connection", sealed))
        .isInstanceOf(VaultException.class);
    assertThatThrownBy(() -> vault.decrypt(a, "recording", sealed))
        .isInstanceOf(VaultException.class);
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> vault.decrypt(a, "connection", sealed))
        .isInstanceOf(VaultException.class);
  }

  @Test
  void after_a_rotation_old_values_open_and_are_known_as_stale() {
    var before = VaultKeys.generate();
    var old = new Vault(before, clock).encrypt(a, "connection", new byte[] {7});

    var vault = new Vault(before.rotated(), clock);

    assertThat(vault.decrypt(a, "connection", old)).containsExactly(7);
    assertThat(vault.isStale(old)).isTrue();
    assertThat(vault.isStale(vault.encrypt(a, "connection", new byte[] {7}))).isFalse();
  }

  @Test
  void a_link_holds_for_its_tenant_purpose_and_subject_until_it_expires() {
    var vault = new Vault(VaultKeys.generate(), clock);

    var token = vault.sign(a, "recording", "call-1", clock.instant().plusSeconds(60));

    assertThat(vault.verify(a, "recording", "call-1", token)).isTrue();
    assertThat(vault.verify(b, "recording", "call-1", token)).isFalse();
    assertThat(vault.verify(a, "recording", "call-2", token)).isFalse();
    assertThat(vault.verify(a, "transcript", "call-1", token)).isFalse();
    // A longer life can't be written into it.
    assertThat(vault.verify(a, "recording", "call-1", "zzzzzz" + token.substring(6))).isFalse();
    assertThat(vault.verify(a, "recording", "call-1", "rubbish")).isFalse();
    assertThat(vault.verify(a, "recording", "call-1", "")).isFalse();
    clock.advance(Duration.ofSeconds(60));
    assertThat(vault.verify(a, "recording", "call-1", token)).isFalse();
  }

  @Test
  void keys_are_kept_in_a_file_only_their_owner_can_read() throws IOException {
    var file = folder.resolve("vault.keys");

    var made = VaultKeys.inFile(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(VaultKeys.inFile(file).text()).isEqualTo(made.text());
    assertThat(made).hasToString("[secret]");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> VaultKeys.inFile(file)).isInstanceOf(StartupProblem.class);
  }

  @Test
  void damaged_keys_are_refused_with_a_mend() throws IOException {
    var file = folder.resolve("vault.keys");
    VaultKeys.inFile(file);
    Files.writeString(file, "bm8=.bm8=");

    assertThatThrownBy(() -> VaultKeys.inFile(file))
        .isInstanceOf(StartupProblem.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> VaultKeys.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
