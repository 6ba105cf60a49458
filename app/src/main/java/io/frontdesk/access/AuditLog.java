package io.frontdesk.access;

import io.frontdesk.access.audit.AuditStore;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Service;

/// Who changed or read what. Append-only: the application's role may not change or delete a line.
@Service
public class AuditLog {
  private final AuditStore store;
  private final TenantTransactions transactions;
  private final Clock clock;

  AuditLog(AuditStore store, TenantTransactions transactions, Clock clock) {
    this.store = store;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// Records a change. Call it in the write transaction of the change, so that both exist or
  /// neither.
  ///
  /// @param action module and verb, e.g. `contacts.renamed`
  /// @param subjectType e.g. `contact`
  /// @param detail ids and field names; no personal data, no content
  public void record(
      TenantId tenant,
      Actor actor,
      String action,
      String subjectType,
      String subjectId,
      Map<String, ?> detail) {
    transactions.write(
        tenant,
        () -> store.insert(tenant, clock.instant(), actor, action, subjectType, subjectId, detail));
  }

  /// Records that someone looked at something sensitive (a person's file, a recording), in a
  /// transaction of its own: call it outside one, before showing the thing.
  public void read(TenantId tenant, Actor actor, String subjectType, String subjectId) {
    record(tenant, actor, subjectType + ".read", subjectType, subjectId, Map.of());
  }
}
