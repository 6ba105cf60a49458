package io.frontdesk.operations.jobs;

import io.frontdesk.platform.jobs.JobState;
import java.time.Duration;
import java.time.Instant;

/// Job states in words.
public final class JobWords {
  private JobWords() {}

  public static String next(JobState job, Instant now) {
    if (job.running() > 0) {
      return "running";
    }
    var next = job.next();
    if (next == null) {
      return "when asked";
    }
    return next.isAfter(now) ? "in " + length(Duration.between(now, next)) : "now";
  }

  public static String ended(JobState job, Instant now) {
    var ended = job.lastEnded();
    return ended == null ? "" : length(Duration.between(ended, now)) + " ago";
  }

  public static String took(JobState job) {
    var took = job.lastTook();
    if (took == null) {
      return "";
    }
    return took.toMillis() < 1_000 ? took.toMillis() + " ms" : length(took);
  }

  private static String length(Duration time) {
    if (time.isNegative()) {
      return "0 s";
    }
    if (time.toDays() > 0) {
      return time.toDays() + " d";
    }
    if (time.toHours() > 0) {
      return time.toHours() + " h";
    }
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}
