package io.frontdesk.receptionist.tools;

import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.util.List;

/// One thing a caller can have done. Runs inside the tenant's transaction that also stores its
/// answer, asks nobody outside, and answers whatever the arguments are.
public interface Tool {
  ToolName name();

  /// For the language model: when to use it.
  String description();

  List<Parameter> parameters();

  /// Does it.
  ToolAnswer answer(Situation situation);

  /// One argument, for the definition that is pasted into the voice platform.
  ///
  /// @param type of JSON Schema: `string` or `boolean`
  record Parameter(String name, String type, String description, boolean required) {
    static Parameter required(String name, String description) {
      return new Parameter(name, "string", description, true);
    }

    static Parameter optional(String name, String description) {
      return new Parameter(name, "string", description, false);
    }
  }
}
