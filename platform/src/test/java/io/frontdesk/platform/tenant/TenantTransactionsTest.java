package io.frontdesk.platform.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.testing.TestPostgres;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class TenantTransactionsTest {
  private final JdbcClient db = JdbcClient.create(TestPostgres.shared().app());
  private final TenantTransactions transactions =
      new TenantTransactions(db, new JdbcTransactionManager(TestPostgres.shared().app()));
  private final TenantId one = new TenantId(Uuid7.next());
  private final TenantId other = new TenantId(Uuid7.next());

  @Test
  void the_database_ends_a_transaction_that_rests_whoever_runs_the_server() {
    for (var pool : List.of(TestPostgres.shared().app(), TestPostgres.shared().worker())) {
      assertThat(
              JdbcClient.create(pool)
                  .sql("SHOW idle_in_transaction_session_timeout")
                  .query(String.class)
                  .single())
          .isEqualTo("1min");
    }
  }

  @Test
  void the_database_knows_the_tenant_inside_and_nobody_before_and_after() {
    assertThat(transactions.read(one, this::inForce)).isEqualTo(one.toString());
    assertThat(transactions.withoutTenant(this::inForce)).isNull();
    assertThat(transactions.<@Nullable String>write(other, this::inForce))
        .isEqualTo(other.toString());
  }

  @Test
  void a_tenant_joins_its_own_transaction_and_never_another_ones() {
    transactions.write(
        one,
        () -> {
          assertThat(transactions.read(one, this::inForce)).isEqualTo(one.toString());
          assertThatThrownBy(() -> transactions.read(other, this::inForce))
              .isInstanceOf(IllegalStateException.class);
          assertThatThrownBy(() -> transactions.withoutTenant(this::inForce))
              .isInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void what_follows_a_tenants_part_of_a_transaction_without_tenant_belongs_to_nobody_again() {
    var after =
        transactions.withoutTenant(
            () -> {
              assertThat(transactions.<@Nullable String>write(one, this::inForce))
                  .isEqualTo(one.toString());
              assertThat(transactions.withoutTenant(this::inForce)).isNull();
              assertThat(transactions.<@Nullable String>write(other, this::inForce))
                  .isEqualTo(other.toString());
              return inForce();
            });

    assertThat(after).isNull();
  }

  @Test
  void a_failure_leaves_nobody_behind() {
    assertThatThrownBy(
            () ->
                transactions.write(
                    one,
                    (Runnable)
                        () -> {
                          throw new UnsupportedOperationException();
                        }))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThat(transactions.read(other, this::inForce)).isEqualTo(other.toString());
    assertThat(transactions.withoutTenant(this::inForce)).isNull();
  }

  private @Nullable String inForce() {
    return db.sql("SELECT platform.current_tenant()::text AS tenant")
        .query((row, _) -> row.getString("tenant"))
        .list()
        .getFirst();
  }
}
