package io.frontdesk.receptionist;

import io.frontdesk.calls.CallId;

/// Where the call stands that a tool is used in. Both methods run inside the transaction of the
/// answer, so that one look at the database serves all; they may run again when it is tried again.
public interface CallRecord {
  /// What was asked, placed in its call and with its numbers; the call is made when this is the
  /// first that is heard of it.
  ToolCall open(ToolCall asked);

  /// Writes down that the tool was answered. Also runs for a repeat that gets the first answer.
  void answered(CallId call, ToolAnswer answer);

  /// For what is placed already and noted elsewhere.
  static CallRecord none() {
    return new CallRecord() {
      @Override
      public ToolCall open(ToolCall asked) {
        return asked;
      }

      @Override
      public void answered(CallId call, ToolAnswer answer) {}
    };
  }
}
