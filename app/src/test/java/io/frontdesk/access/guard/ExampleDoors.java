package io.frontdesk.access.guard;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Open;
import io.frontdesk.access.Permission;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Doors only for tests; the unmarked ones are examples of what the guard must refuse.
@RestController
class ExampleDoors {
  @Needs(Permission.MANAGE_MEMBERS)
  @GetMapping("/w/{workspace}/test-doors/members")
  String members(Caller caller) {
    return caller.tenant().toString();
  }

  @Needs(Permission.VIEW_TODAY)
  @PostMapping("/w/{workspace}/test-doors/change")
  String change(Caller caller) {
    return caller.workspace();
  }

  @GetMapping("/w/{workspace}/test-doors/unmarked")
  String unmarked() {
    return "open";
  }

  @GetMapping("/api/v1/test-doors/unmarked")
  String unmarkedApi() {
    return "open";
  }

  @GetMapping("/test-doors/unmarked")
  String unmarkedElsewhere() {
    return "open";
  }

  @Open("an example")
  @GetMapping("/test-errors/{kind}")
  String fail(@PathVariable String kind) throws Exception {
    throw failure(kind);
  }

  @Needs(Permission.VIEW_TODAY)
  @GetMapping("/api/v1/test-doors/fail")
  String failApi(@RequestParam String kind) throws Exception {
    throw failure(kind);
  }

  private static Exception failure(String kind) {
    return switch (kind) {
      case "pool-full" ->
          new CannotCreateTransactionException(
              "no", new SQLTransientConnectionException("pool is full"));
      case "database-away" ->
          new DataAccessResourceFailureException("no", new SQLException("gone", "08006"));
      case "database-stops" ->
          new DataAccessResourceFailureException("no", new SQLException("gone", "57P01"));
      case "bad-text" ->
          new DataIntegrityViolationException("no", new SQLException("0x00", "22021"));
      default -> new IllegalStateException("the secret cause");
    };
  }

  @Needs(Permission.VIEW_CALLS)
  @GetMapping("/api/v1/test-doors/calls")
  String calls(Caller caller) {
    return caller.tenant().toString();
  }
}
