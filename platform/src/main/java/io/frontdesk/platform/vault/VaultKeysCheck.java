package io.frontdesk.platform.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.error.StartupProblem;
import java.time.Clock;
import java.util.Arrays;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Proves at start-up that this node has the keys its database was sealed with. Two nodes that each
/// made keys of their own would write secrets the other can't read.
public final class VaultKeysCheck {
  private static final String PURPOSE = "platform.vault-sample";
  private static final byte[] PLAIN = "frontdesk".getBytes(UTF_8);

  private VaultKeysCheck() {}

  /// The first node of an installation leaves a sample; every later start opens it.
  ///
  /// @throws StartupProblem when the keys are others
  public static void require(Database database, VaultKeys keys) {
    var db = JdbcClient.create(database.app());
    var vault = new Vault(keys, Clock.systemUTC());
    db.sql("INSERT INTO platform.vault_sample (sealed) VALUES (:sealed) ON CONFLICT DO NOTHING")
        .param("sealed", vault.encrypt(PURPOSE, PLAIN))
        .update();
    var sealed =
        db.sql("SELECT sealed FROM platform.vault_sample")
            .query((row, _) -> row.getBytes(1))
            .single();
    if (!opens(vault, sealed)) {
      throw new StartupProblem(
          "These vault keys are not the ones this database was sealed with",
          "Give every node the same keys: set FRONTDESK_VAULT_KEYS, or copy vault.keys from the data"
              + " folder of the first node or from its backup.");
    }
  }

  private static boolean opens(Vault vault, byte[] sealed) {
    try {
      return Arrays.equals(vault.decrypt(PURPOSE, sealed), PLAIN);
    } catch (VaultException others) {
      return false;
    }
  }
}
