package io.frontdesk.policy.rules;

import io.frontdesk.policy.Channel;
import io.frontdesk.policy.Rule;
import io.frontdesk.policy.Suppression;

/// The rules that are code: consents, suppressions, switches, counts. Each has the date of its
/// wording and its source; a changed rule gets a new version, and stored decisions keep the one
/// they were taken under. Hours and caps of the law are data, see [RuleFiles].
final class Rules {
  static final Rule CONVERSATION =
      new Rule(
          "consent.conversation",
          "2026-03-01",
          "CTIA Messaging Principles: conversational consent is implied by the person's message",
          "An answer to a person who is in conversation with us.");

  static final Rule TRANSACTIONAL =
      new Rule(
          "consent.transactional",
          "2026-03-01",
          "CTIA Messaging Principles: informational messages need express consent, given by asking for"
              + " the service",
          "Belongs to something the person asked for.");

  static final Rule REMINDER =
      new Rule(
          "consent.reminder",
          "2026-03-01",
          "CTIA Messaging Principles: informational messages",
          "Reminds of something the person agreed to, at a decent hour.");

  static final Rule MARKETING =
      new Rule(
          "consent.marketing",
          "2026-03-01",
          "47 CFR 64.1200(a)(2); CTIA Messaging Principles: promotional consent in writing",
          "The person agreed to marketing, and the hour is allowed.");

  static final Rule NO_MARKETING_CONSENT =
      new Rule(
          "consent.marketing-missing",
          "2026-03-01",
          "47 CFR 64.1200(a)(2); CTIA Messaging Principles: promotional consent in writing",
          "There is no recorded consent to marketing on this channel.");

  static final Rule CONSENT_NOT_WRITTEN =
      new Rule(
          "consent.marketing-not-written",
          "2026-03-01",
          "47 CFR 64.1200(a)(2); CTIA Messaging Principles: promotional consent in writing",
          "The recorded consent to marketing was not given in writing.");

  static final Rule CONSENT_REVOKED =
      new Rule(
          "consent.revoked",
          "2025-04-11",
          "47 CFR 64.1200(a)(10)",
          "The person took back their consent to such messages on this channel.");

  static final Rule NEVER_OPEN =
      new Rule(
          "hours.never",
          "2026-03-01",
          "House rule",
          "There is no hour that is allowed in all the places where this person may be. Note where"
              + " they live.");

  static final Rule OPT_OUT_CONFIRMATION =
      new Rule(
          "us.opt-out-confirmation",
          "2025-04-11",
          "47 CFR 64.1200(a)(12): one confirmation within five minutes, without marketing; carriers'"
              + " HELP rule",
          "The one answer a STOP, START or HELP must get.");

  static final Rule LATE_CONFIRMATION =
      new Rule(
          "us.opt-out-confirmation-late",
          "2025-04-11",
          "47 CFR 64.1200(a)(12): the confirmation must go within five minutes",
          "The five minutes in which a STOP or HELP of somebody who opted out may be answered are"
              + " over.");

  private Rules() {}

  static Rule suppressed(Suppression suppression) {
    var what =
        switch (suppression.reason()) {
          case OPT_OUT -> "The person opted out of " + way(suppression.channel()) + ".";
          case COMPLAINT -> "The person complained about our " + way(suppression.channel()) + ".";
          case BOUNCE -> "This address does not accept messages.";
          case LEGAL -> "This address is on a do-not-contact list.";
          case STAFF -> "Someone at the desk barred this address.";
        };
    return switch (suppression.reason()) {
      case OPT_OUT ->
          new Rule("suppression.opt-out", "2025-04-11", "47 CFR 64.1200(a)(10)–(12)", what);
      case COMPLAINT ->
          new Rule("suppression.complaint", "2026-03-01", "Carriers' and mailbox rules", what);
      case BOUNCE -> new Rule("suppression.bounce", "2026-03-01", "Deliverability", what);
      case LEGAL -> new Rule("suppression.legal", "2026-03-01", "47 CFR 64.1200(c)(2), (d)", what);
      case STAFF -> new Rule("suppression.staff", "2026-03-01", "The workspace's own rule", what);
    };
  }

  static Rule suppressedInAgency(AgencyStore.Bar bar) {
    var what =
        switch (bar.reason()) {
          case OPT_OUT -> "opted out";
          case COMPLAINT -> "complained";
          case BOUNCE, LEGAL, STAFF -> "is on a do-not-contact list";
        };
    return new Rule(
        "suppression.agency",
        "2026-03-01",
        "47 CFR 64.1200(a)(10)–(12); the workspace's choice to share opt-outs with its agency",
        "The person " + what + " at another workspace of the agency.");
  }

  static Rule numberAge(int months) {
    return new Rule(
        "house.number-age",
        "2026-03-01",
        "House rule: a number may have got a new owner",
        "The last consent, message or call from this number is older than "
            + months
            + " months. A fresh one is needed.");
  }

  static Rule marketingPerDay(int most) {
    return new Rule(
        "house.marketing-per-day",
        "2026-03-01",
        "The workspace's own rule",
        "One person gets " + most + " promotions in 24 hours at most.");
  }

  static Rule overBudget(String period) {
    return new Rule(
        "budget." + period,
        "2026-03-01",
        "The workspace's own rule",
        "The budget of the " + period + " is used up.");
  }

  static Rule stopped(String reason) {
    return new Rule(
        "kill-switch",
        "2026-03-01",
        "The workspace's own rule",
        "Sending is stopped for this workspace: " + reason);
  }

  private static String way(Channel channel) {
    return switch (channel) {
      case SMS -> "text messages";
      case EMAIL -> "e-mail";
      case VOICE -> "calls";
    };
  }
}
