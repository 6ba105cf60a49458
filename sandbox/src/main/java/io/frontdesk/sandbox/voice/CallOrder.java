package io.frontdesk.sandbox.voice;

import io.frontdesk.sandbox.wire.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call to play, as told through the control API.
///
/// @param serverUrl where the program takes the platform's messages
/// @param line the business's number in E.164
/// @param caller the person's number in E.164; empty for a withheld one
/// @param callerName as the network shows it; empty for none
/// @param speed 1 is natural; 50 is fifty times as fast
/// @param patience how long a message is repeated until the program takes it
/// @param details what the script fills in: `name`, `email`, `service`, `day`, `time`, `question`,
///     `department`, `message`, `secret`
public record CallOrder(
    String serverUrl,
    Auth auth,
    String secret,
    String assistantId,
    String phoneNumberId,
    String line,
    String caller,
    String callerName,
    String script,
    double speed,
    boolean assistantRequest,
    Shape shape,
    boolean argumentsAsText,
    boolean outbound,
    boolean partials,
    Duration patience,
    long seed,
    Map<String, String> details) {

  /// How the platform proves itself.
  public enum Auth {
    BEARER,
    X_VAPI_SECRET,
    HMAC
  }

  /// How tool calls look on the wire.
  public enum Shape {
    /// `toolCallList` with `name` and `parameters`, as the platform's guide shows it.
    DOCUMENTED,
    /// `function { name, arguments }`, as the platform's schemas say.
    OPENAI,
    /// `function-call` with `functionCall`, before there were several per message.
    LEGACY
  }

  public CallOrder {
    details = Map.copyOf(details);
  }

  /// @throws IllegalArgumentException when something needed is missing or unknown
  static CallOrder of(Map<String, @Nullable Object> json, long standardSeed) {
    var auth = Json.map(json.get("auth"));
    var customer = Json.map(json.get("customer"));
    var details = new LinkedHashMap<String, String>();
    Json.map(json.get("details")).forEach((key, value) -> details.put(key, String.valueOf(value)));
    var serverUrl = Json.text(json, "serverUrl", "");
    if (!serverUrl.startsWith("http")) {
      throw new IllegalArgumentException("serverUrl is needed: where the program takes messages");
    }
    var script = Json.text(json, "script", "new-caller-books");
    if (Scripts.find(script).isEmpty()) {
      throw new IllegalArgumentException("script must be one of " + Scripts.names());
    }
    return new CallOrder(
        serverUrl,
        constant(Auth.class, Json.text(auth, "mode", "bearer")),
        Json.text(auth, "secret", ""),
        Json.text(json, "assistantId", "00000000-0000-4000-8000-00000000a551"),
        Json.text(json, "phoneNumberId", "00000000-0000-4000-8000-000000000b0e"),
        Json.text(json, "phoneNumber", "+12125550100"),
        Json.text(customer, "number", ""),
        Json.text(customer, "name", ""),
        script,
        Math.clamp(Json.number(json, "speed", 1), 0.1, 10_000),
        Json.flag(json, "assistantRequest", false),
        constant(Shape.class, Json.text(json, "shape", "documented")),
        "text".equals(Json.text(json, "argumentsAs", "object")),
        "outbound".equals(Json.text(json, "direction", "inbound")),
        Json.flag(json, "partials", true),
        Duration.ofMillis((long) Json.number(json, "patienceMillis", 60_000)),
        (long) Json.number(json, "seed", standardSeed),
        details);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
