package io.frontdesk.receptionist;

import io.frontdesk.calls.CallId;
import io.frontdesk.platform.phone.PhoneNumber;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the voice platform asks the receptionist to do during a call.
///
/// @param toolCallId names this request within the call; the platform repeats it when it retries
/// @param name one of the tools, also by the names other systems use for them
/// @param arguments as the language model wrote them: nothing in them is trusted, and nothing in
///     them names the tenant or the caller
/// @param caller the number that rings, as the carrier told it; null when withheld
/// @param line our own number that was called
public record ToolCall(
    CallId call,
    String toolCallId,
    String name,
    Map<String, Object> arguments,
    @Nullable PhoneNumber caller,
    @Nullable PhoneNumber line) {

  public ToolCall {
    // Null values are common in written-by-model JSON and mean the same as absent.
    var kept = new LinkedHashMap<String, Object>();
    for (Map.Entry<String, ? extends @Nullable Object> entry : arguments.entrySet()) {
      var value = entry.getValue();
      if (value != null) {
        kept.put(entry.getKey(), value);
      }
    }
    arguments = Collections.unmodifiableMap(kept);
  }

  /// The same request, placed in its call.
  public ToolCall from(CallId placed, @Nullable PhoneNumber by, @Nullable PhoneNumber on) {
    return new ToolCall(placed, toolCallId, name, arguments, by, on);
  }

  @Override
  public String toString() {
    return "ToolCall[" + call + ", " + toolCallId.length() + " characters of id]";
  }
}
