package io.frontdesk.contacts;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which people of the client book; all conditions hold together, a missing one lets everybody in.
///
/// @param stages people in any of these; empty for any stage
/// @param tag people who have it
/// @param withoutTag people who don't have it
/// @param activeSince people of whom something was noted at or after this
/// @param quietSince people of whom nothing was noted since
public record Audience(
    Set<Stage> stages,
    @Nullable UUID tag,
    @Nullable UUID withoutTag,
    @Nullable Instant activeSince,
    @Nullable Instant quietSince) {
  public static final Audience EVERYBODY = new Audience(Set.of(), null, null, null, null);

  public Audience {
    stages = Set.copyOf(stages);
  }
}
