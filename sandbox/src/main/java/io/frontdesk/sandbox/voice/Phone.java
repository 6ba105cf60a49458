package io.frontdesk.sandbox.voice;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a script can do: both sides of the line and the tools of the model between them. Everything
/// throws [HungUp] once the call has ended.
interface Phone {
  /// One tool call of a message.
  record Use(String tool, Map<String, @Nullable Object> arguments) {}

  /// What the platform will report about the call.
  record Verdict(
      String summary, String outcome, double sentiment, String urgency, boolean booked) {}

  void assistant(String text);

  void caller(String text);

  ToolReply tool(String name, Map<String, @Nullable Object> arguments);

  /// Several in one message, as a model may ask for.
  List<ToolReply> tools(List<Use> uses);

  /// Connects to a person: by the destination the program gave through the control address, or by
  /// asking it. Returns only when the program named none.
  void transfer();

  /// Ends the call.
  ///
  /// @param reason one of the platform's ended reasons
  HungUp hangUp(String reason);

  void verdict(Verdict verdict);

  /// A detail of the order, or `standard`.
  String detail(String key, String standard);

  /// One of several ways to say it, chosen by the call's seed.
  String oneOf(String... options);

  /// Waits as long as a natural pause of so many seconds takes at this call's speed.
  void pause(double seconds);

  String callerNumber();
}
