package io.frontdesk.sandbox.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a player answers.
public record Reply(int status, String type, byte[] body, Map<String, String> headers) {

  public static Reply json(int status, @Nullable Object value) {
    return new Reply(
        status, "application/json", Json.write(value).getBytes(StandardCharsets.UTF_8), Map.of());
  }

  public static Reply ok(@Nullable Object value) {
    return json(200, value);
  }

  public static Reply error(int status, String message) {
    return json(status, Json.of("error", message));
  }

  public Reply with(String header, String value) {
    return new Reply(status, type, body, Map.of(header, value));
  }
}
