package io.frontdesk.outreach;

import java.util.Locale;

/// Where a block stands. [#mayBecome] is the only table of legal moves.
public enum BlockState {
  /// Written, not planned. A changed block is a draft again.
  DRAFT("Draft"),
  /// The audience is being looked through.
  PLANNING("Planning"),
  /// Known whom it would reach; nothing leaves until somebody starts it.
  PLANNED("Ready"),
  RUNNING("Running"),
  PAUSED("Paused"),
  /// Everybody had their turn.
  DONE("Done"),
  CANCELLED("Cancelled");

  private final String label;

  BlockState(String label) {
    this.label = label;
  }

  /// As screens show it.
  public String label() {
    return label;
  }

  /// As tables and the API write it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean mayBecome(BlockState next) {
    return switch (this) {
      case DRAFT -> next == PLANNING || next == CANCELLED;
      case PLANNING -> next == PLANNED || next == DRAFT || next == CANCELLED;
      case PLANNED -> next == RUNNING || next == PLANNING || next == DRAFT || next == CANCELLED;
      case RUNNING -> next == PAUSED || next == DONE || next == CANCELLED;
      case PAUSED -> next == RUNNING || next == CANCELLED;
      case DONE, CANCELLED -> false;
    };
  }

  /// Its words and its audience may still be changed.
  public boolean isEditable() {
    return this == DRAFT || this == PLANNED;
  }
}
