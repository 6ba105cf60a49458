package io.frontdesk.receptionist.screen;

import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.receptionist.AfterHours;
import io.frontdesk.receptionist.Configuration;
import io.frontdesk.receptionist.Department;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.receptionist.configuration.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in the form of the receptionist, as typed, and what is wrong with it.
///
/// @param seen the version the editor started from
public record ReceptionistForm(
    int seen,
    String persona,
    String greeting,
    List<String> tools,
    List<Row> departments,
    String afterHours,
    String emergencySentence,
    String emergencyWords,
    int mostTransfers,
    @Nullable Refusal problem) {
  /// One department as typed.
  public record Row(String name, String number, boolean onlyWhenOpen) {}

  public ReceptionistForm {
    tools = List.copyOf(tools);
    departments = List.copyOf(departments);
  }

  static ReceptionistForm of(Version version) {
    var content = version.content();
    return new ReceptionistForm(
        version.number(),
        content.persona(),
        content.greeting(),
        content.tools().stream().map(ToolName::name).toList(),
        content.departments().stream()
            .map(one -> new Row(one.name(), one.number().display(), one.onlyWhenOpen()))
            .toList(),
        content.afterHours().name(),
        content.emergencySentence(),
        String.join("\n", content.emergencyWords()),
        content.mostTransfers(),
        null);
  }

  ReceptionistForm with(Refusal refusal) {
    return new ReceptionistForm(
        seen,
        persona,
        greeting,
        tools,
        departments,
        afterHours,
        emergencySentence,
        emergencyWords,
        mostTransfers,
        refusal);
  }

  /// @throws Refusal that names what is wrong
  Configuration configuration(String region) {
    return new Configuration(
        persona,
        greeting,
        chosen(),
        read(region),
        Arrays.stream(AfterHours.values())
            .filter(one -> one.name().equals(afterHours))
            .findFirst()
            .orElse(AfterHours.TAKE_MESSAGE),
        emergencySentence,
        List.of(emergencyWords.split("\\R")),
        mostTransfers);
  }

  public boolean offers(ToolName tool) {
    return tools.contains(tool.name());
  }

  /// What is wrong with a field, null when nothing.
  public @Nullable String error(String field) {
    return problem == null
        ? null
        : problem.fields().stream()
            .filter(error -> error.field().equals(field))
            .map(FieldError::message)
            .findFirst()
            .orElse(null);
  }

  /// What is wrong as a whole, null when only fields are.
  public @Nullable String trouble() {
    return problem == null || !problem.fields().isEmpty() ? null : problem.text();
  }

  private EnumSet<ToolName> chosen() {
    var chosen = EnumSet.noneOf(ToolName.class);
    for (var tool : ToolName.values()) {
      if (offers(tool)) {
        chosen.add(tool);
      }
    }
    return chosen;
  }

  private List<Department> read(String region) {
    var read = new ArrayList<Department>();
    for (var row : departments) {
      var name = row.name().strip();
      if (name.isEmpty() && row.number().isBlank()) {
        continue;
      }
      if (name.isEmpty() || name.length() > 60) {
        throw Refusal.field("departments", "give every department a name of 1 to 60 characters");
      }
      var number =
          PhoneNumber.parse(row.number(), region)
              .orElseThrow(
                  () ->
                      Refusal.field("departments", "the number of " + name + " can't be dialled"));
      read.add(new Department(name, number, row.onlyWhenOpen()));
    }
    return read;
  }
}
