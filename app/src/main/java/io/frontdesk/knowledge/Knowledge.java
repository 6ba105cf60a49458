package io.frontdesk.knowledge;

import io.frontdesk.access.Actor;
import io.frontdesk.knowledge.library.Library;
import io.frontdesk.platform.tenant.TenantId;
import java.util.List;
import org.springframework.stereotype.Service;

/// What the business knows and may tell: documents, searched by their words.
@Service
public class Knowledge {
  private final Library library;

  public Knowledge(Library library) {
    this.library = library;
  }

  /// Passages of active documents that share words with `query`, best first; empty when none does.
  ///
  /// @param query what someone asked, in their words; only the first 500 characters count
  /// @param limit 1 to 50
  public List<Passage> search(TenantId tenant, String query, int limit) {
    return library.search(tenant, query, limit);
  }

  /// Adds an active document; it can be searched when the transaction commits. Joins an open
  /// transaction of the tenant.
  public DocumentId add(TenantId tenant, Actor by, Draft draft) {
    return library.add(tenant, by, draft);
  }
}
