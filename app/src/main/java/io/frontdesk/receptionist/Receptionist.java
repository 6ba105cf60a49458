package io.frontdesk.receptionist;

import io.frontdesk.access.Actor;
import io.frontdesk.platform.tenant.TenantId;
import io.frontdesk.receptionist.configuration.Configurations;
import io.frontdesk.receptionist.ledger.Answers;
import io.frontdesk.receptionist.tools.Assistant;
import io.frontdesk.receptionist.tools.Toolbox;
import io.frontdesk.tenancy.Workspaces;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Service;

/// Does what a caller asks for, by code and never by persuasion: every rule about tenants, people,
/// times and emergencies holds whatever the language model writes.
@Service
public class Receptionist {
  private final Answers answers;
  private final Assistant assistant;
  private final Configurations configurations;
  private final Workspaces workspaces;
  private final Clock clock;

  Receptionist(
      Answers answers,
      Assistant assistant,
      Configurations configurations,
      Workspaces workspaces,
      Clock clock) {
    this.answers = answers;
    this.assistant = assistant;
    this.configurations = configurations;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  /// Carries out a tool call and answers it.
  ///
  /// Exactly once per `(call, toolCallId)`: effect and answer are stored in one transaction, and a
  /// repeat, also a concurrent one or one with other arguments, gets the first answer. Never throws
  /// for anything the arguments hold; when the world breaks, the answer is [#fallback], nothing is
  /// stored, and a repeat tries again. Asks nobody outside. Call it outside a transaction.
  public ToolAnswer answer(TenantId tenant, ToolCall call) {
    return answer(tenant, call, CallRecord.none());
  }

  /// The same for a call that is looked up, and noted, in the transaction of the answer.
  ///
  /// @param asked its call and numbers are taken from the record
  public ToolAnswer answer(TenantId tenant, ToolCall asked, CallRecord record) {
    return answers.answer(tenant, asked, record);
  }

  /// What to say when no answer came in time. True whether or not the work was done meanwhile.
  public ToolAnswer fallback(ToolCall call) {
    return Toolbox.fallback(call);
  }

  /// The assistant as JSON for the voice platform: greeting, instructions and the definitions of
  /// the tools that are switched on.
  ///
  /// @param serverUrl where the platform sends its events and tool calls
  public Map<String, Object> assistant(TenantId tenant, String serverUrl) {
    var workspace = workspaces.require(tenant);
    return assistant.definition(
        workspace, configurations.current(workspace), serverUrl, clock.instant());
  }

  /// How the receptionist behaves now.
  public Configuration configuration(TenantId tenant) {
    return configurations.current(workspaces.require(tenant));
  }

  /// Puts a new version of its behaviour in force. Joins an open transaction of the tenant.
  public void configure(TenantId tenant, Actor by, Configuration configuration, String note) {
    configurations.replace(tenant, by, configuration, note);
  }
}
