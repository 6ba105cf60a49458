package io.frontdesk.receptionist.screen;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calls.CallId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.id.Uuid7;
import io.frontdesk.platform.phone.PhoneNumber;
import io.frontdesk.receptionist.AfterHours;
import io.frontdesk.receptionist.Receptionist;
import io.frontdesk.receptionist.ToolAnswer;
import io.frontdesk.receptionist.ToolCall;
import io.frontdesk.receptionist.ToolName;
import io.frontdesk.receptionist.configuration.Configurations;
import io.frontdesk.receptionist.ledger.Answers;
import io.frontdesk.tenancy.Workspaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The pages of the receptionist: how it behaves, its past versions, what to paste into the voice
/// platform, and a console to try its tools.
@Controller
@RequestMapping("/w/{workspace}/receptionist")
class ReceptionistPages {
  private static final String ADDRESS = "https://YOUR-HOST/hooks/… (Settings › Connections)";
  private static final int LONGEST_ARGUMENTS = 20_000;

  private final Configurations configurations;
  private final Receptionist receptionist;
  private final Answers answers;
  private final Workspaces workspaces;
  private final JsonMapper json;

  ReceptionistPages(
      Configurations configurations,
      Receptionist receptionist,
      Answers answers,
      Workspaces workspaces,
      JsonMapper json) {
    this.configurations = configurations;
    this.receptionist = receptionist;
    this.answers = answers;
    this.workspaces = workspaces;
    this.json = json.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  @GetMapping
  @Needs(Permission.MANAGE_RECEPTIONIST)
  String show(Caller caller, Frame frame, Model model) {
    var workspace = workspaces.require(caller.tenant());
    return page(
        caller, frame, ReceptionistForm.of(configurations.currentVersion(workspace)), model);
  }

  @PostMapping
  @Needs(Permission.MANAGE_RECEPTIONIST)
  String save(
      Caller caller,
      Frame frame,
      Notice notice,
      @RequestParam(defaultValue = "0") int seen,
      @RequestParam(defaultValue = "") String persona,
      @RequestParam(defaultValue = "") String greeting,
      @RequestParam(defaultValue = "") List<String> tools,
      @RequestParam(defaultValue = "") String afterHours,
      @RequestParam(defaultValue = "") String emergencySentence,
      @RequestParam(defaultValue = "") String emergencyWords,
      @RequestParam(defaultValue = "2") int mostTransfers,
      @RequestParam(defaultValue = "") String note,
      @RequestParam Map<String, String> all,
      Model model) {
    var form =
        new ReceptionistForm(
            seen,
            persona,
            greeting,
            tools,
            rows(all),
            afterHours,
            emergencySentence,
            emergencyWords,
            mostTransfers,
            null);
    try {
      var region = workspaces.require(caller.tenant()).region();
      int number =
          configurations.save(
              caller.tenant(), caller.actor(), seen, form.configuration(region), note);
      notice.say("Saved as version " + number + ". New calls use it at once.");
      return "redirect:" + caller.path("/receptionist");
    } catch (Refusal refusal) {
      return page(caller, frame, form.with(refusal), model);
    }
  }

  @PostMapping("/versions/{number}/restore")
  @Needs(Permission.MANAGE_RECEPTIONIST)
  String restore(Caller caller, Notice notice, @PathVariable int number) {
    int now = configurations.restore(caller.tenant(), caller.actor(), number);
    notice.say("Version " + number + " is in force again, as version " + now + ".");
    return "redirect:" + caller.path("/receptionist");
  }

  @PostMapping("/try")
  @Needs(Permission.MANAGE_RECEPTIONIST)
  String rehearse(
      Caller caller,
      @RequestParam(defaultValue = "") String tool,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String arguments,
      Model model) {
    var region = workspaces.require(caller.tenant()).region();
    ToolAnswer answer;
    try {
      answer =
          answers.rehearse(
              caller.tenant(),
              new ToolCall(
                  new CallId(Uuid7.next()),
                  "rehearsal",
                  tool,
                  read(arguments),
                  from.isBlank() ? null : PhoneNumber.parse(from, region).orElse(null),
                  null));
    } catch (Refusal wrong) {
      model.addAttribute("problem", wrong.text());
      return "receptionist/wrong";
    }
    model
        .addAttribute("answer", answer)
        .addAttribute("result", json.writeValueAsString(answer.result()));
    return "receptionist/answer";
  }

  private String page(Caller caller, Frame frame, ReceptionistForm form, Model model) {
    var workspace = workspaces.require(caller.tenant());
    model
        .addAttribute("frame", frame)
        .addAttribute("form", form)
        .addAttribute("zone", workspace.zone())
        .addAttribute("current", configurations.currentVersion(workspace).number())
        .addAttribute("versions", configurations.history(caller.tenant()))
        .addAttribute("tools", List.of(ToolName.values()))
        .addAttribute("choices", List.of(AfterHours.values()))
        .addAttribute(
            "assistant", json.writeValueAsString(receptionist.assistant(caller.tenant(), ADDRESS)));
    return "receptionist/receptionist";
  }

  private Map<String, Object> read(String text) {
    if (text.isBlank()) {
      return Map.of();
    }
    if (text.length() > LONGEST_ARGUMENTS) {
      throw Refusal.field("arguments", "keep them under 20,000 characters");
    }
    try {
      return json.readValue(text, new TypeReference<Map<String, Object>>() {});
    } catch (JacksonException malformed) {
      throw Refusal.field(
          "arguments", "write a JSON object, e.g. {\"date\": \"next Tuesday at three\"}");
    }
  }

  private static List<ReceptionistForm.Row> rows(Map<String, String> all) {
    var rows = new ArrayList<ReceptionistForm.Row>();
    for (int i = 0; i < 21; i++) {
      var name = all.getOrDefault("departmentName" + i, "");
      var number = all.getOrDefault("departmentNumber" + i, "");
      if (!name.isBlank() || !number.isBlank()) {
        rows.add(
            new ReceptionistForm.Row(name, number, "open".equals(all.get("departmentRule" + i))));
      }
    }
    return rows;
  }
}
