package io.frontdesk.calendar.web;

import io.frontdesk.calendar.ReminderPlan;
import io.frontdesk.platform.error.Refusal;
import io.frontdesk.policy.Channel;
import org.jspecify.annotations.Nullable;

/// Reads the words that forms and programs send for reminders.
final class ServiceRules {
  private ServiceRules() {}

  static Channel channel(String field, @Nullable String text) {
    return switch (text == null ? "" : text) {
      case "sms" -> Channel.SMS;
      case "email" -> Channel.EMAIL;
      default -> throw Refusal.field(field, "give sms or email");
    };
  }

  static ReminderPlan.Kind kind(String field, @Nullable String text) {
    return switch (text == null ? "remind" : text) {
      case "remind" -> ReminderPlan.Kind.REMIND;
      case "ask" -> ReminderPlan.Kind.ASK;
      default -> throw Refusal.field(field, "give remind or ask");
    };
  }
}
