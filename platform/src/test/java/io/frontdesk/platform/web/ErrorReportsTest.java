package io.frontdesk.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.frontdesk.platform.error.Refusal;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionSystemException;

final class ErrorReportsTest {
  // What the pool says of a connection that it has given up.
  private static final SQLException CLOSED = new SQLException("Connection is closed");

  @Test
  void a_connection_that_breaks_within_a_transaction_means_come_again() {
    var restarting = new SQLException("terminating connection", "57P01");
    var broken = new TransactionSystemException("JDBC rollback failed", CLOSED);
    broken.initApplicationException(new DataAccessResourceFailureException("away", restarting));

    assertThat(ErrorReports.refusalFor(broken))
        .map(Refusal::kind)
        .hasValue(Refusal.Kind.UNAVAILABLE);
    assertThat(ErrorReports.refusalFor(new TransactionSystemException("commit", CLOSED)))
        .map(Refusal::kind)
        .hasValue(Refusal.Kind.UNAVAILABLE);
  }

  @Test
  void a_deadlock_means_come_again() {
    assertThat(ErrorReports.refusalFor(new SQLException("deadlock detected", "40P01")))
        .map(Refusal::kind)
        .hasValue(Refusal.Kind.UNAVAILABLE);
  }

  @Test
  void what_the_work_itself_did_wrong_stays_an_error_though_the_rollback_failed_too() {
    var duplicate = new SQLException("duplicate key", "23505");
    var broken = new TransactionSystemException("JDBC rollback failed", CLOSED);
    broken.initApplicationException(new DataIntegrityViolationException("twice", duplicate));

    assertThat(ErrorReports.refusalFor(broken)).isEmpty();
  }
}
