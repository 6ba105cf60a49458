package io.frontdesk.delivery.port;

import java.util.List;

/// What a provider knows about a message whose attempt ended unclear.
public sealed interface Reconciliation {
  /// Messages that look like it, oldest first; the ledger drops those it already knows.
  record Found(List<Match> matches) implements Reconciliation {
    public Found {
      matches = List.copyOf(matches);
    }
  }

  /// The provider was asked and has nothing like it.
  record Absent() implements Reconciliation {}

  /// The provider could not be asked now; ask again.
  record NotNow() implements Reconciliation {}

  /// The provider can't be asked at all: a person decides.
  record Unsupported() implements Reconciliation {}

  /// @param providerId the provider's name for the message
  record Match(String providerId) {}
}
