package io.frontdesk.integrations.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One webhook to one endpoint.
///
/// @param seq in the order of the events; also the cursor of the log
/// @param body JSON, frozen when it was planned
/// @param attempts all that were made
/// @param tries those since it was planned or replayed
/// @param dueAt when the next attempt is due; means nothing once finished
/// @param status of the last answer; null when none came
/// @param error why the last attempt failed
public record Hook(
    HookId id,
    EndpointId endpoint,
    long seq,
    String type,
    String subject,
    String body,
    State state,
    int attempts,
    int tries,
    Instant dueAt,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable Integer status,
    @Nullable String error) {

  /// What became of it so far.
  public enum State {
    WAITING,
    DELIVERED,
    FAILED;

    /// As it is stored and told by the API.
    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static State ofCode(String code) {
      return valueOf(code.toUpperCase(java.util.Locale.ROOT));
    }
  }

  /// One attempt.
  ///
  /// @param status null when no answer came
  /// @param excerpt begin of the answer's body, at most 1,000 characters
  public record Attempt(
      int number,
      Instant at,
      long tookMillis,
      @Nullable Integer status,
      @Nullable String error,
      String excerpt) {}
}
