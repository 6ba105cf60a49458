package io.frontdesk;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.platform.db.Database;
import io.frontdesk.platform.db.IsolationCheck;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FrontdeskTest
class StartTest {
  @Autowired private Database database;

  @Test
  void the_program_starts_with_its_tenants_isolated() {
    IsolationCheck.require(database);

    assertThat(database.roles().app()).hasToString("frontdesk_app");
  }
}
