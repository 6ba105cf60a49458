package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Frame;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Notice;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.CancelRule;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.ReminderPlan;
import io.frontdesk.calendar.Reminders;
import io.frontdesk.calendar.Service;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.platform.error.Refusal.FieldError;
import io.frontdesk.policy.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// How clients of a service are reminded, and what they may change late.
@Controller
@RequestMapping("/w/{workspace}/settings/services/{id}")
class ServiceRulesPages {
  private final Reminders reminders;
  private final Catalogue catalogue;

  ServiceRulesPages(Reminders reminders, Catalogue catalogue) {
    this.reminders = reminders;
    this.catalogue = catalogue;
  }

  @GetMapping("/reminders")
  @Needs(Permission.MANAGE_SERVICES)
  String show(Caller caller, Frame frame, @PathVariable UUID id, Model model) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    return page(
        caller, frame, service, Filled.of(plan(caller, service)), rule(caller, service), model);
  }

  @PostMapping("/reminders")
  @Needs(Permission.MANAGE_SERVICES)
  String save(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    try {
      reminders.change(
          caller.tenant(),
          caller.actor(),
          service.id(),
          sent.containsKey("standard") ? null : read(sent));
      notice.say("Saved. Appointments ahead follow it too.");
      return "redirect:" + caller.path("/settings/services/" + id + "/reminders");
    } catch (Refusal refusal) {
      return page(
          caller, frame, service, Filled.of(sent).refused(refusal), rule(caller, service), model);
    }
  }

  @PostMapping("/cancel-rule")
  @Needs(Permission.MANAGE_SERVICES)
  String saveRule(
      Caller caller,
      Frame frame,
      Notice notice,
      @PathVariable UUID id,
      @RequestParam Map<String, String> sent,
      Model model) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id));
    try {
      var text = sent.getOrDefault("hours", "");
      int hours = text.isBlank() ? 0 : whole("hours", text);
      reminders.change(
          caller.tenant(),
          caller.actor(),
          service.id(),
          hours == 0
              ? null
              : new CancelRule(hours, sent.getOrDefault("fee", ""), sent.containsKey("allowed")));
      notice.say("Saved.");
      return "redirect:" + caller.path("/settings/services/" + id + "/reminders");
    } catch (Refusal refusal) {
      return page(
          caller,
          frame,
          service,
          Filled.of(plan(caller, service)),
          Filled.of(sent).refused(refusal),
          model);
    }
  }

  private String page(
      Caller caller, Frame frame, Service service, Filled plan, Filled rule, Model model) {
    model
        .addAttribute("frame", frame)
        .addAttribute("caller", caller)
        .addAttribute("service", service)
        .addAttribute("plan", plan)
        .addAttribute("rows", ReminderPlan.MOST)
        .addAttribute("own", reminders.ownPlan(caller.tenant(), service.id()).isPresent())
        .addAttribute("rule", rule);
    return "calendar/service-rules";
  }

  private Map<String, String> plan(Caller caller, Service service) {
    var values = new HashMap<String, String>();
    var rules = reminders.plan(caller.tenant(), service.id()).rules();
    for (int i = 0; i < rules.size(); i++) {
      var one = rules.get(i);
      long minutes = one.before().toMinutes();
      boolean hours = minutes % 60 == 0;
      values.put("before-" + i, Long.toString(hours ? minutes / 60 : minutes));
      values.put("unit-" + i, hours ? "hours" : "minutes");
      values.put("channel-" + i, one.channel() == Channel.SMS ? "sms" : "email");
      values.put("kind-" + i, one.kind().code());
      values.put("words-" + i, one.words());
    }
    return values;
  }

  private Filled rule(Caller caller, Service service) {
    return Filled.of(
        reminders
            .cancelRule(caller.tenant(), service.id())
            .map(
                one -> {
                  var values = new HashMap<String, String>();
                  values.put("hours", Integer.toString(one.hours()));
                  values.put("fee", one.fee());
                  if (one.allowed()) {
                    values.put("allowed", "on");
                  }
                  return values;
                })
            .orElse(new HashMap<>(Map.of("allowed", "on"))));
  }

  // Rows without a number are left out; what is wrong is named by the row it stands in.
  private static ReminderPlan read(Map<String, String> sent) {
    var rules = new ArrayList<ReminderPlan.Rule>();
    var rows = new ArrayList<Integer>();
    for (int i = 0; i < ReminderPlan.MOST; i++) {
      var before = sent.getOrDefault("before-" + i, "").strip();
      if (before.isEmpty()) {
        continue;
      }
      var kind = ServiceRules.kind("kind-" + i, sent.get("kind-" + i));
      var words = sent.getOrDefault("words-" + i, "");
      long number = whole("before-" + i, before);
      rules.add(
          new ReminderPlan.Rule(
              "minutes".equals(sent.get("unit-" + i))
                  ? Duration.ofMinutes(number)
                  : Duration.ofHours(number),
              ServiceRules.channel("channel-" + i, sent.get("channel-" + i)),
              kind,
              words.isBlank() ? kind.words() : words));
      rows.add(i);
    }
    try {
      return ReminderPlan.checked(rules);
    } catch (Refusal refusal) {
      throw Refusal.fields(refusal.fields().stream().map(field -> named(field, rows)).toList());
    }
  }

  // rules[2].words is words-4 when the third rule stands in the fifth row.
  private static FieldError named(FieldError error, List<Integer> rows) {
    var match = Pattern.compile("rules\\[(\\d+)]\\.(.+)").matcher(error.field());
    return match.matches()
        ? new FieldError(
            match.group(2) + "-" + rows.get(Integer.parseInt(match.group(1))), error.message())
        : error;
  }

  private static int whole(String field, String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (number < 0 || number > 100_000) {
        throw Refusal.field(field, "Give a smaller whole number.");
      }
      return number;
    } catch (NumberFormatException notANumber) {
      throw Refusal.field(field, "Give a whole number.");
    }
  }
}
