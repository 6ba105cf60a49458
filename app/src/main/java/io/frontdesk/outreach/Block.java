package io.frontdesk.outreach;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message to an audience, as it stands now.
///
/// @param version grows with every change of its words; what edits compare
/// @param plannedAt the instant the plan is made for
/// @param lookedAt contacts the plan has come past
/// @param toContact people the plan will contact
/// @param segments parts of the texts to them, by their names when it was planned
/// @param costMicros what those are expected to cost, in millionths of a dollar
/// @param handedOver of those to contact, how many had their turn
/// @param skipped of those, how many were gone when it came
public record Block(
    BlockId id,
    BlockDraft draft,
    BlockState state,
    long version,
    String createdBy,
    Instant createdAt,
    @Nullable Instant plannedAt,
    long lookedAt,
    long toContact,
    long segments,
    long costMicros,
    long handedOver,
    long skipped,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {
  @Override
  public String toString() {
    return "Block[" + id + " " + state + "]";
  }
}
