package io.frontdesk.calendar.web;

import io.frontdesk.access.Caller;
import io.frontdesk.access.Needs;
import io.frontdesk.access.Permission;
import io.frontdesk.calendar.AppointmentId;
import io.frontdesk.calendar.Bookings;
import io.frontdesk.calendar.CancelRule;
import io.frontdesk.calendar.Catalogue;
import io.frontdesk.calendar.Reminder;
import io.frontdesk.calendar.ReminderPlan;
import io.frontdesk.calendar.Reminders;
import io.frontdesk.calendar.ServiceId;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// How clients of a service are reminded and what they may change late, for programs.
@RestController
@RequestMapping("/api/v1")
class ServiceRulesApi {
  private final Reminders reminders;
  private final Catalogue catalogue;
  private final Bookings bookings;

  ServiceRulesApi(Reminders reminders, Catalogue catalogue, Bookings bookings) {
    this.reminders = reminders;
    this.catalogue = catalogue;
    this.bookings = bookings;
  }

  record RuleView(long beforeMinutes, String channel, String kind, String words) {
    static RuleView of(ReminderPlan.Rule one) {
      return new RuleView(
          one.before().toMinutes(), code(one.channel()), one.kind().code(), one.words());
    }
  }

  /// @param standard whether it is the plan of services that have none of their own
  record PlanView(boolean standard, List<RuleView> rules) {}

  record SentRule(
      @Nullable Long beforeMinutes,
      @Nullable String channel,
      @Nullable String kind,
      @Nullable String words) {}

  record SentPlan(@Nullable List<SentRule> rules) {}

  record ReminderView(
      int revision,
      long beforeMinutes,
      String channel,
      String kind,
      Instant dueAt,
      String state,
      String reason,
      @Nullable UUID delivery) {
    static ReminderView of(Reminder one) {
      var delivery = one.delivery();
      return new ReminderView(
          one.revision(),
          one.beforeMinutes(),
          code(one.channel()),
          one.kind().code(),
          one.dueAt(),
          one.state(),
          one.reason(),
          delivery == null ? null : delivery.value());
    }
  }

  record Items<T>(List<T> items) {}

  /// `hours` 0: there is no rule.
  record CancelRuleView(int hours, String fee, boolean allowed) {}

  record SentCancelRule(@Nullable Integer hours, @Nullable String fee, @Nullable Boolean allowed) {}

  record TermsView(boolean late, boolean allowed, String say) {}

  @GetMapping("/services/{id}/reminders")
  @Needs(Permission.VIEW_CALENDAR)
  PlanView plan(Caller caller, @PathVariable UUID id) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id)).id();
    var own = reminders.ownPlan(caller.tenant(), service);
    return new PlanView(
        own.isEmpty(),
        own.orElse(ReminderPlan.STANDARD).rules().stream().map(RuleView::of).toList());
  }

  @PutMapping("/services/{id}/reminders")
  @Needs(Permission.MANAGE_SERVICES)
  PlanView change(Caller caller, @PathVariable UUID id, @RequestBody SentPlan body) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id)).id();
    var sent = body.rules();
    if (sent == null) {
      throw Refusal.field("rules", "give a list, which may be empty");
    }
    var rules = new ArrayList<ReminderPlan.Rule>();
    for (int i = 0; i < sent.size(); i++) {
      rules.add(rule(sent.get(i), "rules[" + i + "]."));
    }
    reminders.change(caller.tenant(), caller.actor(), service, ReminderPlan.checked(rules));
    return plan(caller, id);
  }

  /// Back to the standard plan.
  @DeleteMapping("/services/{id}/reminders")
  @Needs(Permission.MANAGE_SERVICES)
  PlanView standard(Caller caller, @PathVariable UUID id) {
    reminders.change(caller.tenant(), caller.actor(), new ServiceId(id), (ReminderPlan) null);
    return plan(caller, id);
  }

  @GetMapping("/services/{id}/cancel-rule")
  @Needs(Permission.VIEW_CALENDAR)
  CancelRuleView cancelRule(Caller caller, @PathVariable UUID id) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id)).id();
    return reminders
        .cancelRule(caller.tenant(), service)
        .map(rule -> new CancelRuleView(rule.hours(), rule.fee(), rule.allowed()))
        .orElse(new CancelRuleView(0, "", true));
  }

  @PutMapping("/services/{id}/cancel-rule")
  @Needs(Permission.MANAGE_SERVICES)
  CancelRuleView change(Caller caller, @PathVariable UUID id, @RequestBody SentCancelRule body) {
    var service = catalogue.require(caller.tenant(), new ServiceId(id)).id();
    var hours = body.hours();
    if (hours == null) {
      throw Refusal.field("hours", "give 0 to 720; 0 means no rule");
    }
    var fee = body.fee();
    reminders.change(
        caller.tenant(),
        caller.actor(),
        service,
        hours == 0
            ? null
            : new CancelRule(
                hours, fee == null ? "" : fee, body.allowed() == null || body.allowed()));
    return cancelRule(caller, id);
  }

  @GetMapping("/appointments/{id}/reminders")
  @Needs(Permission.VIEW_CALENDAR)
  Items<ReminderView> reminders(Caller caller, @PathVariable UUID id) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    return new Items<>(
        reminders.of(caller.tenant(), appointment.id()).stream().map(ReminderView::of).toList());
  }

  /// What holds when the client wants to cancel or move it now.
  @GetMapping("/appointments/{id}/terms")
  @Needs(Permission.VIEW_CALENDAR)
  TermsView terms(Caller caller, @PathVariable UUID id) {
    var appointment = bookings.require(caller.tenant(), new AppointmentId(id));
    var terms = reminders.terms(caller.tenant(), appointment);
    return new TermsView(terms.late(), terms.allowed(), terms.say());
  }

  private static ReminderPlan.Rule rule(SentRule sent, String field) {
    var before = sent.beforeMinutes();
    if (before == null || before < 0 || before > 100_000) {
      throw Refusal.field(field + "beforeMinutes", "give 15 to 43200");
    }
    var kind = ServiceRules.kind(field + "kind", sent.kind());
    var words = sent.words();
    return new ReminderPlan.Rule(
        Duration.ofMinutes(before),
        ServiceRules.channel(field + "channel", sent.channel()),
        kind,
        words == null || words.isBlank() ? kind.words() : words);
  }

  private static String code(Channel channel) {
    return channel.name().toLowerCase(Locale.ROOT);
  }
}
