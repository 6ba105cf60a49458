package io.frontdesk.platform.jobs;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How one job fares, for operators.
///
/// @param recurring false for one-off jobs, whose numbers are over all waiting pieces of work
/// @param waiting pieces of work not yet done (1 for a recurring job)
/// @param retrying those that failed at least once
/// @param givenUp those whose last attempt failed and that wait for a person
/// @param lastError kind of the last failure, without its text
public record JobState(
    String name,
    String meaning,
    boolean recurring,
    long waiting,
    long running,
    long retrying,
    long givenUp,
    @Nullable Instant next,
    @Nullable Instant lastEnded,
    @Nullable Duration lastTook,
    @Nullable Boolean lastSucceeded,
    @Nullable String lastError) {
  // The last run of a one-off job may have been another tenant's.
  JobState withoutLastRun() {
    return new JobState(
        name, meaning, recurring, waiting, running, retrying, givenUp, next, null, null, null,
        null);
  }
}
