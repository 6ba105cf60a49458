package io.frontdesk.platform.vault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.error.StartupProblem;
import io.frontdesk.platform.testing.TestPostgres;
import org.junit.jupiter.api.Test;

class VaultKeysCheckTest {
  @Test
  void a_node_with_other_keys_does_not_run() {
    var database = TestPostgres.fresh();
    var keys = VaultKeys.generate();
    VaultKeysCheck.require(database, keys);
    VaultKeysCheck.require(database, keys);
    VaultKeysCheck.require(database, keys.rotated());

    assertThatThrownBy(() -> VaultKeysCheck.require(database, VaultKeys.generate()))
        .isInstanceOf(StartupProblem.class)
        .hasMessageContaining("sealed with");
  }
}
