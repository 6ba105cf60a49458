package io.frontdesk.integrations;

import io.frontdesk.platform.tenant.TenantId;
import java.util.List;

/// What a connection was sent lately, for screens that explain it.
public interface ReceivedEvents {
  /// The newest first, with their bodies in the clear; those whose body retention dropped are left
  /// out. Personal data: whoever shows it records that in the audit log.
  ///
  /// @param limit at most 50
  List<StoredEvent> latest(TenantId tenant, ConnectionId connection, int limit);
}
