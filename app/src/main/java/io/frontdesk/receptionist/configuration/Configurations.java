package io.frontdesk.receptionist.configuration;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import io.frontdesk.receptionist.Configuration;
import io.frontdesk.tenancy.Workspace;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/// Versions of a receptionist's behaviour: saving adds one, restoring adds a copy of an old one.
@Service
public class Configurations {
  private static final int SHOWN = 50;

  private final TenantTransactions transactions;
  private final ConfigurationStore store;
  private final AuditLog audit;
  private final Clock clock;

  Configurations(
      TenantTransactions transactions, ConfigurationStore store, AuditLog audit, Clock clock) {
    this.transactions = transactions;
    this.store = store;
    this.audit = audit;
    this.clock = clock;
  }

  /// What is in force; the standard while nobody has saved one.
  public Configuration current(Workspace workspace) {
    return currentVersion(workspace).content();
  }

  public Version currentVersion(Workspace workspace) {
    return transactions
        .read(workspace.id(), () -> store.current(workspace.id()))
        .orElseGet(
            () ->
                new Version(
                    0,
                    Configuration.standard(workspace.name(), workspace.region()),
                    "",
                    workspace.createdAt(),
                    "Frontdesk"));
  }

  /// Newest first.
  public List<Version> history(TenantId tenant) {
    return transactions.read(tenant, () -> store.newest(tenant, SHOWN));
  }

  /// Saves a new version and puts it in force.
  ///
  /// @param seen the version the editor started from
  /// @param note why, for whoever reads the history
  /// @return its number
  public int save(TenantId tenant, Actor by, int seen, Configuration content, String note) {
    return transactions.write(
        tenant,
        () -> {
          int current = store.latest(tenant);
          if (current != seen) {
            throw changedMeanwhile();
          }
          return put(tenant, by, content, note, "receptionist.configured");
        });
  }

  /// Saves a new version whatever was in force before.
  public void replace(TenantId tenant, Actor by, Configuration content, String note) {
    transactions.write(
        tenant,
        () -> {
          put(tenant, by, content, note, "receptionist.configured");
        });
  }

  /// Puts an old version in force again, as a new one.
  public int restore(TenantId tenant, Actor by, int number) {
    return transactions.write(
        tenant,
        () -> {
          var old =
              store.find(tenant, number).orElseThrow(() -> Refusal.notFound("Version " + number));
          return put(tenant, by, old.content(), "As version " + number, "receptionist.restored");
        });
  }

  private int put(TenantId tenant, Actor by, Configuration content, String note, String action) {
    int number = store.latest(tenant) + 1;
    var kept = note.replaceAll("\\p{Cntrl}", " ").strip();
    if (!store.add(
        tenant,
        number,
        content,
        kept.substring(0, Math.min(kept.length(), 200)),
        clock.instant(),
        by.name())) {
      throw changedMeanwhile();
    }
    store.point(tenant, number);
    audit.record(
        tenant,
        by,
        action,
        "receptionist.configuration",
        Integer.toString(number),
        Map.of("version", number));
    return number;
  }

  private static Refusal changedMeanwhile() {
    return Refusal.conflict(
        "receptionist.changed",
        "Someone else saved the receptionist meanwhile; reload the page and try again");
  }
}
