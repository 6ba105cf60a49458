package io.frontdesk.knowledge.library;

import io.frontdesk.access.Actor;
import io.frontdesk.access.AuditLog;
import io.frontdesk.knowledge.DocumentId;
import io.frontdesk.knowledge.Draft;
import io.frontdesk.knowledge.Passage;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.platform.tenant.TenantTransactions;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Service;

/// Keeps documents and what can be searched of them in step: a document's passages exist while it
/// is active, and change in the transaction of every edit.
@Service
public class Library {
  /// Most documents of one workspace.
  public static final int MOST_DOCUMENTS = 1_000;

  private static final int LONGEST_QUESTION = 500;

  private final TenantTransactions transactions;
  private final DocumentStore documents;
  private final PassageStore passages;
  private final AuditLog audit;
  private final Clock clock;

  Library(
      TenantTransactions transactions,
      DocumentStore documents,
      PassageStore passages,
      AuditLog audit,
      Clock clock) {
    this.transactions = transactions;
    this.documents = documents;
    this.passages = passages;
    this.audit = audit;
    this.clock = clock;
  }

  public List<Passage> search(TenantId tenant, String query, int limit) {
    var asked = query.replaceAll("\\p{Cntrl}", " ").strip();
    var words = asked.substring(0, Math.min(asked.length(), LONGEST_QUESTION));
    if (words.isEmpty()) {
      return List.of();
    }
    int most = Math.clamp(limit, 1, 50);
    return transactions.read(tenant, () -> passages.search(tenant, words, most));
  }

  public List<Document> list(TenantId tenant) {
    return transactions.read(tenant, () -> documents.list(tenant));
  }

  /// @throws Refusal when it is gone
  public Document require(TenantId tenant, DocumentId id) {
    return transactions
        .read(tenant, () -> documents.find(tenant, id))
        .orElseThrow(() -> Refusal.notFound("This document"));
  }

  public DocumentId add(TenantId tenant, Actor by, Draft draft) {
    var id = new DocumentId(Uuid7.next());
    transactions.write(
        tenant,
        () -> {
          if (documents.count(tenant) >= MOST_DOCUMENTS) {
            throw Refusal.conflict(
                "knowledge.full", "There are 1,000 documents already; delete some first");
          }
          documents.insert(tenant, id, draft, clock.instant(), by.name());
          documents.keepVersion(tenant, id);
          passages.replace(tenant, id, draft.title(), Splitter.split(draft.body()));
          changed(tenant, by, "added", id);
        });
    return id;
  }

  /// @param seen the version the editor started from
  public void edit(TenantId tenant, Actor by, DocumentId id, int seen, Draft draft) {
    transactions.write(
        tenant,
        () -> {
          var before = lock(tenant, id);
          if (!documents.update(tenant, id, seen, draft, clock.instant(), by.name())) {
            throw Refusal.conflict(
                "knowledge.changed",
                "Someone else changed this document meanwhile; copy your text and open it again");
          }
          documents.keepVersion(tenant, id);
          changed(tenant, by, "edited", id);
          if (before.active()) {
            passages.replace(tenant, id, draft.title(), Splitter.split(draft.body()));
          }
        });
  }

  /// Switches whether it may answer.
  public void activate(TenantId tenant, Actor by, DocumentId id, boolean active) {
    transactions.write(
        tenant,
        () -> {
          var document = lock(tenant, id);
          documents.setActive(tenant, id, active, clock.instant(), by.name());
          changed(tenant, by, active ? "switched-on" : "switched-off", id);
          passages.replace(
              tenant, id, document.title(), active ? Splitter.split(document.body()) : List.of());
        });
  }

  /// Deletes; [#restore] undoes it.
  public void delete(TenantId tenant, Actor by, DocumentId id) {
    transactions.write(
        tenant,
        () -> {
          var document = lock(tenant, id);
          documents.setDeleted(tenant, id, true, clock.instant(), by.name());
          changed(tenant, by, "deleted", id);
          passages.replace(tenant, id, document.title(), List.of());
        });
  }

  /// Takes a deletion back; a document that is not deleted stays as it is.
  public void restore(TenantId tenant, Actor by, DocumentId id) {
    transactions.write(
        tenant,
        () -> {
          boolean was = documents.setDeleted(tenant, id, false, clock.instant(), by.name());
          var document = lock(tenant, id);
          if (was) {
            changed(tenant, by, "restored", id);
          }
          if (document.active()) {
            passages.replace(tenant, id, document.title(), Splitter.split(document.body()));
          }
        });
  }

  private void changed(TenantId tenant, Actor by, String what, DocumentId id) {
    audit.record(
        tenant, by, "knowledge.document-" + what, "document", id.toString(), java.util.Map.of());
  }

  private Document lock(TenantId tenant, DocumentId id) {
    return documents.lock(tenant, id).orElseThrow(() -> Refusal.notFound("This document"));
  }
}
