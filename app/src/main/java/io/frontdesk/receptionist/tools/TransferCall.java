package io.frontdesk.receptionist.tools;

import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolName;
import java.util.List;
import org.springframework.stereotype.Component;

/// Puts the caller through to a department.
@Component
class TransferCall implements Tool {
  private final Transfers transfers;

  TransferCall(Transfers transfers) {
    this.transfers = transfers;
  }

  @Override
  public ToolName name() {
    return ToolName.TRANSFER_CALL;
  }

  @Override
  public String description() {
    return "Put the caller through to a person when they ask for one, when they are upset, or when"
        + " you can't help.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.optional("department", "Which department, e.g. general or billing"),
        Parameter.optional("summary", "One sentence for the person who takes over"));
  }

  @Override
  public ToolAnswer answer(Situation situation) {
    var arguments = situation.arguments();
    return transfers.toDepartment(
        situation,
        arguments.text(60, "department", "destination", "team").orElse(""),
        arguments
            .text(500, "summary", "reason", "message")
            .orElse("The caller asked for a person"));
  }
}
