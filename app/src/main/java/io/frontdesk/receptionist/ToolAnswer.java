package io.frontdesk.receptionist;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The receptionist's answer to a tool call.
///
/// @param outcome short stable word for logs and screens, e.g. `booked`, `taken`, `not-understood`
/// @param result facts for the language model; JSON values only
/// @param say one to three sentences to speak as they are
/// @param transfer set when the call is to be handed over
/// @param endCall whether to hang up after speaking
public record ToolAnswer(
    String outcome,
    Map<String, Object> result,
    String say,
    @Nullable TransferTo transfer,
    boolean endCall) {

  public ToolAnswer {
    result = Collections.unmodifiableMap(new LinkedHashMap<>(result));
  }

  /// An answer that only speaks.
  public static ToolAnswer of(String outcome, Map<String, Object> result, String say) {
    return new ToolAnswer(outcome, result, say, null, false);
  }

  @Override
  public String toString() {
    return "ToolAnswer[" + outcome + "]";
  }
}
